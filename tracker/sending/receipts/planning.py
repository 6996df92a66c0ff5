"""What will happen to a document's receipts, added to what will happen to the document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tracker.accounts_system import lists
from tracker.accounts_system.models import Connection, DocumentLink, ReceiptLink, Settings
from tracker.accounts_system.problems import receipts_account_sentence
from tracker.documents.models import Document
from tracker.sending.context import Context
from tracker.sending.planned import Planned, Will
from tracker.sending.receipts import amounts as receipt_amounts
from tracker.sending.receipts import pending_receipts
from tracker.sending.receipts.amounts import NEEDS_APPROVAL, Standing
from tracker.sending.receipts.pending_receipts import NOTHING, Pending
from tracker.sending.refusals import Refusal, refusal
from tracker.xero.invoice_statuses import GONE

FREED_BY_REMOVING = ("has_payments",)
"""What stands in a document's way only for as long as its payment is in Xero."""


@dataclass(frozen=True)
class KnownReceipts:
    """What deciding about the receipts of some documents needs."""

    pending: Mapping[UUID, Pending]
    links: Mapping[UUID, Sequence[ReceiptLink]]
    account: Refusal | None
    """Why nothing can be recorded at all."""


def known_receipts(
    connection: Connection, documents: Sequence[Document], context: Context
) -> KnownReceipts:
    """A handful of queries for any number of documents."""
    waiting = pending_receipts.pending(connection, documents)
    return KnownReceipts(
        pending=waiting,
        links=links_of(connection, waiting),
        account=account_problem(connection, context.settings, kind=context.words.value)
        if waiting
        else None,
    )


def links_of(connection: Connection, documents: Iterable[UUID]) -> dict[UUID, list[ReceiptLink]]:
    """What is in Xero of each document's receipts, with the receipts."""
    rows = ReceiptLink.objects.filter(
        connection=connection, receipt__document__in=list(documents)
    ).select_related("receipt")
    found: dict[UUID, list[ReceiptLink]] = {}
    for link in rows.order_by("pk"):
        found.setdefault(link.receipt.document_id, []).append(link)
    return found


def account_problem(
    connection: Connection, settings: Settings | None, *, kind: str
) -> Refusal | None:
    """Why no receipt can be recorded, by what is known of Xero's accounts."""
    account_id = settings.receipts_account_id if settings else ""
    sentence = receipts_account_sentence(account_id, lists.accounts(connection), kind)
    return refusal("payment_account_invalid", sentence, kind=kind) if sentence else None


def with_receipts(
    planned: Planned, known: KnownReceipts, link: DocumentLink | None, context: Context
) -> Planned:
    """The same document with the receipts that go with it."""
    waiting = known.pending.get(planned.document.pk, NOTHING)
    if not waiting:
        return planned
    if planned.will in (Will.BLOCKED, Will.VOID):
        return _removed_first(planned, waiting, known, link)
    told = _foretold(planned, waiting, known, link, context)
    if isinstance(told, Refusal):
        return Planned(planned.document, Will.BLOCKED, told.sentence, told)
    if planned.will == Will.UNCHANGED:
        return replace(planned, will=Will.RECEIPTS, words=told, receipts=waiting.as_json())
    words = " · ".join(each for each in (planned.words, told) if each)
    return replace(planned, words=words, receipts=waiting.as_json())


def _removed_first(
    planned: Planned, waiting: Pending, known: KnownReceipts, link: DocumentLink | None
) -> Planned:
    """What Tracker's own payment stands in the way of goes once that is removed."""
    cause = planned.refusal.cause if planned.refusal else ""
    is_freed = planned.will == Will.VOID or cause in FREED_BY_REMOVING
    if not waiting.remove or link is None or not is_freed:
        return planned
    only = Pending(remove=waiting.remove)
    removed = _removed(only, known, planned.document)
    words = receipt_amounts.foretell((), removed, _standing(planned, known, link, None))
    assert isinstance(words, str)
    return Planned(
        planned.document,
        Will.RECEIPTS,
        f"{words} · send it again after that for the rest",
        receipts=only.as_json(),
    )


def _foretold(
    planned: Planned,
    waiting: Pending,
    known: KnownReceipts,
    link: DocumentLink | None,
    context: Context,
) -> str | Refusal:
    standing = _standing(planned, known, link, context.settings)
    if waiting.record:
        found = known.account or _locked(waiting, context)
        if found is not None and standing.status not in (*NEEDS_APPROVAL, *GONE):
            return found
    removed = _removed(waiting, known, planned.document)
    return receipt_amounts.foretell(waiting.record, removed, standing)


def _locked(waiting: Pending, context: Context) -> Refusal | None:
    """A payment dated in a locked period is refused as an invoice is."""
    if context.lock_date is None or all(r.date > context.lock_date for r in waiting.record):
        return None
    until, words = f"{context.lock_date:%d %b %Y}", context.words
    return refusal(
        "period_locked",
        f"The books are locked in Xero until {until}, and the {words.money} is dated before.",
        f"Move the lock date in Xero, or undo the {words.money} and date it after it.",
        kind=words.value,
    )


def _removed(waiting: Pending, known: KnownReceipts, document: Document) -> list[ReceiptLink]:
    ids = {each.pk for each in waiting.remove}
    return [each for each in known.links.get(document.pk, ()) if each.receipt_id in ids]


def _standing(
    planned: Planned, known: KnownReceipts, link: DocumentLink | None, settings: Settings | None
) -> Standing:
    """As Xero has the document, or will have it once it was sent."""
    document = planned.document
    arrival = settings.status_on_arrival if settings else ""
    if link is None:
        zero = receipt_amounts.ZERO
        return Standing(str(document), document.kind, arrival, document.gross, zero, zero)
    found = receipt_amounts.standing_of(document, link, known.links.get(document.pk, ()))
    if planned.will != Will.UPDATE:
        return found
    # What is sent takes the status on arrival, unless it is past being a draft.
    status = arrival if found.status == "DRAFT" else found.status
    due = document.gross - found.paid - found.credited - link.seen_withheld
    return replace(found, status=status, due=max(due, receipt_amounts.ZERO))
