"""Contacts: the companies' records in Xero. We create and read them, and never overwrite one.

https://developer.xero.com/documentation/api/accounting/contacts
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.xero import json, types
from tracker.xero.client import Request
from tracker.xero.types import Contact

MAX_PER_CALL = 50
IDS_PER_CALL = 40
PAGE_SIZE_MAX = 1000

NAME_LENGTH_MAX = 255
EMAIL_LENGTH_MAX = 255
CONTACT_NUMBER_LENGTH_MAX = 50
COMPANY_NUMBER_LENGTH_MAX = 50
TAX_NUMBER_LENGTH_MAX = 50
ADDRESS_LINE_LENGTH_MAX = 500
ADDRESS_LINES_MAX = 4
CITY_LENGTH_MAX = 255
REGION_LENGTH_MAX = 255
POSTAL_CODE_LENGTH_MAX = 50
COUNTRY_LENGTH_MAX = 50
PHONE_LENGTH_MAX = 50

_ALL_STATUSES = ("includeArchived", "true")


@dataclass(frozen=True)
class ContactToSend:
    """A company as Xero is to know it. '' is not sent."""

    contact_number: str
    """Our mark: unique in Xero, archived contacts included."""
    name: str
    """Unique among active contacts, ignoring case."""
    email: str = ""
    company_number: str = ""
    tax_number: str = ""
    address_lines: tuple[str, ...] = ()
    """At most four."""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""
    payment_terms_days: int | None = None
    """Days after the document's date."""


def create(contacts: Sequence[ContactToSend], *, key: str | None = None) -> Request:
    """Create up to 50. A name or number in use is refused, not overwritten."""
    body = json.write({"Contacts": [_element(contact) for contact in contacts]})
    return Request("PUT", "/Contacts", (("summarizeErrors", "false"),), body=body, key=key)


def list_since(
    since: datetime | None,
    page: int = 1,
    *,
    page_size: int = PAGE_SIZE_MAX,
    summary: bool = True,
) -> Request:
    """Contacts changed since then (all where None), archived ones too."""
    query = [_ALL_STATUSES, ("page", str(page)), ("pageSize", str(page_size))]
    if summary:
        query.append(("summaryOnly", "true"))
    return Request("GET", "/Contacts", tuple(query), modified_since=since)


def by_name(name: str) -> Request:
    """Contacts of this name, whatever its case, archived ones too.

    How a quotation mark is written inside a condition is not documented, so a name with one is
    searched for instead, which finds more: compare the names in the answer.
    """
    if '"' in name or "\\" in name:
        return _read(("searchTerm", name))
    return _read(("where", f'Name=="{name}"'))


def by_ids(ids: Sequence[str]) -> Request:
    """Up to 40 by Xero's ids, in full, archived and merged ones too."""
    return _read(("IDs", ",".join(ids)))


def search(text: str, *, page_size: int = 20) -> Request:
    """Contacts that hold this text in name, number or e-mail; for a person to choose from."""
    query = (("searchTerm", text), ("page", "1"), ("pageSize", str(page_size)))
    return Request("GET", "/Contacts", query)


def parse(raw: Any) -> Contact:
    """Read one record. Raises ``types.Unreadable``."""
    return Contact.read(raw)


def parse_all(data: Any) -> list[Contact]:
    """Read an answer's records; one that cannot be read is left out, and the log says so."""
    return types.read_all(data, "Contacts", Contact)


def problems(contact: ContactToSend) -> list[str]:
    """Why Xero would refuse this company, as sentences for people; empty where it would not."""
    return [*_name_problems(contact.name), *_length_problems(contact), *_email_problems(contact)]


def _name_problems(name: str) -> Iterator[str]:
    if not name.strip():
        yield "The company has no name."
    elif name != " ".join(name.split()):
        yield "The name has spaces at its start or end, or several in a row."
    if "<" in name or ">" in name:
        yield "The name holds an angle bracket, which Xero does not allow."


def _length_problems(contact: ContactToSend) -> Iterator[str]:
    limits = [
        ("name", contact.name, NAME_LENGTH_MAX),
        ("e-mail address", contact.email, EMAIL_LENGTH_MAX),
        ("contact number", contact.contact_number, CONTACT_NUMBER_LENGTH_MAX),
        ("company number", contact.company_number, COMPANY_NUMBER_LENGTH_MAX),
        ("VAT number", contact.tax_number, TAX_NUMBER_LENGTH_MAX),
        *(("address line", line, ADDRESS_LINE_LENGTH_MAX) for line in contact.address_lines),
        ("town", contact.city, CITY_LENGTH_MAX),
        ("county", contact.region, REGION_LENGTH_MAX),
        ("postcode", contact.postal_code, POSTAL_CODE_LENGTH_MAX),
        ("country", contact.country, COUNTRY_LENGTH_MAX),
        ("phone number", contact.phone, PHONE_LENGTH_MAX),
    ]
    for what, text, length_max in limits:
        if len(text) > length_max:
            yield f"The {what} has {len(text)} characters; Xero takes {length_max}."
    if len(contact.address_lines) > ADDRESS_LINES_MAX:
        count = len(contact.address_lines)
        yield f"The address has {count} lines; Xero takes {ADDRESS_LINES_MAX}."


def _email_problems(contact: ContactToSend) -> Iterator[str]:
    if contact.email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", contact.email):
        yield "The e-mail address is not a valid one."


def _read(condition: tuple[str, str]) -> Request:
    query = (condition, _ALL_STATUSES, ("page", "1"), ("pageSize", str(PAGE_SIZE_MAX)))
    return Request("GET", "/Contacts", query)


def _element(contact: ContactToSend) -> dict[str, Any]:
    return _filled(
        {
            "ContactNumber": contact.contact_number,
            "Name": contact.name,
            "EmailAddress": contact.email,
            "CompanyNumber": contact.company_number,
            "TaxNumber": contact.tax_number,
            "Addresses": _addresses(contact),
            "Phones": _phones(contact.phone),
            "PaymentTerms": _terms(contact.payment_terms_days),
        }
    )


def _addresses(contact: ContactToSend) -> list[dict[str, Any]]:
    """The postal address: an invoice shows the contact's ``POBOX`` and no other."""
    lines = {f"AddressLine{place}": line for place, line in enumerate(contact.address_lines, 1)}
    address = _filled(
        {
            **lines,
            "City": contact.city,
            "Region": contact.region,
            "PostalCode": contact.postal_code,
            "Country": contact.country,
        }
    )
    return [{"AddressType": "POBOX", **address}] if address else []


def _phones(number: str) -> list[dict[str, str]]:
    return [{"PhoneType": "DEFAULT", "PhoneNumber": number}] if number else []


def _terms(days: int | None) -> dict[str, Any]:
    if days is None:
        return {}
    terms = {"Day": days, "Type": "DAYSAFTERBILLDATE"}
    return {"Bills": terms, "Sales": terms}


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}
