"""Recording that Xero has a document: link, what it says, and any difference to the penny."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker import clock
from tracker.accounts_system import document_links, head_rows, heads
from tracker.accounts_system.models import Call, DocumentLink
from tracker.accounts_system.models.link import How
from tracker.documents.kinds import words_for
from tracker.sending import line_matching, outcomes, sent_bodies
from tracker.sending.models import Delivery, State
from tracker.sending.planned import Will
from tracker.sending.receipts.deliveries import has_receipts, wait_for_receipts
from tracker.sending.refusals import Refusal, refusal
from tracker.sending.round import Round
from tracker.xero.invoice_statuses import DELETED, GONE
from tracker.xero.types import Invoice

LINK_FIELDS = [
    "accepted_revision",
    "accepted_call",
    "accepted_updated_at",
    "coding",
    "line_ids",
    "read_started_at",
    *document_links.SEEN_FIELDS,
]


@dataclass(frozen=True)
class Acceptance:
    """A delivery and what Xero says it holds now."""

    delivery: Delivery
    said: Invoice
    warnings: tuple[str, ...] = ()


def accept(round: Round, call: Call, accepted: Sequence[Acceptance]) -> None:
    """Store the links, settle the deliveries and say what was done; a few statements for 50."""
    head_rows.lock(round.connection)
    accepted = _without_taken(round, call, accepted)
    if not accepted:
        return
    links = _links(round, accepted)
    sent = sent_bodies.lines_by_record(call)
    for each in accepted:
        line_ids = line_matching.line_ids(sent.get(str(each.delivery.pk), []), each.said)
        _fill(links[each.delivery.document_id], each, call, line_ids)
        _settle(each)
    DocumentLink.objects.bulk_create(
        links.values(),
        update_conflicts=True,
        unique_fields=["connection", "document"],
        update_fields=LINK_FIELDS,
    )
    heads.keep_echoes(
        round.connection, [each.said for each in accepted], written_at=call.created_at
    )
    waiting = [each.delivery for each in accepted if has_receipts(each.delivery)]
    outcomes.save_settled([each.delivery for each in accepted if each.delivery not in waiting])
    wait_for_receipts(round, waiting)
    outcomes.record(
        round.batch.agency,
        [(each.delivery, sentence) for each in accepted for sentence in _sentences(each)],
        call=call,
    )


def _without_taken(
    round: Round, call: Call, accepted: Sequence[Acceptance]
) -> Sequence[Acceptance]:
    """Refuse, loudly, what would link two of our documents to one of Xero's."""
    owners = dict(
        DocumentLink.objects.filter(
            connection=round.connection, remote_id__in=[each.said.invoice_id for each in accepted]
        ).values_list("remote_id", "document_id")
    )
    free = []
    for each in accepted:
        if owners.get(each.said.invoice_id, each.delivery.document_id) == each.delivery.document_id:
            free.append(each)
        else:
            taken = [(each.delivery, _taken(each.delivery))]
            outcomes.refuse(round.batch.agency, taken, call=call)
    return free


def _taken(delivery: Delivery) -> Refusal:
    words = words_for(delivery.document.kind)
    sentence = f"Xero answered with {words.an_in_xero} that is another one's here."
    return refusal("doubled_in_xero", sentence, kind=words.value)


def _links(round: Round, accepted: Sequence[Acceptance]) -> dict[object, DocumentLink]:
    documents = [each.delivery.document_id for each in accepted]
    rows = DocumentLink.objects.filter(connection=round.connection, document__in=documents)
    links: dict[object, DocumentLink] = {link.document_id: link for link in rows}
    for each in accepted:
        if each.delivery.document_id not in links:
            links[each.delivery.document_id] = DocumentLink(
                connection=round.connection,
                document_id=each.delivery.document_id,
                remote_id=each.said.invoice_id,
                how=How.CREATED,
                linked_at=clock.now(),
            )
    return links


def _fill(link: DocumentLink, each: Acceptance, call: Call, line_ids: dict[str, str]) -> None:
    link.accepted_revision = each.delivery.revision
    link.accepted_call = call
    link.accepted_updated_at = each.said.updated_date_utc
    if each.delivery.intent != Will.VOID:
        link.line_ids = line_ids
        link.coding_id = link.coding_id or each.delivery.settings_id
    link.read_started_at = call.created_at
    document_links.show(link, each.said)


def _settle(each: Acceptance) -> None:
    difference = _difference(each)
    outcomes.settle(each.delivery, State.SENT, differs(difference) if difference else None)


def differs(sentence: str) -> Refusal:
    """What stands beside *Sent* where the totals are not equal."""
    return Refusal("accepted_differs", sentence, "Compare both.")


def _difference(each: Acceptance) -> str:
    document, theirs = each.delivery.document, each.said.total
    ours = document.gross
    # What was edited while its call was out differs rightly, until it is sent again.
    was_edited = document.revision != each.delivery.revision
    is_void = each.said.status in GONE
    if theirs is None or theirs == ours or was_edited or is_void:
        return ""
    return in_words(theirs, ours)


def in_words(theirs: Decimal, ours: Decimal) -> str:
    return f"Sent, but the total is {theirs} in Xero and {ours} here."


def _sentences(each: Acceptance) -> list[str]:
    what = words_for(each.delivery.document.kind).in_xero.capitalize()
    if each.delivery.intent == Will.VOID:
        is_draft = each.said.status == DELETED
        return ["Draft deleted in Xero" if is_draft else f"{what} voided in Xero"]
    done = "updated" if each.delivery.intent == "update" else "created"
    sentences = [f"{what} {done}"]
    if each.said.status in GONE:
        sentences = [f"{what} {done}, and {each.said.status.lower()} in Xero meanwhile"]
    sentences += [f"Xero warns: {warning}" for warning in each.warnings]
    difference = _difference(each)
    return [*sentences, difference] if difference else sentences
