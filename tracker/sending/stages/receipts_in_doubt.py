"""Receipts in doubt: read Xero's payments, keep what is ours, send the rest for what is due now."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tracker import clock
from tracker.accounts_system import heads, marks
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import Call, DocumentLink
from tracker.documents.kinds import words_for
from tracker.documents.models import Receipt
from tracker.money import rounded
from tracker.sending import outcomes
from tracker.sending.models import Delivery
from tracker.sending.receipts import amounts as receipt_amounts
from tracker.sending.receipts import deliveries as receipt_deliveries
from tracker.sending.receipts.deliveries import Recorded
from tracker.sending.receipts.planning import links_of
from tracker.sending.refusals import Refusal
from tracker.sending.round import Round
from tracker.sending.stages.read_in_doubt import records
from tracker.sending.stages.receipt_calls import (
    messages_of,
    put_back,
    refuse,
    said_by_xero,
)
from tracker.sending.stages.stage import Group
from tracker.xero import invoices, json, payments, types
from tracker.xero.outcome import Outcome
from tracker.xero.types import Invoice, Payment

Row = tuple[Delivery, dict[str, Any]]


@dataclass
class ReceiptsInDoubt:
    """Which payments of a call are in Xero, by reading the payments."""

    round: Round

    def ask(self, call: Call) -> Group:
        """By our Reference, among the payments of the documents, whatever their time.

        What is left goes again for no more than is due by now. Raises ``ReadFailed``.
        """
        rows = receipt_deliveries.of_call(self.round, call)
        answered = call.was_answered
        ours = self._ours(rows, self._of_documents(call, rows))
        missing = [(delivery, sent) for delivery, sent in rows if sent["mark"] not in ours]
        began_at = clock.database_now()
        said = self._documents(call, missing)
        with fenced(self.round.held):
            heads.keep_heads(self.round.connection, said, read_started_at=began_at)
            self._keep(call, ours)
            refused = self._stuck(call, missing) if answered else []
            refuse(self.round, refused, call)
            stuck = {delivery.pk for delivery, _ in refused}
            left = [delivery.pk for delivery, _ in missing if delivery.pk not in stuck]
            return put_back(self.round, call, left, "asked")

    def look(self, call: Call) -> bool:
        """Whether Xero has nothing of a call, among the payments since.

        What it has is kept, and such a call never goes again. Xero takes the same part of a sum
        twice, for as long as enough is due. Raises ``ReadFailed``.
        """
        rows = receipt_deliveries.of_call(self.round, call)
        ours = self._ours(rows, self._since(call))
        if not ours:
            return True
        with fenced(self.round.held):
            self._keep(call, ours)
            if len(ours) == len(rows):
                outcomes.settle_call(call, "asked")
            call.asked_at = clock.database_now()
            call.save(update_fields=["asked_at"])
        return False

    def _ours(self, rows: Sequence[Row], found: Sequence[Payment]) -> dict[str, Payment]:
        """By our Reference, on the invoice that each was meant for.

        One that was issued again has had another, which may bear a payment of the same receipt.
        Where one was removed and another one lives, the living one is ours.
        """
        links = self._links(rows)
        meant = {sent["mark"]: links[delivery.document_id].remote_id for delivery, sent in rows}
        return {
            each.reference: each
            for each in sorted(found, key=lambda each: each.counts)
            if meant.get(each.reference) == each.invoice.invoice_id
        }

    def _keep(self, call: Call, ours: dict[str, Payment]) -> None:
        rows = receipt_deliveries.of_call(self.round, call)
        saved = [
            (delivery, sent["mark"], ours[sent["mark"]].payment_id)
            for delivery, sent in rows
            if sent["mark"] in ours
        ]
        gone = {each.payment_id for each in ours.values() if not each.counts}
        recorded = recorded_of(self.round, call, saved, gone=gone)
        receipt_deliveries.keep_recorded(self.round, recorded, call)
        receipt_deliveries.go_on(self.round, [each.delivery for each in recorded])

    def _stuck(self, call: Call, rows: Sequence[Row]) -> list[tuple[Delivery, Refusal]]:
        """What Xero found too much although as much is due: never sent again by itself."""
        sent = amounts_of(call)
        links = self._links(rows)
        return [
            (delivery, said_by_xero(messages_of(call, element["mark"]), kind=self.round.batch.kind))
            for delivery, element in rows
            if (links[delivery.document_id].seen_due or 0) >= sent[element["mark"]]
            and links[delivery.document_id].seen_status == "AUTHORISED"
        ]

    def _since(self, call: Call) -> list[Payment]:
        found: list[Payment] = []
        page = 1
        while True:
            answer = self.round.ask(call, payments.list_since(call.since, page=page))
            found += readable(call, answer)
            if types.count(answer.data, "Payments") < payments.PAGE_SIZE_MAX:
                return found
            page += 1

    def _of_documents(self, call: Call, rows: Sequence[Row]) -> list[Payment]:
        found: list[Payment] = []
        for ids in self._ids(rows, payments.IDS_PER_CALL):
            answer = self.round.ask(call, payments.of_invoices(ids))
            found += readable(call, answer)
        return found

    def _documents(self, call: Call, rows: Sequence[Row]) -> list[Invoice]:
        found: list[Invoice] = []
        for ids in self._ids(rows, invoices.IDS_PER_CALL):
            answer = self.round.ask(call, invoices.by_ids(ids))
            found += invoices.parse_all(answer.data)
        return found

    def _ids(self, rows: Sequence[Row], size: int) -> list[list[str]]:
        ids = [link.remote_id for link in self._links(rows).values()]
        return [ids[start : start + size] for start in range(0, len(ids), size)]

    def _links(self, rows: Sequence[Row]) -> dict[UUID, DocumentLink]:
        found = DocumentLink.objects.filter(
            connection=self.round.connection,
            document__in=[delivery.document_id for delivery, _ in rows],
        )
        return {link.document_id: link for link in found}


def readable(call: Call, answer: Outcome) -> list[Payment]:
    """The payments of an answer. Raises ``ReadFailed`` where one of the call's cannot be read."""
    return records(call, answer, "Payments", Payment, mark="Reference")


def recorded_of(
    this_round: Round,
    call: Call,
    saved: Sequence[tuple[Delivery, str, str]],
    *,
    gone: set[str] | frozenset[str] = frozenset(),
) -> list[Recorded]:
    """What the call recorded: delivery, mark and Xero's id of each; ``gone``: removed meanwhile."""
    ids = [key for _, mark, _ in saved if (key := marks.receipt_of(mark)) is not None]
    receipts = Receipt.objects.in_bulk(ids)
    sent = amounts_of(call)
    standings = _standings(this_round, [delivery for delivery, _, _ in saved])
    found = []
    for delivery, mark, payment_id in saved:
        receipt = receipts[UUID(mark.removeprefix(marks.RECEIPT_PREFIX))]
        sentence = _sentence(receipt, sent[mark], standings[delivery.pk])
        if payment_id in gone:
            sentence += ", and removed in Xero meanwhile"
        is_gone = payment_id in gone
        found.append(Recorded(delivery, receipt, sent[mark], sentence, payment_id, is_gone))
    return found


def _standings(
    this_round: Round, deliveries: Sequence[Delivery]
) -> dict[int, receipt_amounts.Standing]:
    documents = [each.document_id for each in deliveries]
    receipts = links_of(this_round.connection, documents)
    rows = DocumentLink.objects.filter(connection=this_round.connection, document__in=documents)
    links = {link.document_id: link for link in rows}
    return {
        each.pk: receipt_amounts.standing_of(
            each.document, links[each.document_id], receipts.get(each.document_id, ())
        )
        for each in deliveries
    }


def _sentence(receipt: Receipt, amount: Decimal, standing: receipt_amounts.Standing) -> str:
    rest = receipt_amounts.what_was_there(receipt, amount, standing)
    money = words_for(standing.kind).money.capitalize()
    if not rest:
        return f"{money} of {receipt.amount:,} recorded"
    return f"{money} of {receipt.amount:,}: {amount:,} recorded; {rest}"


def amounts_of(call: Call) -> dict[str, Decimal]:
    """What was sent, by mark."""
    body = json.read(bytes(call.body or b"{}"))
    return {each["Reference"]: rounded(Decimal(each["Amount"])) for each in body["Payments"]}
