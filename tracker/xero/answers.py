"""Reading an answer element by element.

With ``summarizeErrors=false`` Xero answers 200 and says per element whether it was taken:
https://developer.xero.com/documentation/api/accounting/requests-and-responses#summarizeerrors
Errors stand anywhere in the tree (lines, contact, addresses), so the whole tree is walked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tracker.xero.causes import ALREADY_EXISTS, Cause, cause, cause_details

__all__ = [
    "ALREADY_EXISTS",
    "ZERO_ID",
    "Cause",
    "Element",
    "Pages",
    "cause",
    "cause_details",
    "elements",
    "has_list",
    "pages",
    "real_id",
]

ZERO_ID = "00000000-0000-0000-0000-000000000000"
"""What Xero writes where a refused new record has no id."""

Status = Literal["OK", "WARNING", "ERROR", "UNKNOWN"]

_IDS = {
    "Invoices": "InvoiceID",
    "Contacts": "ContactID",
    "Items": "ItemID",
    "Payments": "PaymentID",
    "CreditNotes": "CreditNoteID",
}

_NESTED = (dict, list)
_TOLD_APART = ("ValidationErrors", "Warnings")


@dataclass(frozen=True)
class Element:
    """One record of an answer. A ``WARNING`` was saved; an ``UNKNOWN`` has to be asked for."""

    raw: dict[str, Any] = field(repr=False)
    status: Status
    id: str = ""
    """Xero's id, lower case; '' where there is none (the zero id counts as none)."""
    messages: tuple[str, ...] = ()
    """Every validation error of the tree, in order, each once."""
    warnings: tuple[str, ...] = ()

    @property
    def was_saved(self) -> bool:
        return self.status in ("OK", "WARNING")


@dataclass(frozen=True)
class Pages:
    """Where a paged answer stands; all numbers are Xero's, whatever size was asked for."""

    page: int
    page_size: int
    page_count: int
    item_count: int

    @property
    def is_last(self) -> bool:
        return self.page >= self.page_count


def elements(data: Any, name: str) -> list[Element]:
    """The records under ``name`` (``Invoices``, ``Contacts``, ``Items``; ``Elements`` of a 400).

    Never raises. What cannot be understood about one element leaves that one ``UNKNOWN``; a
    missing or malformed list gives no elements at all.
    """
    records = data.get(name) if isinstance(data, dict) else None
    if not isinstance(records, list):
        return []
    return [_element(record, _IDS.get(name, "")) for record in records]


def has_list(data: Any, name: str) -> bool:
    """Whether there are records under ``name``, be it none of them."""
    return isinstance(data, dict) and isinstance(data.get(name), list)


def pages(data: Any) -> Pages | None:
    """The answer's ``pagination``, or None where it has none or it cannot be read."""
    found = data.get("pagination") if isinstance(data, dict) else None
    if not isinstance(found, dict):
        return None
    numbers = [found.get(name) for name in ("page", "pageSize", "pageCount", "itemCount")]
    whole = [number for number in numbers if isinstance(number, int)]
    return Pages(*whole) if len(whole) == 4 else None


def real_id(value: Any) -> str:
    """An id as lower-case text; '' for none, for the zero id and for what is no text."""
    text = value.strip().lower() if isinstance(value, str) else ""
    return "" if text == ZERO_ID else text


def _element(raw: Any, id_member: str) -> Element:
    if not isinstance(raw, dict):
        return Element(raw={}, status="UNKNOWN")
    found_id = real_id(raw.get(id_member) or _any_id(raw))
    errors, warnings = _texts(raw)
    messages = tuple(dict.fromkeys(errors))
    return Element(
        raw=raw,
        status=_status(raw, found_id, messages),
        id=found_id,
        messages=messages,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _any_id(raw: Mapping[str, Any]) -> Any:
    return next((raw[name] for name in _IDS.values() if name in raw), None)


def _status(raw: Mapping[str, Any], found_id: str, messages: tuple[str, ...]) -> Status:
    """What Xero says, unless it contradicts itself: a saved record has an id and no errors flag."""
    said = raw.get("StatusAttributeString")
    has_errors = bool(raw.get("HasErrors") or raw.get("HasValidationErrors"))
    if said == "ERROR":
        return "ERROR"
    if said in ("OK", "WARNING"):
        return "UNKNOWN" if has_errors or not found_id else said
    if said is not None:
        return "UNKNOWN"
    if has_errors or messages:
        return "ERROR"
    return "OK" if found_id else "UNKNOWN"


def _texts(node: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The texts of every list of errors, and of every list of warnings, from the top down."""
    errors: list[str] = []
    warnings: list[str] = []
    waiting: list[Any] = [node]
    for here in waiting:  # which grows meanwhile; plain values, of which there are most, stay out
        if isinstance(here, list):
            waiting += [each for each in here if isinstance(each, _NESTED)]
            continue
        errors += _messages(here.get("ValidationErrors"))
        warnings += _messages(here.get("Warnings"))
        waiting += [
            value
            for name, value in here.items()
            if isinstance(value, _NESTED) and name not in _TOLD_APART
        ]
    return errors, warnings


def _messages(errors: Any) -> Iterator[str]:
    """One copy of Xero's page shows the text under ``Description``; recordings never do."""
    for error in errors if isinstance(errors, list) else []:
        text = (
            error.get("Message") or error.get("Description") if isinstance(error, dict) else error
        )
        if isinstance(text, str) and text.strip():
            yield text.strip()
