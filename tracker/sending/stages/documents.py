"""Stage 4: documents. New ones are created by PUT, changed ones updated by POST with their id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tracker.accounts_system import calls, heads, marks
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.lists import Name
from tracker.accounts_system.models import Call, CompanyLink, Connection, DocumentLink, XeroItem
from tracker.documents.models import Document, Product
from tracker.sending import comparing, compose, outcomes
from tracker.sending.acceptance import Acceptance, accept
from tracker.sending.checks import problem
from tracker.sending.context import Context
from tracker.sending.models import Delivery, State
from tracker.sending.plan import with_lines
from tracker.sending.refusals import Refusal, from_xero, refusal
from tracker.sending.round import Round
from tracker.sending.stages.stage import Group, Settled
from tracker.xero import answers, invoices
from tracker.xero.answers import ALREADY_EXISTS, Element
from tracker.xero.invoices import InvoiceToSend
from tracker.xero.types import Invoice, Unreadable

SENDABLE = (State.READY, State.WAITING, State.RECONNECT)

DECIDES = ("revision", "lifecycle", "already_in_xero")
"""Of a document, what may have changed since it was checked."""

LISTS_NAMED = {
    "account_archived": {Name.ACCOUNTS},
    "account_invalid": {Name.ACCOUNTS},
    "currency_not_enabled": {Name.CURRENCIES},
    "period_locked": {Name.ORGANISATION},
    "plan_limit": {Name.ACTIONS},
    "tax_invalid": {Name.TAX_RATES},
}


@dataclass
class DocumentsStage:
    round: Round
    context: Context
    checked: Mapping[UUID, Document] = field(default_factory=dict)
    """Documents with their lines that nothing stood in the way of, seen in this context."""

    def open(self, group: Group) -> Call | None:
        """The deliveries of the group that are still ready, composed as they stand now.

        A document that changed since the click, or that something stands in the way of by now, is
        refused here; the others go.
        """
        rows = self._ready(group)
        links = self._links(rows)
        parts = [part for row in rows if (part := self._composed(row, links)) is not None]
        if not parts:
            return None
        return self._open(parts, is_update=links.get(parts[0][0].document_id) is not None)

    def _ready(self, group: Group) -> list[Delivery]:
        deliveries = list(
            self.round.wanted()
            .filter(pk__in=group.ids, state__in=SENDABLE)
            .order_by("position")
            .select_for_update(of=("self",))
        )
        found = self._locked([delivery.document_id for delivery in deliveries])
        for delivery in deliveries:
            delivery.document = found[delivery.document_id]
            delivery.batch = self.round.batch
        return deliveries

    def _locked(self, ids: Sequence[UUID]) -> dict[UUID, Document]:
        """Hold the documents until the call is written; only what changed is read again."""
        rows = Document.objects.filter(pk__in=ids)
        locked = rows.order_by("pk").select_for_update(no_key=True)
        found = {
            pk: known
            for pk, *state in locked.values_list("pk", *DECIDES)
            if (known := self.checked.get(pk))
            and [getattr(known, each) for each in DECIDES] == state
        }
        others = [pk for pk in ids if pk not in found]
        if others:
            found |= {each.pk: each for each in with_lines(rows.filter(pk__in=others))}
        return found

    def _links(self, rows: Sequence[Delivery]) -> dict[Any, DocumentLink]:
        found = DocumentLink.objects.filter(
            connection=self.round.connection, document__in=[row.document_id for row in rows]
        )
        return {link.document_id: link for link in found}

    def _composed(
        self, delivery: Delivery, links: Mapping[Any, DocumentLink]
    ) -> tuple[Delivery, InvoiceToSend] | None:
        document = delivery.document
        contact_id = self._contact_ids().get(document.company_id)
        found = self._obstacle(delivery, contact_id)
        if found is not None:
            outcomes.refuse_one(self.round.batch.agency, delivery, found, call=None)
            return None
        assert contact_id is not None
        composed = compose.invoice(
            document,
            document.company,
            list(document.lines.all()),
            self.context,
            contact_id=contact_id,
            link=links.get(document.pk),
        )
        return delivery, composed

    def _obstacle(self, delivery: Delivery, contact_id: str | None) -> Refusal | None:
        document = delivery.document
        if document.revision != delivery.revision or document.is_void:
            return refusal("changed_since", f"{document.number} was changed after Send.")
        if contact_id is None:
            return refusal("contact_missing", f"“{document.company.name}” has no contact in Xero.")
        if document is self.checked.get(document.pk):
            return None
        return problem(document, document.company, list(document.lines.all()), self.context)

    def _contact_ids(self) -> dict[Any, str]:
        if not hasattr(self, "_contacts"):
            rows = CompanyLink.objects.filter(connection=self.round.connection)
            self._contacts = dict(rows.values_list("company_id", "contact_id"))
        return self._contacts

    def _open(self, parts: Sequence[tuple[Delivery, InvoiceToSend]], *, is_update: bool) -> Call:
        purpose = Call.Purpose.UPDATE_DOCUMENTS if is_update else Call.Purpose.CREATE_DOCUMENTS
        write = invoices.update if is_update else invoices.create
        request = write([composed for _, composed in parts])
        if not invoices.is_one_call(request, [composed for _, composed in parts]):
            # What does not fit into 3 MB stays ready and goes with the next call.
            parts = parts[: len(invoices.split([composed for _, composed in parts])[0])]
            request = write([composed for _, composed in parts])
        call = calls.open_call(
            self.round.connection,
            request,
            purpose=purpose,
            elements=[
                calls.Element(
                    composed.mark,
                    str(delivery.pk),
                    composed.number,
                    tuple(line.pk for line in delivery.document.lines.all()),
                )
                for delivery, composed in parts
            ],
            batch_number=self.round.batch.number,
            since=self.round.since(),
        )
        ids = [delivery.pk for delivery, _ in parts]
        self.round.batch.deliveries.filter(pk__in=ids).update(
            state=State.SENDING, call=call, waiting_until=None
        )
        return call

    def settle(self, call: Call, data: Any) -> Settled:
        elements = answers.elements(data, "Invoices")
        found = _by_mark(elements, self.context)
        numbered = {str(each.raw.get("InvoiceNumber")): each for each in found.values()}
        numbered |= _unmarked(elements)
        accepted: list[Acceptance] = []
        refused: list[tuple[Delivery, Refusal]] = []
        must_ask = False
        for delivery, element_sent in self._open_deliveries(call):
            element = found.get(element_sent["mark"]) or numbered.get(element_sent["name"])
            verdict = _verdict(element)
            if isinstance(verdict, Invoice) and element is not None:
                accepted.append(Acceptance(delivery, verdict, element.warnings))
            elif isinstance(verdict, Refusal):
                refused.append((delivery, verdict))
            else:
                must_ask = True
        accept(self.round, call, accepted)
        self._refuse(refused, call)
        if not must_ask:
            outcomes.settle_call(call, "answered")
        return Settled(must_ask=must_ask)

    def refuse(self, call: Call, sentence: str) -> None:
        fix = "Look at the document, then retry."
        found = Refusal("refused_as_a_whole", sentence, fix)
        self._refuse([(delivery, found) for delivery, _ in self._open_deliveries(call)], call)
        outcomes.settle_call(call, "refused")

    def put_back(self, call: Call) -> Group:
        ids = [delivery.pk for delivery, _ in self._open_deliveries(call)]
        self.round.put_back(ids)
        outcomes.settle_call(call, "put back")
        return Group(tuple(str(pk) for pk in ids))

    def hold(self, call: Call, until: datetime, *, in_doubt: bool) -> None:
        outcomes.hold(self.round.open_deliveries().filter(call=call), until, in_doubt=in_doubt)

    def go_on(self, call: Call) -> None:
        self.round.open_deliveries().filter(call=call).update(
            state=State.SENDING, waiting_until=None
        )

    def ask(self, call: Call) -> Group:
        if call.purpose == Call.Purpose.UPDATE_DOCUMENTS:
            return self._ask_about_updates(call)
        return self._ask_about_creates(call)

    def _ask_about_creates(self, call: Call) -> Group:
        """By our mark among all that changed since; a number in use, by that number."""
        was_answered = _was_answered(call)
        found = self._asked_by_number(call) if was_answered else self._asked_since(call)
        ours = {marks.document_of(each.url, self.context.installation): each for each in found}
        # Xero takes numbers for equal that differ in case only, and does not show every holder of
        # one: what it has once refused as in use is never sent again by itself.
        numbers = {each.invoice_number.casefold() for each in found if each.type == "ACCREC"}
        numbers |= _refused_numbers(call) if was_answered else set()
        with fenced(self.round.held):
            # What clashed may be linked by hand: *Link it* looks among the heads.
            heads.keep_heads(self.round.connection, found, read_started_at=call.created_at)
            accepted, refused, left = [], [], []
            for delivery, element in self._open_deliveries(call):
                said = ours.get(delivery.document_id)
                if said is not None and self._may_be_ours(delivery, said):
                    accepted.append(Acceptance(delivery, said))
                elif element["name"].casefold() in numbers:
                    refused.append((delivery, _in_use(element["name"])))
                else:
                    left.append(delivery.pk)
            accept(self.round, call, accepted)
            self._refuse(refused, call)
            return self._send_rest(call, left)

    def _asked_since(self, call: Call) -> list[Invoice]:
        found: list[Invoice] = []
        page = 1
        while True:
            request = invoices.list_since(call.since, page=page, summary=False)
            answer = self.round.ask(call, request)
            rows = invoices.parse_all(answer.data)
            found += rows
            if len(rows) < invoices.PAGE_SIZE_MAX:
                return found
            page += 1

    def _asked_by_number(self, call: Call) -> list[Invoice]:
        names = [element["name"] for _, element in self._open_deliveries(call)]
        return self._asked(call, [invoices.by_numbers(part) for part in _parts(names)])

    def _asked_by_id(self, call: Call) -> list[Invoice]:
        rows = [delivery for delivery, _ in self._open_deliveries(call)]
        ids = [link.remote_id for link in self._links(rows).values()]
        return self._asked(call, [invoices.by_ids(part) for part in _parts(ids)])

    def _asked(self, call: Call, requests: Sequence[Any]) -> list[Invoice]:
        found: list[Invoice] = []
        for request in requests:
            answer = self.round.ask(call, request)
            found += invoices.parse_all(answer.data)
        return found

    def _may_be_ours(self, delivery: Delivery, said: Invoice) -> bool:
        """Our mark under an id that no link ever held, and of our type."""
        taken = DocumentLink.objects.filter(
            connection=self.round.connection, remote_id=said.invoice_id
        ).exclude(document=delivery.document_id)
        return said.type == "ACCREC" and not taken.exists()

    def _ask_about_updates(self, call: Call) -> Group:
        """By id: equal to what we sent is accepted; untouched goes again; else a person looks."""
        said = {each.invoice_id: each for each in self._asked_by_id(call)}
        sent = comparing.sent_elements(call)
        with fenced(self.round.held):
            rows = self._open_deliveries(call)
            links = self._links([delivery for delivery, _ in rows])
            accepted, refused, left = [], [], []
            for delivery, element in rows:
                link = links[delivery.document_id]
                now = said.get(link.remote_id)
                if now is None:
                    refused.append((delivery, _gone(element["name"])))
                elif not comparing.differences(sent[element["mark"]], now):
                    accepted.append(Acceptance(delivery, now))
                elif now.updated_date_utc == link.seen_updated_at:
                    left.append(delivery.pk)
                else:
                    fields = comparing.differences(sent[element["mark"]], now)
                    refused.append((delivery, changed_in_xero(element["name"], fields)))
            accept(self.round, call, accepted)
            self._refuse(refused, call)
            return self._send_rest(call, left)

    def _send_rest(self, call: Call, left: Sequence[int]) -> Group:
        self.round.put_back(left)
        outcomes.settle_call(call, "asked")
        return Group(tuple(str(pk) for pk in left))

    def _open_deliveries(self, call: Call) -> list[tuple[Delivery, dict[str, Any]]]:
        rows = self.round.open_deliveries().filter(call=call).select_related("document")
        found = {str(row.pk): row for row in rows}
        for row in found.values():
            row.batch = self.round.batch
        return [
            (found[element["record"]], element)
            for element in call.elements
            if element["record"] in found
        ]

    def _refuse(self, refused: Sequence[tuple[Delivery, Refusal]], call: Call) -> None:
        for delivery, found in refused:
            outcomes.settle(delivery, State.REFUSED, found)
            if found.cause == "item_invalid":
                self._forget_items(delivery.document)
            self.round.lists_named |= LISTS_NAMED.get(found.cause, set())
        outcomes.save_settled([delivery for delivery, _ in refused])
        outcomes.record(
            self.round.batch.agency,
            [(delivery, f"Refused: {found.sentence}") for delivery, found in refused],
            call=call,
        )

    def _forget_items(self, document: Document) -> None:
        """No delta tells of an item that was deleted in Xero: those of a refusal are looked up."""
        codes = Product.objects.filter(line__document=document).values("code")
        connection = self.round.connection
        XeroItem.objects.filter(connection=connection, code__in=codes).delete()
        Connection.objects.filter(pk=connection.pk).update(items_until=None, items_read_at=None)
        connection.items_until = connection.items_read_at = None


def _by_mark(elements: Sequence[Element], context: Context) -> dict[str, Element]:
    return {
        str(element.raw.get("Url")): element
        for element in elements
        if marks.document_of(str(element.raw.get("Url") or ""), context.installation) is not None
    }


def _unmarked(elements: Sequence[Element]) -> dict[str, Element]:
    return {
        str(element.raw.get("InvoiceNumber")): element
        for element in elements
        if not element.raw.get("Url") and element.raw.get("InvoiceNumber")
    }


def _verdict(element: Element | None) -> Invoice | Refusal | None:
    """Accepted, refused, or None: not known, so Xero has to be asked."""
    if element is None or element.status == "UNKNOWN":
        return None
    if not element.was_saved:
        found = answers.cause(element.messages)
        return None if found in ALREADY_EXISTS else from_xero(element.messages)
    try:
        return invoices.parse(element.raw)
    except Unreadable:
        return None


def _was_answered(call: Call) -> bool:
    last = call.attempts.order_by("-number").first()
    return last is not None and last.outcome == "answered"


def _refused_numbers(call: Call) -> set[str]:
    """The numbers that the call's answer refused as in use."""
    last = call.attempts.order_by("-number").first()
    data = calls.answer_of(last) if last is not None else None
    return {
        str(element.raw.get("InvoiceNumber") or "").casefold()
        for element in answers.elements(data, "Invoices")
        if element.status == "ERROR" and answers.cause(element.messages) in ALREADY_EXISTS
    }


def _in_use(number: str) -> Refusal:
    return refusal("number_in_use", f"The number {number} is in use in Xero.")


def _gone(number: str) -> Refusal:
    return refusal("not_found", f"{number} is not in Xero any more.", "Look for it in Xero.")


def changed_in_xero(number: str, fields: Sequence[str]) -> Refusal:
    what = ", ".join(fields)
    return refusal("changed_in_xero", f"{number} was changed in Xero: {what}.")


def _parts(names: Sequence[str]) -> list[Sequence[str]]:
    size = invoices.IDS_PER_CALL
    return [names[start : start + size] for start in range(0, len(names), size)]


def groups(delivery_ids: Sequence[int]) -> list[Group]:
    size = invoices.MAX_PER_CALL
    ids = [str(pk) for pk in delivery_ids]
    return [Group(tuple(ids[start : start + size])) for start in range(0, len(ids), size)]
