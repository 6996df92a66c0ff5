"""What stands in Xero a second time is voided, because a person asked: one a call, by its id.

It is read before the call: what is gone needs none, and what has money on it cannot be voided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tracker import clock
from tracker.accounts_system import calls, heads, marks
from tracker.accounts_system.deltas import must_read
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import Call
from tracker.agencies import events
from tracker.documents.kinds import words_for
from tracker.sending import outcomes
from tracker.sending.models import OPEN, DoubledVoid, State
from tracker.sending.refusals import Refusal, from_xero
from tracker.sending.round import Round
from tracker.sending.sender import Sender
from tracker.sending.stages.stage import Group, Settled
from tracker.xero import answers, invoices
from tracker.xero.answers import Element
from tracker.xero.invoice_statuses import GONE, UNAPPROVED
from tracker.xero.invoices import InvoiceToVoid
from tracker.xero.types import Invoice

LOOK = "Look at both in Xero."
MOVE = "In Xero, remove the payment or credit from it and put it on {document}; then void it again."


def work_doubled_voids(sender: Sender, this_round: Round) -> None:
    """Void what is ready of a batch. Raises what reading and ``carry`` raise."""
    stage = DoubledVoidStage(this_round)
    for row in list(_ready(this_round)):
        began_at = clock.database_now()
        request = invoices.by_ids([row.remote_id])
        answer = must_read(this_round.connection, request, batch_number=this_round.batch.number)
        found = invoices.parse_all(answer.data)
        with fenced(this_round.held):
            goes = stage.judge(row, found, None, read_at=began_at)
        if goes:
            sender.carry([(stage, Group((str(row.pk),)))])


@dataclass
class DoubledVoidStage:
    """The stage of what is doubled: its call, its answer, and its doubt."""

    round: Round

    def open(self, group: Group) -> Call | None:
        row = _ready(self.round).filter(pk__in=group.ids).first()
        if row is None:
            return None
        mark = marks.of_document(row.document_id, marks.installation_id())
        status = self._status(row)
        written = InvoiceToVoid(mark, row.remote_id, row.number, status)
        call = calls.open_call(
            self.round.connection,
            invoices.update([written]),
            purpose=Call.Purpose.VOID_DOUBLED,
            elements=[calls.Element(mark, str(row.pk), row.number)],
            batch_number=self.round.batch.number,
            since=None,
        )
        _set(row, State.SENDING, call=call)
        return call

    def _status(self, row: DoubledVoid) -> Any:
        head = self.round.connection.heads.get(remote_id=row.remote_id)
        return "DELETED" if head.status in UNAPPROVED else "VOIDED"

    def settle(self, call: Call, data: Any) -> Settled:
        row = self._row(call)
        element = _element(data, row) if row is not None else None
        if row is not None and (element is None or element.status == "UNKNOWN"):
            return Settled(must_ask=True)
        if row is not None and element is not None:
            if element.was_saved:
                said = invoices.parse_all({"Invoices": [element.raw]})
                self._keep(said, call.created_at)
                self._done(row, "Voided in Xero", call)
            else:
                self._refuse(row, from_xero(element.messages, kind=row.document.kind), call)
        outcomes.settle_call(call, "answered")
        return Settled()

    def refuse(self, call: Call, sentence: str) -> None:
        row = self._row(call)
        if row is not None:
            self._refuse(row, Refusal("refused_as_a_whole", sentence, LOOK), call)
        outcomes.settle_call(call, "refused")

    def put_back(self, call: Call) -> Group:
        row = self._row(call)
        outcomes.settle_call(call, "put back")
        if row is None:
            return Group(())
        if not self.round.is_stopped():
            _set(row, State.READY, call=None)
            return Group((str(row.pk),))
        row.sentence = "The batch was stopped before this was sent."
        _settle(row, State.STOPPED)
        return Group(())

    def hold(self, call: Call, until: datetime, *, in_doubt: bool) -> None:
        row = self._row(call)
        if row is not None:
            _set(row, State.CHECKING if in_doubt else State.WAITING, call=call, until=until)

    def go_on(self, call: Call, *, in_doubt: bool) -> None:
        row = self._row(call)
        if row is not None:
            _set(row, State.CHECKING if in_doubt else State.SENDING, call=call)

    def ask(self, call: Call) -> Group:
        """By its id: gone is done; else it goes again, unless Xero has said why not."""
        row = self._row(call)
        found: list[Invoice] = []
        began_at = clock.database_now()
        if row is not None:
            answer = self.round.ask(call, invoices.by_ids([row.remote_id]))
            found = invoices.parse_all(answer.data)
        with fenced(self.round.held):
            if row is None or not self.judge(row, found, call, read_at=began_at):
                outcomes.settle_call(call, "asked")
                return Group(())
            return self.put_back(call)

    def judge(
        self, row: DoubledVoid, found: Sequence[Invoice], call: Call | None, *, read_at: datetime
    ) -> bool:
        """Inside: whether it is still to be voided, from what Xero says of it."""
        self._keep(found, read_at)
        said = next((each for each in found if each.invoice_id == row.remote_id), None)
        if said is not None and said.status in GONE:
            self._done(row, "Voided in Xero" if call else "It was voided in Xero already", call)
            return False
        obstacle = _obstacle(row, said)
        if obstacle is not None:
            self._refuse(row, obstacle, call)
        return obstacle is None

    def _keep(self, found: Sequence[Invoice], read_at: datetime) -> None:
        heads.keep_heads(self.round.connection, found, read_started_at=read_at)

    def _row(self, call: Call) -> DoubledVoid | None:
        """What the call would void, while that has no verdict."""
        rows = call.doubled_voids.filter(state__in=OPEN)
        return rows.select_related("document").first()

    def _done(self, row: DoubledVoid, what: str, call: Call | None) -> None:
        _settle(row, State.SENT)
        self._tell(row, f"{what}: the doubled {_called(row)}.", call)

    def _refuse(self, row: DoubledVoid, refusal: Refusal, call: Call | None) -> None:
        row.cause, row.sentence, row.fix = refusal.cause, refusal.sentence, refusal.fix
        _settle(row, State.REFUSED)
        self._tell(row, f"The doubled {_called(row)} is not voided: {refusal.sentence}", call)

    def _tell(self, row: DoubledVoid, sentence: str, call: Call | None) -> None:
        batch = self.round.batch
        for subject, key in (("document", row.document_id), ("batch", batch.pk)):
            events.record(
                batch.agency,
                subject,
                key,
                sentence,
                by=events.XERO,
                batch_number=batch.number,
                call_id=call.pk if call is not None else None,
            )


def _called(row: DoubledVoid) -> str:
    return f"{words_for(row.document.kind).in_xero} {row.number or 'without a number'}"


def _ready(round: Round) -> QuerySet[DoubledVoid]:
    ready = round.batch.doubled_voids.filter(state=State.READY, call=None, batch__paused_at=None)
    return ready.select_related("document").order_by("pk")


def _element(data: Any, row: DoubledVoid) -> Element | None:
    """What the answer says of it, by its id; a refused one may come without."""
    found = answers.elements(data, "Invoices")
    named = [each for each in found if each.id == row.remote_id]
    refused = [each for each in found if not each.id and each.status == "ERROR"]
    return next(iter(named + refused), None)


def _obstacle(row: DoubledVoid, said: Invoice | None) -> Refusal | None:
    """Why it cannot be voided: https://developer.xero.com/documentation/api/accounting/invoices"""
    if said is None:
        return Refusal("not_found", "It is not in Xero any more.", LOOK)
    if marks.document_of(said.url, marks.installation_id()) != row.document_id:
        return Refusal("changed_in_xero", "It does not bear Tracker's mark any more.", LOOK)
    if said.amount_paid or said.amount_credited:
        sentence = f"The doubled {_called(row)} has a payment or a credit in Xero."
        return Refusal("has_payments", sentence, MOVE.format(document=row.document))
    return None


def _set(
    row: DoubledVoid, state: State, *, call: Call | None, until: datetime | None = None
) -> None:
    row.state, row.call, row.waiting_until = state, call, until
    row.save(update_fields=["state", "call", "waiting_until"])


def _settle(row: DoubledVoid, state: State) -> None:
    row.state, row.waiting_until, row.settled_at = state, None, clock.now()
    row.save()
