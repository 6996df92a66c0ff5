"""A batch's receipts: removed before its documents go, recorded after them.

What is due is read before each round of recording and after the last one: Xero's answer to a
payment tells nothing of its document.
"""

from collections.abc import Iterator, Sequence

from tracker.accounts_system import deltas, heads
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import DocumentLink
from tracker.sending import receipt_deliveries
from tracker.sending.models import Delivery, State
from tracker.sending.receipt_deliveries import Left, is_about_documents
from tracker.sending.round import Round
from tracker.sending.sender import Sender
from tracker.sending.stages import receipt_removal, receipts
from tracker.sending.stages.receipt_removal import WAS_REMOVED, RemoveReceipt
from tracker.sending.stages.receipts import RecordReceipts
from tracker.xero import payments
from tracker.xero.types import Payment


def remove_receipts(sender: Sender, this_round: Round) -> None:
    """Take back what was undone here; then Xero is read, because the documents are open again."""
    waiting = _to_remove(this_round)
    if not waiting:
        return
    _keep_gone(this_round, waiting)
    stage = RemoveReceipt(this_round)
    left = -1
    while waiting := _to_remove(this_round):
        if left == (left := sum(len(each.remove) for _, each in waiting)):
            break
        ids = [delivery.pk for delivery, _ in waiting]
        sender.carry([(stage, group) for group in receipt_removal.groups(ids)])
    _read_heads(this_round)


def record_receipts(sender: Sender, this_round: Round) -> None:
    """Record what Xero has not got, one receipt of a document after the other."""
    stage = RecordReceipts(this_round)
    before: list[tuple[int, int]] = []
    while waiting := _to_record(this_round):
        now = [(delivery.pk, len(left.record)) for delivery, left in waiting]
        if now == before:
            break
        before = now
        _read_heads(this_round)
        ids = [delivery.pk for delivery, _ in waiting]
        sender.carry([(stage, group) for group in receipts.groups(ids)])
    if before:
        _read_heads(this_round)
    _settle_through(this_round)


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


def _to_remove(this_round: Round) -> list[tuple[Delivery, Left]]:
    return [pair for pair in _with_receipts(this_round) if pair[1].remove]


def _to_record(this_round: Round) -> list[tuple[Delivery, Left]]:
    """Of documents that are through themselves."""
    rows = [pair for pair in _with_receipts(this_round) if not is_about_documents(pair[0])]
    return [pair for pair in rows if pair[1].record and not pair[1].remove]


def _with_receipts(this_round: Round) -> list[tuple[Delivery, Left]]:
    ready = this_round.wanted().filter(state=State.READY).exclude(receipts={})
    rows = list(ready.order_by("position"))
    left = receipt_deliveries.left_of(this_round.connection, rows)
    return [(row, left[row.pk]) for row in rows]


def _keep_gone(this_round: Round, waiting: Sequence[tuple[Delivery, Left]]) -> None:
    """What somebody removed in Xero already needs no call."""
    found = {each.payment_id: each for each in _payments(this_round, waiting)}
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


def _payments(this_round: Round, waiting: Sequence[tuple[Delivery, Left]]) -> Iterator[Payment]:
    """Those on the documents that these deliveries are about, 40 documents a call."""
    links = DocumentLink.objects.filter(
        connection=this_round.connection,
        document__in=[delivery.document_id for delivery, _ in waiting],
    )
    ids = list(links.values_list("remote_id", flat=True))
    for start in range(0, len(ids), payments.IDS_PER_CALL):
        part = ids[start : start + payments.IDS_PER_CALL]
        answer = deltas.must_read(
            this_round.connection,
            payments.of_invoices(part),
            batch_number=this_round.batch.number,
        )
        yield from payments.parse_all(answer.data)
