"""Documents in doubt: read Xero, keep what is ours, say what is somebody else's, send the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker import clock
from tracker.accounts_system import calls, heads, held_records
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import Call
from tracker.sending import outcomes, sent_bodies
from tracker.sending.acceptance import Acceptance, accept
from tracker.sending.context import Context
from tracker.sending.models import Delivery
from tracker.sending.refusals import Refusal, refusal
from tracker.sending.round import Round
from tracker.sending.stages.found_in_xero import FoundInXero
from tracker.sending.stages.open_documents import links_of, open_deliveries, refuse
from tracker.sending.stages.read_in_doubt import records
from tracker.sending.stages.stage import Group
from tracker.sending.stages.updates_in_doubt import became
from tracker.xero import answers, invoices, types
from tracker.xero.answers import ALREADY_EXISTS
from tracker.xero.outcome import Outcome
from tracker.xero.types import Invoice

Row = tuple[Delivery, dict[str, Any]]


@dataclass
class DocumentsInDoubt:
    """Which documents of a call are in Xero as they were sent, by reading them."""

    round: Round
    context: Context

    def ask(self, call: Call) -> Group:
        """What is left to send in a new call. Raises ``ReadFailed``."""
        if call.purpose == Call.Purpose.UPDATE_DOCUMENTS:
            return self._ask_about_updates(call)
        return self._ask_about_creates(call)

    def look(self, call: Call) -> bool:
        """Whether Xero has nothing of a call that creates; what it has is accepted.

        Where that is a part, the call never goes again: what is left is asked about once more.
        Raises ``ReadFailed``.
        """
        found = FoundInXero(self.context, call, self._asked_since(call))
        with fenced(self.round.held):
            heads.keep_heads(self.round.connection, found.read, read_started_at=call.created_at)
            rows = open_deliveries(self.round, call)
            accepted = [
                Acceptance(delivery, said)
                for delivery, element in rows
                if (said := found.ours(delivery, element)) is not None
            ]
            if not accepted:
                return True
            accept(self.round, call, accepted)
            if len(accepted) == len(rows):
                outcomes.settle_call(call, "asked")
            call.asked_at = clock.database_now()
            call.save(update_fields=["asked_at"])
            return False

    def _ask_about_creates(self, call: Call) -> Group:
        """By our mark among all that changed since; a number in use, by that number."""
        was_answered = call.was_answered
        by_number = was_answered and self.context.words.has_unique_number
        rows = open_deliveries(self.round, call)
        read = self._asked_by_number(call, rows) if by_number else self._asked_since(call)
        found = FoundInXero(self.context, call, read)
        if not self.context.words.has_unique_number:
            found = self._looked_up(call, found, rows)
        # Xero does not show every holder of a number: what it has once refused as in use is never
        # sent again by itself.
        refused_numbers = _refused_numbers(call) if was_answered else set()
        with fenced(self.round.held):
            # What clashed may be linked by hand: *Link it* looks among the heads.
            heads.keep_heads(self.round.connection, found.read, read_started_at=call.created_at)
            accepted, refused, left = [], [], []
            for delivery, element in open_deliveries(self.round, call):
                said = found.ours(delivery, element)
                if said is not None:
                    accepted.append(Acceptance(delivery, said))
                elif (
                    found.is_in_use(delivery, element)
                    or element["name"].casefold() in refused_numbers
                ):
                    refused.append((delivery, _in_use(element["name"], delivery.document.kind)))
                else:
                    left.append(delivery.pk)
            accept(self.round, call, accepted)
            refuse(self.round, refused, call)
            return self._send_rest(call, left)

    def _ask_about_updates(self, call: Call) -> Group:
        """By id: equal to what we sent is accepted; untouched goes again; else a person looks."""
        began_at = clock.database_now()
        said = {each.invoice_id: each for each in self._asked_by_id(call)}
        sent = sent_bodies.by_mark(call)
        with fenced(self.round.held):
            rows = open_deliveries(self.round, call)
            links = links_of(self.round, [delivery for delivery, _ in rows])
            accepted, refused, left = [], [], []
            for delivery, element in rows:
                link = links[delivery.document_id]
                now = said.get(link.remote_id)
                found = became(delivery, sent[element["mark"]], link, now)
                if isinstance(found, Refusal):
                    refused.append((delivery, found))
                elif found is not None:
                    accepted.append(Acceptance(delivery, found))
                else:
                    left.append(delivery.pk)
            accept(self.round, call, accepted)
            refuse(self.round, refused, call)
            group = self._send_rest(call, left)
            # Nothing is concluded of a document while its call is open: so this comes last.
            heads.keep_heads(self.round.connection, said.values(), read_started_at=began_at)
            held_records.keep(self.round.connection, said.values())
            return group

    def _send_rest(self, call: Call, left: Sequence[int]) -> Group:
        self.round.put_back(left)
        outcomes.settle_call(call, "asked")
        return Group(tuple(str(pk) for pk in left))

    def _asked_since(self, call: Call) -> list[Invoice]:
        found: list[Invoice] = []
        page = 1
        while True:
            request = invoices.list_since(call.since, page=page, summary=False)
            answer = self.round.ask(call, request)
            found += _readable(call, answer)
            if types.count(answer.data, "Invoices") < invoices.PAGE_SIZE_MAX:
                return found
            page += 1

    def _looked_up(self, call: Call, found: FoundInXero, rows: Sequence[Row]) -> FoundInXero:
        """The same, with what bears the numbers of those that were not found.

        Nothing refuses a second bill, so that one is missing is never said by its time alone.
        """
        missing = [row for row in rows if found.ours(*row) is None]
        if not missing:
            return found
        known = {each.invoice_id for each in found.read}
        numbered = self._asked_by_number(call, missing)
        more = [each for each in numbered if each.invoice_id not in known]
        return FoundInXero(self.context, call, [*found.read, *more])

    def _asked_by_number(self, call: Call, rows: Sequence[Row]) -> list[Invoice]:
        names = [element["name"] for _, element in rows]
        return self._asked(call, [invoices.by_numbers(part) for part in _parts(names)])

    def _asked_by_id(self, call: Call) -> list[Invoice]:
        rows = [delivery for delivery, _ in open_deliveries(self.round, call)]
        ids = [link.remote_id for link in links_of(self.round, rows).values()]
        return self._asked(call, [invoices.by_ids(part) for part in _parts(ids)])

    def _asked(self, call: Call, requests: Sequence[Any]) -> list[Invoice]:
        found: list[Invoice] = []
        for request in requests:
            answer = self.round.ask(call, request)
            found += _readable(call, answer)
        return found


def _readable(call: Call, answer: Outcome) -> list[Invoice]:
    return records(call, answer, "Invoices", Invoice, mark="Url")


def _refused_numbers(call: Call) -> set[str]:
    """The numbers that the call's answer refused as in use."""
    last = call.attempts.order_by("-number").first()
    data = calls.answer_of(last) if last is not None else None
    return {
        str(element.raw.get("InvoiceNumber") or "").casefold()
        for element in answers.elements(data, "Invoices")
        if element.status == "ERROR" and answers.cause(element.messages) in ALREADY_EXISTS
    }


def _in_use(number: str, kind: str) -> Refusal:
    return refusal("number_in_use", f"The number {number} is in use in Xero.", kind=kind)


def _parts(names: Sequence[str]) -> list[Sequence[str]]:
    size = invoices.IDS_PER_CALL
    return [names[start : start + size] for start in range(0, len(names), size)]
