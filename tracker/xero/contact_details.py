"""A contact's details in full: what Xero has, what a company would change, and the change itself.

Only what differs is sent, and whole where Xero takes a part for the whole: an address or a phone
that is sent replaces the one of its kind. What we do not know stays as it is in Xero.
https://developer.xero.com/documentation/api/accounting/contacts
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tracker.xero import json, types
from tracker.xero.client import Request
from tracker.xero.contacts import ContactToSend
from tracker.xero.types import Contact, Record

Details = dict[str, Any]
"""``name``, ``email``, ``company_number``, ``tax_number`` and ``phone`` as text; ``address`` as a
list of texts, by ``ADDRESS``; ``terms`` as ``{"sales": [day, type], "bills": …}``, [] for none.
Plain JSON, so that it can be kept."""

LABELS = {
    "name": "Name",
    "email": "E-mail",
    "company_number": "Company number",
    "tax_number": "VAT number",
    "address": "Postal address",
    "phone": "Phone",
    "terms": "Payment terms",
}
MEMBERS = {
    "name": "Name",
    "email": "EmailAddress",
    "company_number": "CompanyNumber",
    "tax_number": "TaxNumber",
}
LINES = ("AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4")
ADDRESS = ("AttentionTo", *LINES, "City", "Region", "PostalCode", "Country")
DAYS_AFTER = "DAYSAFTERBILLDATE"


class Address(Record):
    address_type: str = ""
    attention_to: str = ""
    address_line1: str = ""
    address_line2: str = ""
    address_line3: str = ""
    address_line4: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


class Phone(Record):
    phone_type: str = ""
    phone_country_code: str = ""
    phone_area_code: str = ""
    phone_number: str = ""


class Term(Record):
    day: int | None = None
    type: str = ""


class PaymentTerms(Record):
    bills: Term | None = None
    sales: Term | None = None


class ContactInFull(Contact):
    addresses: tuple[Address, ...] = ()
    phones: tuple[Phone, ...] = ()
    payment_terms: PaymentTerms = PaymentTerms()


def parse_all(data: Any) -> list[ContactInFull]:
    """The contacts of an answer; one that cannot be read is left out, and the log says so."""
    return types.read_all(data, "Contacts", ContactInFull)


def details_of(contact: ContactInFull) -> Details:
    """What Xero has. The address is the postal one, which is the one that an invoice shows."""
    return {
        "name": contact.name,
        "email": contact.email_address,
        "company_number": contact.company_number,
        "tax_number": contact.tax_number,
        "address": _address(contact),
        "phone": _phone(contact),
        "terms": _terms(contact.payment_terms),
    }


def changes(theirs: Details, ours: ContactToSend) -> Details:
    """The details that a company would change, with their values then; {} where there are none."""
    wanted = {**theirs, **_filled(theirs, ours)}
    return {name: value for name, value in wanted.items() if not _equal(name, theirs[name], value)}


def update(contact_id: str, after: Details, *, key: str | None = None) -> Request:
    """Change these details of one contact and no others."""
    element = {"ContactID": contact_id, **_members(after)}
    body = json.write({"Contacts": [element]})
    return Request("POST", "/Contacts", (("summarizeErrors", "false"),), body=body, key=key)


def holds(theirs: Details, said: Details) -> bool:
    """Whether Xero has each of these details as it is said."""
    return all(_equal(name, theirs[name], value) for name, value in said.items())


def in_words(name: str, value: Any) -> str:
    """One detail for people; '' where there is nothing."""
    if name == "address":
        return ", ".join(part for part in value if part)
    return _terms_in_words(*value["sales"]) if name == "terms" else str(value)


def _terms_in_words(day: int | None = None, kind: str = "") -> str:
    if day is None:
        return ""
    words = kind.removeprefix("DAYSAFTER").removeprefix("OF").lower() or "invoice"
    return f"{day} days after the date of the invoice" if kind == DAYS_AFTER else f"{day}, {words}"


def _filled(theirs: Details, ours: ContactToSend) -> Details:
    """What the company has; a part of its address that is empty stays as Xero has it."""
    days = ours.payment_terms_days
    said = {
        "name": ours.name,
        "email": ours.email,
        "company_number": ours.company_number,
        "tax_number": ours.tax_number,
        "address": _our_address(theirs["address"], ours),
        "phone": ours.phone,
        "terms": {**theirs["terms"], "sales": [days, DAYS_AFTER]} if days is not None else {},
    }
    return {name: value for name, value in said.items() if value}


def _our_address(theirs: list[str], ours: ContactToSend) -> list[str]:
    attention, lines, rest = theirs[0], theirs[1:5], theirs[5:]
    if ours.address_lines:
        lines = [*ours.address_lines, "", "", "", ""][: len(LINES)]
    parts = (ours.city, ours.region, ours.postal_code, ours.country)
    return [attention, *lines, *(mine or old for mine, old in zip(parts, rest, strict=True))]


def _address(contact: ContactInFull) -> list[str]:
    found = next((each for each in contact.addresses if each.address_type == "POBOX"), Address())
    told: Mapping[str, str] = found.model_dump(by_alias=True)
    return [told[member].strip() for member in ADDRESS]


def _phone(contact: ContactInFull) -> str:
    found = next((each for each in contact.phones if each.phone_type == "DEFAULT"), Phone())
    parts = (found.phone_country_code, found.phone_area_code, found.phone_number)
    return " ".join(part.strip() for part in parts if part.strip())


def _terms(terms: PaymentTerms) -> dict[str, list[Any]]:
    both = {"sales": terms.sales, "bills": terms.bills}
    return {
        name: [] if term is None or term.day is None else [term.day, term.type]
        for name, term in both.items()
    }


def _equal(name: str, one: Any, other: Any) -> bool:
    if name == "phone":
        return re.sub(r"\W", "", one) == re.sub(r"\W", "", other)
    return bool(one == other)


def _members(after: Details) -> dict[str, Any]:
    """As Xero calls them; the terms of bills are sent along as they are, so that they stay."""
    found: dict[str, Any] = {MEMBERS[name]: after[name] for name in MEMBERS if name in after}
    if "address" in after:
        address = dict(zip(ADDRESS, after["address"], strict=True))
        found["Addresses"] = [{"AddressType": "POBOX", **address}]
    if "phone" in after:
        found["Phones"] = [_default_phone(after["phone"])]
    if "terms" in after:
        terms = {name.capitalize(): term for name, term in after["terms"].items() if term}
        found["PaymentTerms"] = {
            name: {"Day": day, "Type": kind} for name, (day, kind) in terms.items()
        }
    return found


def _default_phone(number: str) -> dict[str, str]:
    codes = {"PhoneAreaCode": "", "PhoneCountryCode": ""}
    return {"PhoneType": "DEFAULT", "PhoneNumber": number, **codes}
