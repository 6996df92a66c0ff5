"""Invoices and bills: requests that create, update and read them, and what comes back.

PUT creates, and only creates; POST with an id updates. A POST without an id would overwrite
whatever has the same number: https://developer.xero.com/documentation/api/accounting/invoices
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias, TypeVar

from tracker.xero import json, types
from tracker.xero.client import Request
from tracker.xero.invoice_statuses import INVOICE
from tracker.xero.types import Invoice

MAX_PER_CALL = 50
BODY_BYTES_MAX = 3_000_000
"""Xero quotes 3.5 MB for a batch: https://developer.xero.com/documentation/guides/oauth2/limits"""
IDS_PER_CALL = 40
"""Ids and numbers travel in the address, whose length is limited."""
PAGE_SIZE_MAX = 1000
NUMBER_LENGTH_MAX = 255
REFERENCE_LENGTH_MAX = 255
DESCRIPTION_LENGTH_MAX = 4000

Day: TypeAlias = date
"""A calendar date, under a name that the field called ``date`` does not hide."""

# The last element of a list has no comma after it.
_ROOM = BODY_BYTES_MAX - len(json.write({"Invoices": []})) + len(",")

_WRITE = (("summarizeErrors", "false"), ("unitdp", "4"))


@dataclass(frozen=True)
class LineToSend:
    """One line. Quantity and unit amount have up to 4 decimals, amounts of money 2.

    What has neither is a line of text; Tracker writes none, and repeats those of others.
    """

    line_item_id: str | None
    """Xero's id of this line: kept on update. A line of Xero's whose id is left out is deleted."""
    item_code: str | None
    description: str
    quantity: Decimal | None
    unit_amount: Decimal | None
    discount_rate: Decimal | None
    """Percent; only on invoices."""
    account_code: str | None
    tax_type: str | None
    tax_amount: Decimal | None
    tracking: tuple[tuple[str, str], ...] = ()
    """Category and option by name, at most two. Xero drops a pair it does not know in silence."""


@dataclass(frozen=True)
class InvoiceToSend:
    """One invoice or bill, complete: an update sends all of it too."""

    mark: str
    """Goes as ``Url``: an absolute address without the word *xero*."""
    invoice_id: str | None
    """Xero's id; None to create."""
    type: Literal["ACCREC", "ACCPAY"]
    number: str
    contact_id: str
    date: Day
    due_date: Day | None
    reference: str
    """Only invoices have one; a bill's is not sent."""
    currency: str
    currency_rate: Decimal | None
    line_amount_types: Literal["Exclusive", "Inclusive", "NoTax"]
    status: str
    branding_theme_id: str | None
    sent_to_contact: bool | None
    lines: tuple[LineToSend, ...]


@dataclass(frozen=True)
class InvoiceToVoid:
    """The end of one that Xero has: nothing else of it is said, so nothing else can change."""

    mark: str
    invoice_id: str
    number: str
    """Not sent; answers that have lost our mark are matched by it."""
    status: Literal["VOIDED", "DELETED"]
    """Approved ones are voided, drafts and submitted ones deleted."""


ToWrite: TypeAlias = InvoiceToSend | InvoiceToVoid
AnyToWrite = TypeVar("AnyToWrite", bound=ToWrite)


def create(invoices: Sequence[InvoiceToSend], *, key: str | None = None) -> Request:
    """Create up to 50. Ids, also of lines, are not sent."""
    return _write("PUT", [_without_ids(invoice) for invoice in invoices], key)


def update(invoices: Sequence[ToWrite], *, key: str | None = None) -> Request:
    """Update or void up to 50, each by its id. Raises ValueError for one without."""
    if not all(invoice.invoice_id for invoice in invoices):
        raise ValueError("an update needs Xero's id; without one it would match by number")
    return _write("POST", invoices, key)


def list_since(
    since: datetime | None,
    *,
    page: int = 1,
    page_size: int = PAGE_SIZE_MAX,
    summary: bool,
    dated_from: date | None = None,
) -> Request:
    """Invoices and bills changed since then (all where None), the oldest change first.

    With ``summary`` there are no lines. ``dated_from`` leaves out documents dated before it.
    """
    query = [("page", str(page)), ("pageSize", str(page_size))]
    if summary:
        query.append(("summaryOnly", "true"))
    else:
        query.append(("unitdp", "4"))
    if dated_from is not None:
        literal = f"DateTime({dated_from.year}, {dated_from.month:02}, {dated_from.day:02})"
        query.append(("where", f"Date >= {literal}"))
    return Request("GET", "/Invoices", tuple(query), modified_since=since)


def by_ids(ids: Sequence[str]) -> Request:
    """Up to 40 by Xero's ids, with their lines."""
    return _read(("IDs", ",".join(ids)))


def heads_by_ids(ids: Sequence[str]) -> Request:
    """Up to 40 by Xero's ids, without their lines."""
    return Request("GET", "/Invoices", (("IDs", ",".join(ids)),))


def by_numbers(numbers: Sequence[str]) -> Request:
    """Up to 40 by number, with their lines: invoices and bills, whatever their status.

    The list is separated by commas, so a number that has one is asked for by a condition.
    """
    if any("," in number for number in numbers):
        return _read(("where", " OR ".join(_is_number(number) for number in numbers)))
    return _read(("InvoiceNumbers", ",".join(numbers)))


def parse(raw: Any) -> Invoice:
    """Read one record. Raises ``types.Unreadable``."""
    return Invoice.read(raw)


def parse_all(data: Any) -> list[Invoice]:
    """Read an answer's records; one that cannot be read is left out, and the log says so."""
    return types.read_all(data, "Invoices", Invoice)


def as_sent(invoice: ToWrite) -> dict[str, Any]:
    """The element as it stands in a call's body, read back."""
    found: dict[str, Any] = json.read(json.write(_element(invoice)))
    return found


def line_as_sent(line: LineToSend) -> dict[str, Any]:
    """One line of an invoice as it stands in a call's body, read back."""
    found: dict[str, Any] = json.read(json.write(_line(line, is_sale=True)))
    return found


def is_one_call(request: Request, invoices: Sequence[ToWrite]) -> bool:
    """Whether ``split`` would leave all of these in the one call that ``request`` is."""
    numbers = [invoice.number.casefold() for invoice in invoices if invoice.number]
    fits = len(request.body or b"") <= BODY_BYTES_MAX and len(invoices) <= MAX_PER_CALL
    return fits and len(set(numbers)) == len(numbers)


def split(invoices: Iterable[AnyToWrite]) -> list[tuple[AnyToWrite, ...]]:
    """Group for calls, in order: at most 50 and 3 MB each, no number twice in one.

    Answers are matched by number where the mark is missing, so two of one number cannot share a
    call. One that is too large by itself goes alone.
    """
    return [tuple(group) for group in _groups(invoices)]


def _groups(invoices: Iterable[AnyToWrite]) -> Iterator[list[AnyToWrite]]:
    group: list[AnyToWrite] = []
    numbers: set[str] = set()
    room = _ROOM
    for invoice in invoices:
        number = invoice.number.casefold()
        size = len(json.write(_element(invoice))) + len(",")
        if group and (len(group) == MAX_PER_CALL or size > room or number in numbers):
            yield group
            group, numbers, room = [], set(), _ROOM
        group.append(invoice)
        numbers |= {number} - {""}
        room -= size
    if group:
        yield group


def _write(method: str, invoices: Sequence[ToWrite], key: str | None) -> Request:
    body = json.write({"Invoices": [_element(invoice) for invoice in invoices]})
    return Request(method, "/Invoices", _WRITE, body=body, key=key)


def _without_ids(invoice: InvoiceToSend) -> InvoiceToSend:
    if invoice.invoice_id is None and not any(line.line_item_id for line in invoice.lines):
        return invoice
    lines = tuple(replace(line, line_item_id=None) for line in invoice.lines)
    return replace(invoice, invoice_id=None, lines=lines)


def _read(condition: tuple[str, str]) -> Request:
    # Lines come only with a page number.
    query = (condition, ("page", "1"), ("pageSize", str(PAGE_SIZE_MAX)), ("unitdp", "4"))
    return Request("GET", "/Invoices", query)


def _is_number(number: str) -> str:
    quoted = number.replace('"', '""')
    return f'InvoiceNumber=="{quoted}"'


def _element(invoice: ToWrite) -> dict[str, Any]:
    if isinstance(invoice, InvoiceToVoid):
        return {
            "InvoiceID": invoice.invoice_id,
            "Url": invoice.mark,
            "Status": invoice.status,
        }
    is_sale = invoice.type == INVOICE
    return _without_none(
        {
            "InvoiceID": invoice.invoice_id,
            "Type": invoice.type,
            "InvoiceNumber": invoice.number or None,
            "Url": invoice.mark,
            "Contact": {"ContactID": invoice.contact_id},
            "Date": invoice.date,
            "DueDate": invoice.due_date,
            "Reference": invoice.reference if is_sale else None,
            "CurrencyCode": invoice.currency,
            "CurrencyRate": invoice.currency_rate,
            "LineAmountTypes": invoice.line_amount_types,
            "Status": invoice.status,
            "BrandingThemeID": invoice.branding_theme_id,
            "SentToContact": invoice.sent_to_contact,
            "LineItems": [_line(line, is_sale=is_sale) for line in invoice.lines],
        }
    )


def _line(line: LineToSend, *, is_sale: bool) -> dict[str, Any]:
    tracking = [{"Name": name, "Option": option} for name, option in line.tracking]
    return _without_none(
        {
            "LineItemID": line.line_item_id,
            "ItemCode": line.item_code,
            "Description": line.description,
            "Quantity": line.quantity,
            "UnitAmount": line.unit_amount,
            "DiscountRate": line.discount_rate if is_sale else None,
            "AccountCode": line.account_code,
            "TaxType": line.tax_type,
            "TaxAmount": line.tax_amount,
            # A line that Xero already has keeps what is left out, so "none" has to be said.
            "Tracking": tracking if tracking or line.line_item_id else None,
        }
    )


def _without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
