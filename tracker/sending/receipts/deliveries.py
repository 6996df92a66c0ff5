"""Deliveries and their receipts: what is left to record and to remove, and when one is through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tracker import clock
from tracker.accounts_system import settings
from tracker.accounts_system.models import Call, Connection, ReceiptLink
from tracker.documents.kinds import words_for
from tracker.documents.models import Document, Receipt
from tracker.sending import outcomes
from tracker.sending.models import STOPPED_BY_XERO, Delivery, State
from tracker.sending.planned import Will
from tracker.sending.round import Round

SENDABLE = (State.READY, State.WAITING, *STOPPED_BY_XERO)


@dataclass(frozen=True)
class Left:
    """What of one delivery's receipts Xero has still to hear of."""

    record: tuple[Receipt, ...] = ()
    remove: tuple[ReceiptLink, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.record or self.remove)


@dataclass(frozen=True)
class Recorded:
    """A receipt that is in Xero now: by a payment of ours, or (``agreed``) by somebody else's."""

    delivery: Delivery
    receipt: Receipt
    amount: Decimal
    sentence: str
    payment_id: str = ""
    is_gone: bool = False

    @property
    def agreed(self) -> bool:
        return not self.payment_id


def wait_for_receipts(this_round: Round, deliveries: Sequence[Delivery]) -> None:
    """Xero has these documents; their receipts go next. Part of the acceptance's transaction."""
    now = clock.now()
    for each in deliveries:
        this_round.batch.deliveries.filter(pk=each.pk).update(
            document_sent_at=now, cause=each.cause, sentence=each.sentence, fix=each.fix
        )
    this_round.put_back([each.pk for each in deliveries])


def has_receipts(delivery: Delivery) -> bool:
    """Whether any were to be recorded or removed when it was clicked."""
    return any(delivery.receipts.values())


def is_about_documents(delivery: Delivery) -> bool:
    """Whether the document itself has still to go."""
    return delivery.intent != Will.RECEIPTS and delivery.document_sent_at is None


def ready(this_round: Round, ids: Iterable[str]) -> list[Delivery]:
    """Inside: those that may go, held with their documents: undoing a receipt waits meanwhile."""
    deliveries = list(
        this_round.wanted()
        .filter(pk__in=list(ids), state__in=SENDABLE)
        .order_by("position")
        .select_for_update(of=("self",))
    )
    rows = Document.objects.filter(pk__in=[each.document_id for each in deliveries])
    found = {each.pk: each for each in rows.order_by("pk").select_for_update(no_key=True)}
    for each in deliveries:
        each.document = found[each.document_id]
        each.batch = this_round.batch
    return deliveries


def of_call(this_round: Round, call: Call) -> list[tuple[Delivery, dict[str, Any]]]:
    """The open deliveries of a call, each with what its element stands for."""
    rows = this_round.open_deliveries().filter(call=call).select_related("document")
    found = {str(row.pk): row for row in rows}
    for row in found.values():
        row.batch = this_round.batch
    return [(found[each["record"]], each) for each in call.elements if each["record"] in found]


def left_of(connection: Connection, deliveries: Sequence[Delivery]) -> dict[int, Left]:
    """By delivery, as things stand now.

    What was undone meanwhile, or whose document was voided here, is not recorded any more.
    """
    ids = [UUID(key) for each in deliveries for keys in each.receipts.values() for key in keys]
    living = Receipt.objects.exclude(document__lifecycle=Document.Lifecycle.VOID)
    receipts = living.in_bulk(ids)
    rows = ReceiptLink.objects.filter(connection=connection, receipt__in=ids)
    links = {link.receipt_id: link for link in rows.select_related("receipt")}
    kinds = {each.batch.kind for each in deliveries} if ids else set()
    is_on = any(settings.recording_since(connection, kind) for kind in kinds)
    return {
        each.pk: Left(
            record=_to_record(each, receipts, links) if is_on else (),
            remove=_to_remove(each, links),
        )
        for each in deliveries
    }


def _to_record(
    delivery: Delivery, receipts: Mapping[UUID, Receipt], links: Mapping[UUID, ReceiptLink]
) -> tuple[Receipt, ...]:
    wanted = [UUID(key) for key in delivery.receipts.get("record", ())]
    found = [receipts[key] for key in wanted if key in receipts and key not in links]
    return tuple(each for each in found if each.counts)


def _to_remove(delivery: Delivery, links: Mapping[UUID, ReceiptLink]) -> tuple[ReceiptLink, ...]:
    wanted = [UUID(key) for key in delivery.receipts.get("remove", ())]
    found = [links[key] for key in wanted if key in links]
    return tuple(each for each in found if not each.agreed and each.removed_at is None)


def keep_recorded(this_round: Round, recorded: Sequence[Recorded], call: Call | None) -> None:
    """Inside: store that Xero has these receipts, and say so."""
    now = clock.database_now()
    ReceiptLink.objects.bulk_create(
        [
            ReceiptLink(
                connection=this_round.connection,
                receipt=each.receipt,
                remote_id=each.payment_id,
                agreed=each.agreed,
                amount=each.amount,
                call=call,
                linked_at=now,
                removed_at=now if each.is_gone else None,
            )
            for each in recorded
        ],
        ignore_conflicts=True,
    )
    sentences = [(each.delivery, each.sentence) for each in recorded]
    outcomes.record(this_round.batch.agency, sentences, call=call)


def keep_removed(
    this_round: Round, removed: Sequence[tuple[Delivery, ReceiptLink, str]], call: Call | None
) -> None:
    """Inside: store that these payments of ours are gone from Xero, and say so."""
    ids = [link.pk for _, link, _ in removed]
    now = clock.database_now()
    ReceiptLink.objects.filter(pk__in=ids, removed_at=None).update(removed_at=now)
    money = words_for(this_round.batch.kind).money.capitalize()
    sentences = [(delivery, f"{money} {what}") for delivery, _, what in removed]
    outcomes.record(this_round.batch.agency, sentences, call=call)


def go_on(this_round: Round, deliveries: Sequence[Delivery]) -> None:
    """Inside: settle the deliveries that are through, and make the others ready for what is left.

    What was stopped meanwhile is left where it is.
    """
    left = left_of(this_round.connection, deliveries)
    through = [each for each in deliveries if not left[each.pk] and not is_about_documents(each)]
    through_ids = {each.pk for each in through}
    this_round.put_back([each.pk for each in deliveries if each.pk not in through_ids])
    heard = _heard_of(this_round.connection, through)
    for each in through:
        is_sent = each.document_sent_at is not None or each.pk in heard
        outcomes.settle(each, State.SENT if is_sent else State.UNCHANGED)
    outcomes.save_settled(through)


def _heard_of(connection: Connection, deliveries: Sequence[Delivery]) -> set[int]:
    """Those of which Xero has heard something, or had it already."""
    owners = {UUID(k): d.pk for d in deliveries for keys in d.receipts.values() for k in keys}
    rows = ReceiptLink.objects.filter(connection=connection, receipt__in=owners)
    return {owners[key] for key in rows.values_list("receipt_id", flat=True)}
