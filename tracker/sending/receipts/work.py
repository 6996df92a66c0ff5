"""A batch's receipts: removed before its documents go, recorded after them.

What is due is read before each round of recording and after the last one: Xero's answer to a
payment tells nothing of its document.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tracker.accounts_system import deltas, heads
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import DocumentLink, ReceiptLink
from tracker.agencies import events
from tracker.sending.models import Delivery, State
from tracker.sending.receipts import deliveries as receipt_deliveries
from tracker.sending.receipts.amounts import standing_of
from tracker.sending.receipts.deliveries import Left, is_about_documents
from tracker.sending.receipts.others_payments import ByInvoice, theirs_of
from tracker.sending.receipts.planning import links_of
from tracker.sending.restored import receipts as forgotten
from tracker.sending.round import Round
from tracker.sending.sender import Sender
from tracker.sending.stages import receipt_removal, receipts
from tracker.sending.stages.receipt_removal import WAS_REMOVED, RemoveReceipt
from tracker.sending.stages.receipts import RecordReceipts
from tracker.xero import payments
from tracker.xero.types import Payment

CLOCKS_APART_MAX = timedelta(minutes=2)
Waiting = tuple[Delivery, Left]
Progress = list[tuple[int, int, int]]


def remove_receipts(sender: Sender, this_round: Round) -> None:
    """Take back what was undone here; then Xero is read, because the documents are open again."""
    waiting = _to_remove(this_round)
    was_waiting = bool(waiting)
    if was_waiting:
        _keep_gone(this_round, waiting)
    stage = RemoveReceipt(this_round)
    before: Progress = []
    while (waiting := _to_remove(this_round)) and (now := _progress(waiting)) != before:
        before = now
        ids = [delivery.pk for delivery, _ in waiting]
        sender.carry([(stage, group) for group in receipt_removal.groups(ids)])
    if was_waiting or _was_removed_unread(this_round):
        _read_heads(this_round)


def _was_removed_unread(this_round: Round) -> bool:
    """Whether an earlier turn ended between a removal and the reading that follows it."""
    read_at = this_round.connection.heads_read_at
    ids = [key for row, _ in _with_receipts(this_round) for key in row.receipts.get("remove", ())]
    removed = ReceiptLink.objects.filter(connection=this_round.connection, receipt__in=ids)
    if read_at is not None:
        removed = removed.filter(removed_at__gte=read_at)
    return bool(ids) and removed.exclude(removed_at=None).exists()


def record_receipts(sender: Sender, this_round: Round) -> None:
    """Record what Xero has not got, one receipt of a document after the other."""
    before: Progress = []
    while (waiting := _to_record(this_round)) and (now := _progress(waiting)) != before:
        before = now
        _read_heads(this_round)
        stage = RecordReceipts(this_round, _others_payments(this_round, waiting))
        ids = [delivery.pk for delivery, _ in waiting]
        sender.carry([(stage, group) for group in receipts.groups(ids)])
    if before:
        _read_heads(this_round)
    _settle_through(this_round)


def _others_payments(this_round: Round, waiting: Sequence[Waiting]) -> ByInvoice:
    """What others have recorded on these documents; what Tracker has forgotten is linked.

    Only those are read of which some is paid, and not all by receipts from here. Where nothing is
    due, only if Xero has moved since a receipt was made here: it may be ours, by a call that was
    forgotten with what a restored database has lost.
    """
    made_at = {
        delivery.document_id: min(each.created_at for each in left.record)
        for delivery, left in waiting
    }
    links = DocumentLink.objects.filter(
        connection=this_round.connection, document__in=made_at, seen_paid__gt=0
    ).select_related("document")
    here = links_of(this_round.connection, made_at)
    wanted = [
        link.remote_id
        for link in links
        if standing_of(link.document, link, here.get(link.document_id, ())).paid_by_others
        and (link.seen_due or _has_moved(link, since=made_at[link.document_id]))
    ]
    found = list(_payments(this_round, wanted))
    with fenced(this_round.held):
        forgotten.link(this_round.connection, found, by=events.XERO)
    return theirs_of(this_round.connection, found)


def _has_moved(link: DocumentLink, *, since: datetime) -> bool:
    """By two clocks, so with room between them."""
    return link.seen_updated_at is not None and link.seen_updated_at >= since - CLOCKS_APART_MAX


def _settle_through(this_round: Round) -> None:
    """Where nothing is left, also because receipts were undone or are not recorded any more."""
    done = [row for row, left in _with_receipts(this_round) if not left]
    if done:
        with fenced(this_round.held):
            held = receipt_deliveries.ready(this_round, [str(row.pk) for row in done])
            through = [row for row in held if not is_about_documents(row)]
            receipt_deliveries.go_on(this_round, through)


def _read_heads(this_round: Round) -> None:
    heads.read_heads(this_round.connection, batch_number=this_round.batch.number)


def _progress(waiting: Sequence[Waiting]) -> Progress:
    """What is left: where a round changes nothing of it, another one would not either."""
    return [(row.pk, len(left.record), len(left.remove)) for row, left in waiting]


def _to_remove(this_round: Round) -> list[Waiting]:
    return [pair for pair in _with_receipts(this_round) if pair[1].remove]


def _to_record(this_round: Round) -> list[Waiting]:
    """Of documents that are through themselves."""
    rows = [pair for pair in _with_receipts(this_round) if not is_about_documents(pair[0])]
    return [pair for pair in rows if pair[1].record and not pair[1].remove]


def _with_receipts(this_round: Round) -> list[Waiting]:
    ready = this_round.wanted().filter(state=State.READY).exclude(receipts={})
    rows = list(ready.order_by("position"))
    left = receipt_deliveries.left_of(this_round.connection, rows)
    return [(row, left[row.pk]) for row in rows]


def _keep_gone(this_round: Round, waiting: Sequence[Waiting]) -> None:
    """What somebody removed in Xero already needs no call."""
    documents = [delivery.document_id for delivery, _ in waiting]
    links = DocumentLink.objects.filter(
        connection=this_round.connection, document__in=documents
    ).values_list("remote_id", flat=True)
    found = {each.payment_id: each for each in _payments(this_round, list(links))}
    removed = [
        (delivery, link, WAS_REMOVED)
        for delivery, left in waiting
        for link in left.remove
        if link.remote_id in found and not found[link.remote_id].counts
    ]
    if removed:
        with fenced(this_round.held):
            for delivery, _, _ in removed:
                delivery.batch = this_round.batch
            receipt_deliveries.keep_removed(this_round, removed, None)
            unique = {delivery.pk: delivery for delivery, _, _ in removed}
            receipt_deliveries.go_on(this_round, list(unique.values()))


def _payments(this_round: Round, invoice_ids: Sequence[str]) -> Iterator[Payment]:
    """Those on these documents, 40 documents a call."""
    for start in range(0, len(invoice_ids), payments.IDS_PER_CALL):
        part = invoice_ids[start : start + payments.IDS_PER_CALL]
        answer = deltas.must_read(
            this_round.connection,
            payments.of_invoices(part),
            batch_number=this_round.batch.number,
        )
        yield from payments.parse_all(answer.data)
