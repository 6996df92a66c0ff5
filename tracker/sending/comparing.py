"""What we sent beside what Xero holds, field by field."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from tracker.accounts_system.models import Call
from tracker.xero import invoices, json
from tracker.xero.invoices import InvoiceToSend
from tracker.xero.types import Invoice, Line


def sent_elements(call: Call) -> dict[str, dict[str, Any]]:
    """The documents in a call's body, by our mark; empty once the body has been dropped."""
    if call.body is None:
        return {}
    body = json.read(bytes(call.body))
    return {element["Url"]: element for element in body["Invoices"]}


def sent_by_record(call: Call, document_id: UUID) -> dict[str, Any] | None:
    """The document as it stood in the call's body; None once the body has been dropped."""
    for mark, element in sent_elements(call).items():
        if mark.endswith(f"/{document_id}"):
            return element
    return None


def sent_lines(call: Call) -> dict[str, list[tuple[int, Mapping[str, Any]]]]:
    """Our line ids with the lines as they were sent, by the record each element stands for."""
    bodies = sent_elements(call)
    return {
        element["record"]: list(
            zip(
                element["lines"],
                bodies.get(element["mark"], {}).get("LineItems", []),
                strict=False,
            )
        )
        for element in call.elements
    }


FIELDS = {
    "InvoiceNumber": "number",
    "Contact": "company",
    "Date": "date",
    "DueDate": "due date",
    "Reference": "reference",
    "CurrencyCode": "currency",
    "CurrencyRate": "rate of exchange",
    "LineAmountTypes": "kind of amounts",
    "BrandingThemeID": "branding theme",
    "LineItems": "lines",
}


def changes(before: Mapping[str, Any], now: InvoiceToSend) -> list[str]:
    """The fields in which a document differs from how it was last sent, in the desk's words."""
    element = json.read(invoices.update([now]).body or b"")["Invoices"][0]
    return [
        words
        for name, words in FIELDS.items()
        if _without_ids(before.get(name)) != _without_ids(element.get(name))
    ]


def _without_ids(value: Any) -> Any:
    """Lines without Xero's ids and without what stands for nothing: a first send has neither."""
    if not isinstance(value, list):
        return value
    return [
        {name: each for name, each in line.items() if name != "LineItemID" and each}
        for line in value
    ]


def differences(sent: Mapping[str, Any], said: Invoice) -> list[str]:
    """The fields that we write and that Xero holds otherwise, in the desk's words."""
    return list(dict.fromkeys(_differences(sent, said)))


def _differences(sent: Mapping[str, Any], said: Invoice) -> Iterator[str]:
    pairs = (
        ("number", sent.get("InvoiceNumber"), said.invoice_number),
        ("company", sent["Contact"]["ContactID"], said.contact.contact_id),
        ("date", sent.get("Date"), said.date.isoformat() if said.date else None),
        ("due date", sent.get("DueDate"), said.due_date.isoformat() if said.due_date else None),
        ("reference", sent.get("Reference") or "", said.reference),
        ("currency", sent.get("CurrencyCode"), said.currency_code),
        ("kind of amounts", sent.get("LineAmountTypes"), said.line_amount_types),
    )
    for name, ours, theirs in pairs:
        if ours != theirs:
            yield name
    ours_lines = sent.get("LineItems", [])
    if len(ours_lines) != len(said.line_items):
        yield "lines"
    for ours_line, theirs_line in zip(ours_lines, said.line_items, strict=False):
        yield from _line_differences(ours_line, theirs_line)


def _line_differences(sent: Mapping[str, Any], said: Line) -> Iterator[str]:
    texts = (
        ("item", sent.get("ItemCode") or "", said.item_code),
        ("description", sent.get("Description") or "", said.description),
        ("account", sent.get("AccountCode") or "", said.account_code),
        ("tax rate", sent.get("TaxType") or "", said.tax_type),
    )
    amounts = (
        ("quantity", sent.get("Quantity"), said.quantity),
        ("price", sent.get("UnitAmount"), said.unit_amount),
        ("discount", sent.get("DiscountRate"), said.discount_rate),
        ("tax", sent.get("TaxAmount"), said.tax_amount),
    )
    yield from (name for name, ours, theirs in texts if ours != theirs)
    for name, ours, theirs in amounts:
        if Decimal(ours or 0) != (theirs or 0):
            yield name


def line_ids(lines: list[tuple[int, Mapping[str, Any]]], said: Invoice) -> dict[str, str]:
    """Our line ids (as text) to Xero's: in order where the echo agrees, else by content."""
    left = list(said.line_items)
    found: dict[str, str] = {}
    for ours_id, sent in lines:
        match = next((each for each in left if not list(_line_differences(sent, each))), None)
        if match is not None:
            left.remove(match)
            found[str(ours_id)] = match.line_item_id
    return found
