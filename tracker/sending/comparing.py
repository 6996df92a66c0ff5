"""What we would send, or have sent, beside what Xero holds: field by field, with both values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.xero.types import Invoice, Line

SHOWN_LENGTH_MAX = 40


@dataclass(frozen=True)
class Difference:
    """One field that differs. ``name`` is the desk's word, ``line`` counts from 1 (0: the head)."""

    name: str
    ours: str
    theirs: str
    line: int = 0

    @property
    def field(self) -> str:
        return f"{self.name} of line {self.line}" if self.line else self.name

    def __str__(self) -> str:
        return f"{self.field}: Xero {_quoted(self.theirs)}, here {_quoted(self.ours)}"


def element_of(said: Invoice) -> dict[str, Any]:
    """What Xero holds, in the shape in which documents are sent."""
    return {
        "InvoiceID": said.invoice_id,
        "InvoiceNumber": said.invoice_number,
        "Contact": {"ContactID": said.contact.contact_id, "Name": said.contact.name},
        "Date": said.date.isoformat() if said.date else None,
        "DueDate": said.due_date.isoformat() if said.due_date else None,
        "Reference": said.reference,
        "CurrencyCode": said.currency_code,
        "CurrencyRate": said.currency_rate,
        "LineAmountTypes": said.line_amount_types,
        "BrandingThemeID": said.branding_theme_id,
        "Status": said.status,
        "LineItems": [line_element(line) for line in said.line_items],
    }


def line_element(line: Line) -> dict[str, Any]:
    """One line that Xero holds, in that shape."""
    return {
        "LineItemID": line.line_item_id,
        "ItemCode": line.item_code,
        "Description": line.description,
        "Quantity": line.quantity,
        "UnitAmount": line.unit_amount,
        "DiscountRate": line.discount_rate,
        "AccountCode": line.account_code,
        "TaxType": line.tax_type,
        "TaxAmount": line.tax_amount,
        "Tracking": [{"Name": each.name, "Option": each.option} for each in line.tracking],
    }


HEAD = {
    "InvoiceNumber": "number",
    "Contact": "company",
    "Date": "date",
    "DueDate": "due date",
    "Reference": "reference",
    "CurrencyCode": "currency",
    "LineAmountTypes": "kind of amounts",
    "CurrencyRate": "rate of exchange",
    "BrandingThemeID": "branding theme",
}
LEFT_TO_XERO = ("CurrencyRate", "BrandingThemeID")
"""Where we say nothing of these, Xero's own choice stands."""

LINE_TEXTS = {
    "ItemCode": "item",
    "Description": "description",
    "AccountCode": "account",
    "TaxType": "tax rate",
}
LINE_AMOUNTS = {
    "Quantity": "quantity",
    "UnitAmount": "price",
    "DiscountRate": "discount",
    "TaxAmount": "tax",
}


def differences(sent: Mapping[str, Any], said: Invoice) -> list[Difference]:
    """The fields that were sent and that Xero holds otherwise.

    Xero drops a tracking option that it does not know without a word: that is none.
    """
    found = between(sent, element_of(said))
    return [each for each in found if each.name != "tracking" or each.theirs]


def between(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[Difference]:
    """Where what we would write differs from what is there; both in the shape of a call's body."""
    return [*_head_differences(ours, theirs), *_all_line_differences(ours, theirs)]


def names(found: Iterable[Difference]) -> str:
    """The fields, each once: “due date, price”."""
    return ", ".join(dict.fromkeys(each.name for each in found))


def both(found: Iterable[Difference]) -> str:
    """The fields with both values: “reference: Xero “PO 2”, here “PO 1””."""
    return "; ".join(str(each) for each in found)


def _head_differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Difference]:
    for member, name in HEAD.items():
        if member in LEFT_TO_XERO and not ours.get(member):
            continue
        left, right = _plain(member, ours.get(member)), _plain(member, theirs.get(member))
        if left != right:
            yield Difference(name, _shown(ours.get(member)), _shown(theirs.get(member)))


def _plain(member: str, value: Any) -> Any:
    if member == "Contact":
        return (value or {}).get("ContactID")
    return Decimal(value or 0) if member == "CurrencyRate" else value or ""


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("Name") or value.get("ContactID") or "")
    return "" if value is None else str(value)


def _all_line_differences(
    ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Iterator[Difference]:
    left, right = ours.get("LineItems", []), theirs.get("LineItems", [])
    stood_for = pairs(left, right)
    if len(left) != len(right) or len(stood_for) != len(left):
        yield Difference("lines", _listed(left), _listed(right))
    for place, our_line, their_line in stood_for:
        yield from line_differences(our_line, their_line, place)


def pairs(
    ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]
) -> list[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    """Lines that stand for one another: by Xero's id, or by their place where one has none."""
    by_id = {line["LineItemID"]: line for line in theirs if line.get("LineItemID")}
    claimed = {line["LineItemID"] for line in ours if line.get("LineItemID") in by_id}
    found = []
    for place, line in enumerate(ours):
        match = by_id.get(line.get("LineItemID") or "")
        if match is None and place < len(theirs):
            there = theirs[place]
            match = there if there.get("LineItemID") not in claimed else None
        if match is not None:
            found.append((place + 1, line, match))
    return found


def line_differences(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], place: int = 0
) -> Iterator[Difference]:
    """Where two lines differ, whatever their ids; ``place`` counts from 1."""
    for member, name in LINE_TEXTS.items():
        left, right = ours.get(member) or "", theirs.get(member) or ""
        if left != right:
            yield Difference(name, left, right, place)
    for member, name in LINE_AMOUNTS.items():
        less, more = Decimal(ours.get(member) or 0), Decimal(theirs.get(member) or 0)
        if less != more:
            yield Difference(name, _number(less, name), _number(more, name), place)
    if (left := _tracked(ours)) != (right := _tracked(theirs)):
        yield Difference("tracking", left, right, place)


def _number(number: Decimal, name: str) -> str:
    """Money with two decimals or more, quantities and percents without needless ones."""
    plain = number.normalize()
    places = max(-int(plain.as_tuple().exponent), 2 if name in ("price", "tax") else 0)
    return f"{number:.{places}f}"


def _tracked(line: Mapping[str, Any]) -> str:
    return ", ".join(
        sorted(f"{each['Name']} {each['Option']}" for each in line.get("Tracking") or ())
    )


def _listed(lines: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(str(line.get("Description") or line.get("ItemCode") or "") for line in lines)


def _quoted(text: str) -> str:
    return f"“{_short(text)}”" if text else "nothing"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_LENGTH_MAX else f"{text[: SHOWN_LENGTH_MAX - 1]}…"
