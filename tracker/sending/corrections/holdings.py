"""What Xero holds of a document, as far as is known, in the shape in which documents are sent.

Two sources: the whole record where it was read by id, and what we last sent otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast
from uuid import UUID

from tracker.accounts_system import held_records
from tracker.accounts_system.models import Call, DocumentLink
from tracker.sending import comparing, line_matching, sent_bodies
from tracker.xero.invoices import InvoiceToSend, LineToSend, line_as_sent
from tracker.xero.types import Invoice, Line

Element = Mapping[str, Any]


@dataclass(frozen=True)
class Holding:
    """One link's invoice in Xero. ``sent`` is what we last sent, with Xero's ids on its lines; None
    where the document was linked by hand, or the body was dropped. ``record`` is the whole of what
    Xero holds; None where it was not read since it moved.
    """

    sent: Element | None = None
    record: Invoice | None = None

    @property
    def element(self) -> Element | None:
        """What Xero holds, as well as it is known."""
        return comparing.element_of(self.record) if self.record is not None else self.sent


NOTHING = Holding()


def holdings(links: Iterable[DocumentLink]) -> dict[UUID, Holding]:
    """By document; one query for any number, and each call's body is read once."""
    rows = list(links)
    wanted = {link.accepted_call_id for link in rows if link.accepted_call_id}
    found: dict[UUID, Element] = {}
    for call in Call.objects.filter(pk__in=wanted).iterator(chunk_size=20):
        found |= _sent_by(call, [link for link in rows if link.accepted_call_id == call.pk])
    return {
        link.document_id: Holding(found.get(link.document_id), held_records.record_of(link))
        for link in rows
    }


def _sent_by(call: Call, links: Iterable[DocumentLink]) -> dict[UUID, Element]:
    """What one call said of these documents."""
    sent = sent_bodies.by_document(call)
    lines = {element["mark"]: element.get("lines", ()) for element in call.elements}
    return {
        link.document_id: _with_line_ids(element, lines.get(element["Url"], ()), link)
        for link in links
        if (element := sent.get(str(link.document_id))) is not None
    }


def _with_line_ids(element: Element, ours: Iterable[int], link: DocumentLink) -> Element:
    """A first send has no ids on its lines: Xero gave them in its answer."""
    lines = [
        {**line, "LineItemID": link.line_ids.get(str(our_id)) or line.get("LineItemID", "")}
        for line, our_id in zip(element.get("LineItems", []), ours, strict=False)
    ]
    return {**element, "LineItems": lines}


def repeated(said: Invoice, mark: str) -> InvoiceToSend:
    """The record exactly as Xero holds it, to be sent back; only our mark is put on it."""
    return InvoiceToSend(
        mark=mark,
        invoice_id=said.invoice_id,
        type=cast(Literal["ACCREC", "ACCPAY"], said.type),
        number=said.invoice_number,
        contact_id=said.contact.contact_id,
        date=cast(Any, said.date),
        due_date=said.due_date,
        reference=said.reference,
        currency=said.currency_code,
        currency_rate=said.currency_rate,
        line_amount_types=cast(Any, said.line_amount_types),
        status=said.status,
        branding_theme_id=said.branding_theme_id or None,
        sent_to_contact=None,
        lines=tuple(_repeated_line(line) for line in said.line_items),
    )


def _repeated_line(line: Line) -> LineToSend:
    return LineToSend(
        line_item_id=line.line_item_id,
        item_code=line.item_code or None,
        description=line.description,
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        discount_rate=line.discount_rate,
        account_code=line.account_code or None,
        tax_type=line.tax_type or None,
        tax_amount=line.tax_amount,
        tracking=tuple((each.name, each.option) for each in line.tracking),
    )


def with_ids_of(lines: Sequence[LineToSend], said: Invoice) -> tuple[LineToSend, ...]:
    """Our lines with the ids of those that they stand for in an invoice that was linked by hand."""
    ids = line_matching.matched_ids(
        [line_as_sent(line) for line in lines], comparing.element_of(said)["LineItems"]
    )
    return tuple(
        replace(line, line_item_id=line_id) for line, line_id in zip(lines, ids, strict=True)
    )
