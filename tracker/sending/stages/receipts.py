"""Stage 5: receipts are recorded as Xero's payments, where settings ask for it.

One receipt of a document and call: what is due moves with each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tracker.accounts_system import calls, marks
from tracker.accounts_system.models import Call, DocumentLink, ReceiptLink
from tracker.documents.kinds import words_for
from tracker.documents.models import Receipt
from tracker.sending import outcomes
from tracker.sending.models import Delivery
from tracker.sending.receipts import amounts as receipt_amounts
from tracker.sending.receipts import deliveries as receipt_deliveries
from tracker.sending.receipts.amounts import ZERO, Standing, amount_to_record
from tracker.sending.receipts.deliveries import Recorded
from tracker.sending.receipts.others_payments import ByInvoice, have_recorded
from tracker.sending.receipts.planning import account_problem, links_of
from tracker.sending.refusals import Refusal, refusal
from tracker.sending.stages.receipt_calls import ReceiptCalls, give, refuse, said_by_xero
from tracker.sending.stages.receipts_in_doubt import ReceiptsInDoubt, recorded_of
from tracker.sending.stages.stage import Group, Settled
from tracker.xero import answers, payments
from tracker.xero.causes import Cause, cause
from tracker.xero.payments import PaymentToSend


@dataclass(frozen=True)
class Part:
    """One element of a call."""

    delivery: Delivery
    payment: PaymentToSend


@dataclass
class RecordReceipts(ReceiptCalls):
    """Payments made of receipts: a group holds one receipt of a document at most."""

    others: ByInvoice = field(default_factory=dict)
    """What others have recorded on documents that are paid in part."""

    def open(self, group: Group) -> Call | None:
        """The next receipt of each delivery that is still ready, for no more than is due now.

        What Xero has already, and what stands in the way, is said here; the others go.
        """
        rows = receipt_deliveries.ready(self.round, group.ids)
        left = receipt_deliveries.left_of(self.round.connection, rows)
        known = _Known.of(self, rows)
        parts: list[Part] = []
        through: list[Delivery] = []
        for delivery in rows:
            receipts = left[delivery.pk].record
            problem = known.problem(delivery) if receipts else None
            found = problem or self._next(delivery, receipts, known)
            if isinstance(found, Refusal):
                refuse(self.round, [(delivery, found)], None)
            elif found is None:
                through.append(delivery)
            else:
                parts.append(found)
        receipt_deliveries.go_on(self.round, through)
        return self._open(parts) if parts else None

    def _next(
        self, delivery: Delivery, receipts: Sequence[Receipt], known: "_Known"
    ) -> Part | Refusal | None:
        """The first receipt with something to record; those before it are agreed."""
        standing = known.standing(delivery) if receipts else None
        for receipt in receipts:
            assert standing is not None
            amount = amount_to_record(receipt, standing)
            if isinstance(amount, Refusal):
                return amount
            link = known.links[delivery.document_id]
            if amount > ZERO and not have_recorded(link, receipt, self.others):
                return Part(delivery, self._payment(receipt, amount, link.remote_id))
            self._agree(delivery, receipt)
            standing = standing.after(receipt, ZERO)
        return None

    def _payment(self, receipt: Receipt, amount: Decimal, invoice_id: str) -> PaymentToSend:
        settings = self.round.settings()
        assert settings is not None
        return PaymentToSend(
            mark=marks.of_receipt(receipt.pk),
            invoice_id=invoice_id,
            account_id=settings.receipts_account_id,
            date=receipt.date,
            amount=amount,
        )

    def _agree(self, delivery: Delivery, receipt: Receipt) -> None:
        money = words_for(delivery.document.kind).money.capitalize()
        sentence = f"{money} of {receipt.amount:,}: recorded in Xero already by someone else"
        found = Recorded(delivery, receipt, receipt.amount, sentence)
        receipt_deliveries.keep_recorded(self.round, [found], None)

    def _open(self, parts: Sequence[Part]) -> Call:
        call = calls.open_call(
            self.round.connection,
            payments.create([part.payment for part in parts]),
            purpose=Call.Purpose.RECORD_RECEIPTS,
            elements=[
                calls.Element(part.payment.mark, str(part.delivery.pk), str(part.delivery.document))
                for part in parts
            ],
            batch_number=self.round.batch.number,
            since=self.round.since(),
        )
        give(self.round, call, [part.delivery for part in parts])
        return call

    def settle(self, call: Call, data: Any) -> Settled:
        elements = answers.elements(data, "Payments")
        found = {str(each.raw.get("Reference") or ""): each for each in elements}
        saved: list[tuple[Delivery, str, str]] = []
        refused: list[tuple[Delivery, Refusal]] = []
        must_ask = False
        for delivery, sent in receipt_deliveries.of_call(self.round, call):
            element = found.get(sent["mark"])
            if element is None or element.status == "UNKNOWN" or _is_doubt(element.messages):
                must_ask = True
            elif element.was_saved:
                saved.append((delivery, sent["mark"], element.id))
            else:
                refused.append(
                    (delivery, said_by_xero(element.messages, kind=self.round.batch.kind))
                )
        recorded = recorded_of(self.round, call, saved)
        receipt_deliveries.keep_recorded(self.round, recorded, call)
        receipt_deliveries.go_on(self.round, [each.delivery for each in recorded])
        refuse(self.round, refused, call)
        if not must_ask:
            outcomes.settle_call(call, "answered")
        return Settled(must_ask=must_ask)

    def ask(self, call: Call) -> Group:
        return ReceiptsInDoubt(self.round).ask(call)

    def look(self, call: Call) -> bool:
        return ReceiptsInDoubt(self.round).look(call)


@dataclass(frozen=True)
class _Known:
    """What Xero says of the documents of some deliveries, and of the account for receipts."""

    links: dict[Any, DocumentLink]
    receipts: dict[Any, list[ReceiptLink]]
    account: Refusal | None

    @classmethod
    def of(cls, stage: RecordReceipts, rows: Sequence[Delivery]) -> "_Known":
        connection = stage.round.connection
        documents = [each.document_id for each in rows]
        links = DocumentLink.objects.filter(connection=connection, document__in=documents)
        return cls(
            links={link.document_id: link for link in links},
            receipts=dict(links_of(connection, documents)),
            account=account_problem(
                connection, stage.round.settings(), kind=stage.round.batch.kind
            ),
        )

    def problem(self, delivery: Delivery) -> Refusal | None:
        return _unlinked(delivery) if delivery.document_id not in self.links else self.account

    def standing(self, delivery: Delivery) -> Standing:
        link = self.links[delivery.document_id]
        mine = self.receipts.get(delivery.document_id, ())
        return receipt_amounts.standing_of(delivery.document, link, mine)


def _unlinked(delivery: Delivery) -> Refusal:
    kind = delivery.document.kind
    sentence = f"The {words_for(kind).one} is not linked to anything in Xero any more."
    return refusal("not_found", sentence, kind=kind)


def _is_doubt(messages: Sequence[str]) -> bool:
    return cause(messages) is Cause.AMOUNT_EXCEEDS_DUE


def groups(delivery_ids: Sequence[int]) -> list[Group]:
    size = payments.MAX_PER_CALL
    ids = [str(pk) for pk in delivery_ids]
    return [Group(tuple(ids[start : start + size])) for start in range(0, len(ids), size)]
