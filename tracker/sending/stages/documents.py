"""Stage 4: documents. New ones are created by PUT, changed ones updated by POST with their id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tracker.accounts_system import calls, marks
from tracker.accounts_system.models import Call, CompanyLink, DocumentLink
from tracker.documents.models import Document
from tracker.sending import compose, outcomes
from tracker.sending.acceptance import Acceptance, accept
from tracker.sending.checks import problem
from tracker.sending.context import Context
from tracker.sending.corrections import paid_edits
from tracker.sending.corrections.paid_edits import has_money
from tracker.sending.models import STOPPED_BY_XERO, Delivery, State
from tracker.sending.plan import with_lines
from tracker.sending.planned import Will
from tracker.sending.refusals import Refusal, refusal
from tracker.sending.round import Round
from tracker.sending.stages import document_verdicts
from tracker.sending.stages.documents_in_doubt import DocumentsInDoubt
from tracker.sending.stages.open_documents import links_of, open_deliveries, refuse
from tracker.sending.stages.stage import Group, Settled
from tracker.sending.voids import planning as voids
from tracker.xero import answers, invoices
from tracker.xero.client import Request
from tracker.xero.invoices import InvoiceToSend, ToWrite
from tracker.xero.types import Invoice

SENDABLE = (State.READY, State.WAITING, *STOPPED_BY_XERO)

DECIDES = ("revision", "lifecycle", "already_in_xero")
"""Of a document, what may have changed since it was checked."""


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
        links = links_of(self.round, rows)
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

    def _composed(
        self, delivery: Delivery, links: Mapping[Any, DocumentLink]
    ) -> tuple[Delivery, ToWrite] | None:
        link = links.get(delivery.document_id)
        found = self._obstacle(delivery, link) or self._written(delivery, link)
        if isinstance(found, Refusal):
            outcomes.refuse(self.round.batch.agency, [(delivery, found)])
            return None
        return (delivery, found) if found is not None else None

    def _obstacle(self, delivery: Delivery, link: DocumentLink | None) -> Refusal | None:
        document = delivery.document
        is_void = delivery.intent == Will.VOID
        if document.revision != delivery.revision or document.is_void != is_void:
            return refusal(
                "changed_since", f"{document.number} was changed after Send.", kind=document.kind
            )
        if is_void:
            return None
        if document.company_id not in self._contact_ids():
            return refusal(
                "contact_missing",
                f"“{document.company.name}” has no contact in Xero.",
                kind=document.kind,
            )
        if document is self.checked.get(document.pk):
            return None
        lines = list(document.lines.all())
        return problem(document, document.company, lines, self.context, link=link)

    def _written(self, delivery: Delivery, link: DocumentLink | None) -> ToWrite | Refusal | None:
        """What goes into the call; None where Xero has to be read once more before."""
        document = delivery.document
        if document.is_void:
            mark = marks.of_document(document.pk, self.context.installation)
            return voids.compose(document, link, mark=mark) if link is not None else None
        composed = compose.invoice(
            document,
            document.company,
            list(document.lines.all()),
            self.context,
            contact_id=self._contact_ids()[document.company_id],
            link=link,
        )
        if link is None or not has_money(link):
            return composed
        return paid_edits.allowed(document, link, composed)

    def _contact_ids(self) -> dict[Any, str]:
        if not hasattr(self, "_contacts"):
            rows = CompanyLink.objects.filter(connection=self.round.connection)
            self._contacts = dict(rows.values_list("company_id", "contact_id"))
        return self._contacts

    def _open(self, parts: Sequence[tuple[Delivery, ToWrite]], *, is_update: bool) -> Call:
        purpose = Call.Purpose.UPDATE_DOCUMENTS if is_update else Call.Purpose.CREATE_DOCUMENTS
        request = _request([composed for _, composed in parts], is_update=is_update)
        if not invoices.is_one_call(request, [composed for _, composed in parts]):
            # What does not fit into 3 MB stays ready and goes with the next call.
            parts = parts[: len(invoices.split([composed for _, composed in parts])[0])]
            request = _request([composed for _, composed in parts], is_update=is_update)
        call = calls.open_call(
            self.round.connection,
            request,
            purpose=purpose,
            elements=[
                calls.Element(
                    composed.mark,
                    str(delivery.pk),
                    composed.number,
                    _line_ids(delivery, composed),
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
        found = document_verdicts.by_mark(elements, self.context)
        numbered = {str(each.raw.get("InvoiceNumber")): each for each in found.values()}
        numbered |= document_verdicts.unmarked(elements)
        accepted: list[Acceptance] = []
        refused: list[tuple[Delivery, Refusal]] = []
        must_ask = False
        for delivery, element_sent in open_deliveries(self.round, call):
            element = found.get(element_sent["mark"]) or numbered.get(element_sent["name"])
            verdict = document_verdicts.verdict_on(element, delivery)
            if isinstance(verdict, Invoice) and element is not None:
                accepted.append(Acceptance(delivery, verdict, element.warnings))
            elif isinstance(verdict, Refusal):
                refused.append((delivery, verdict))
            else:
                must_ask = True
        accept(self.round, call, accepted)
        refuse(self.round, refused, call)
        if not must_ask:
            outcomes.settle_call(call, "answered")
        return Settled(must_ask=must_ask)

    def refuse(self, call: Call, sentence: str) -> None:
        fix = "Look at the document, then retry."
        found = Refusal("refused_as_a_whole", sentence, fix)
        refuse(
            self.round,
            [(delivery, found) for delivery, _ in open_deliveries(self.round, call)],
            call,
        )
        outcomes.settle_call(call, "refused")

    def put_back(self, call: Call) -> Group:
        ids = [delivery.pk for delivery, _ in open_deliveries(self.round, call)]
        self.round.put_back(ids)
        outcomes.settle_call(call, "put back")
        return Group(tuple(str(pk) for pk in ids))

    def hold(self, call: Call, until: datetime, *, in_doubt: bool) -> None:
        outcomes.hold(self.round.open_deliveries().filter(call=call), until, in_doubt=in_doubt)

    def go_on(self, call: Call, *, in_doubt: bool) -> None:
        outcomes.go_on(self.round.open_deliveries().filter(call=call), in_doubt=in_doubt)

    def ask(self, call: Call) -> Group:
        return DocumentsInDoubt(self.round, self.context).ask(call)

    def look(self, call: Call) -> bool:
        return DocumentsInDoubt(self.round, self.context).look(call)


def _request(parts: Sequence[ToWrite], *, is_update: bool) -> Request:
    if is_update:
        return invoices.update(parts)
    return invoices.create([part for part in parts if isinstance(part, InvoiceToSend)])


def _line_ids(delivery: Delivery, written: ToWrite) -> tuple[int, ...]:
    """Our lines in the order in which they were sent; a void says nothing of any."""
    if not isinstance(written, InvoiceToSend):
        return ()
    return tuple(line.pk for line in delivery.document.lines.all())


def groups(delivery_ids: Sequence[int]) -> list[Group]:
    size = invoices.MAX_PER_CALL
    ids = [str(pk) for pk in delivery_ids]
    return [Group(tuple(ids[start : start + size])) for start in range(0, len(ids), size)]
