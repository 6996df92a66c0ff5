"""Before the documents: payments of Tracker's own whose receipts were undone here are taken back.

One call each. What somebody else removed in Xero is as good.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker.accounts_system import calls, marks
from tracker.accounts_system.deltas import ReadFailed
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import Call, DocumentLink, ReceiptLink
from tracker.sending import outcomes
from tracker.sending.models import Delivery
from tracker.sending.receipts import deliveries as receipt_deliveries
from tracker.sending.stages.receipt_calls import (
    ReceiptCalls,
    give,
    messages_of,
    put_back,
    refuse,
    said_by_xero,
)
from tracker.sending.stages.receipts_in_doubt import readable
from tracker.sending.stages.stage import Group, Settled
from tracker.xero import answers, payments
from tracker.xero.types import Payment

NOT_FOUND = 404
REMOVED = "removed"
WAS_REMOVED = "was removed in Xero already"


@dataclass
class RemoveReceipt(ReceiptCalls):
    """Payments of Tracker's own, deleted one a call."""

    def open(self, group: Group) -> Call | None:
        """The first payment that is left to remove of the group's one delivery."""
        for delivery in receipt_deliveries.ready(self.round, group.ids):
            left = receipt_deliveries.left_of(self.round.connection, [delivery])[delivery.pk]
            if left.remove:
                return self._open(delivery, left.remove[0])
        return None

    def _open(self, delivery: Delivery, link: ReceiptLink) -> Call:
        call = calls.open_call(
            self.round.connection,
            payments.delete(link.remote_id),
            purpose=Call.Purpose.REMOVE_RECEIPT,
            elements=[
                calls.Element(
                    marks.of_receipt(link.receipt_id), str(delivery.pk), str(delivery.document)
                )
            ],
            batch_number=self.round.batch.number,
            since=self.round.since(),
        )
        give(self.round, call, [delivery])
        return call

    def settle(self, call: Call, data: Any) -> Settled:
        found = next(iter(answers.elements(data, "Payments")), None)
        is_gone = found is not None and found.was_saved and found.raw.get("Status") == "DELETED"
        if not is_gone:
            return Settled(must_ask=True)
        self._keep(call, REMOVED)
        outcomes.settle_call(call, "answered")
        return Settled()

    def ask(self, call: Call) -> Group:
        """By id: deleted, by whomever, is done. Raises ``ReadFailed``."""
        found = self._read(call)
        with fenced(self.round.held):
            rows = receipt_deliveries.of_call(self.round, call)
            if found is None or not found.counts:
                self._keep(call, REMOVED)
                outcomes.settle_call(call, "asked")
                return Group(())
            if call.was_answered:
                said = said_by_xero(messages_of(call, ""), kind=self.round.batch.kind)
                refuse(self.round, [(delivery, said) for delivery, _ in rows], call)
                outcomes.settle_call(call, "asked")
                return Group(())
            return put_back(self.round, call, [delivery.pk for delivery, _ in rows], "asked")

    def _read(self, call: Call) -> Payment | None:
        payment_id = call.path.rpartition("/")[2]
        try:
            answer = self.round.ask(call, payments.by_id(payment_id))
        except ReadFailed as failure:
            if failure.outcome.status != NOT_FOUND:
                raise
            # A page of anybody's on the way may say so too: only an answer shows that it is gone.
            answer = self.round.ask(call, payments.of_invoices(self._invoice_ids(call)))
        found = readable(call, answer)
        return next((each for each in found if each.payment_id == payment_id), None)

    def _invoice_ids(self, call: Call) -> list[str]:
        rows = receipt_deliveries.of_call(self.round, call)
        links = DocumentLink.objects.filter(
            connection=self.round.connection,
            document__in=[delivery.document_id for delivery, _ in rows],
        )
        return list(links.values_list("remote_id", flat=True))

    def _keep(self, call: Call, what_happened: str) -> None:
        rows = receipt_deliveries.of_call(self.round, call)
        found = ReceiptLink.objects.filter(
            connection=self.round.connection, remote_id=call.path.rpartition("/")[2]
        )
        removed = [(delivery, link, what_happened) for delivery, _ in rows for link in found]
        receipt_deliveries.keep_removed(self.round, removed, call)
        receipt_deliveries.go_on(self.round, [delivery for delivery, _ in rows])


def groups(delivery_ids: Sequence[int]) -> list[Group]:
    return [Group((str(pk),)) for pk in delivery_ids]
