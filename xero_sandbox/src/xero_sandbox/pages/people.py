"""What the pages tell of contacts."""

from collections.abc import Mapping
from decimal import Decimal

from xero_sandbox.books.construction import settings_of
from xero_sandbox.books.money import total
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.pages import credit_notes
from xero_sandbox.pages.documents import row
from xero_sandbox.pages.listing import listed as page_of

MOST_NAMES = 200
STATES = {
    "ACTIVE": ("✓", "Active", "good"),
    "ARCHIVED": ("▣", "Archived", "quiet"),
    "GDPRREQUEST": ("▣", "Redacted", "quiet"),
}


def listed(books: Books, asked: Mapping[str, str]) -> Record:
    """By name, those that are archived too."""
    found = sorted(books.table("Contacts"), key=lambda contact: contact["Name"].casefold())
    return page_of(found, asked, speaks=_words, row=lambda contact: _row(books, contact))


def _words(contact: Record) -> str:
    names = ("Name", "ContactNumber", "EmailAddress", "AccountNumber")
    return " ".join(contact.get(name) or "" for name in names)


def _row(books: Books, contact: Record) -> Record:
    icon, state, tone = STATES[contact["ContactStatus"]]
    return {
        "id": contact["ContactID"],
        "name": contact["Name"],
        "number": contact.get("ContactNumber") or "",
        "email": contact.get("EmailAddress") or "",
        "to_receive": _outstanding(books, contact, "ACCREC"),
        "to_pay": _outstanding(books, contact, "ACCPAY"),
        "icon": icon,
        "state": "Merged" if contact.get("MergedToContactID") else state,
        "tone": tone,
    }


def _outstanding(books: Books, contact: Record, kind: str) -> Decimal:
    found = books.table("Invoices").find("contact_and_type", (contact["ContactID"], kind))
    return total([each["AmountDue"] for each in found if each["Status"] == "AUTHORISED"])


def one(books: Books, contact: Record) -> Record:
    """One contact with its documents, its CIS settings, and whom it was or may be merged into."""
    contacts = books.table("Contacts")
    found = books.table("Invoices").find("contact", contact["ContactID"])
    notes = books.table("CreditNotes").find("contact", contact["ContactID"])
    others = [
        each["Name"]
        for each in contacts
        if each["ContactStatus"] == "ACTIVE" and each["ContactID"] != contact["ContactID"]
    ]
    return {
        "contact": contact,
        "cis": settings_of(books, contact["ContactID"]),
        "rows": [row(books, invoice) for invoice in reversed(found)],
        "notes": [credit_notes.row(books, note) for note in reversed(notes)],
        "heir": contacts.get(contact.get("MergedToContactID", "")),
        "others": sorted(others, key=str.casefold)[:MOST_NAMES],
    }
