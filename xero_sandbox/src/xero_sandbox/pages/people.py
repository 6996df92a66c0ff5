"""What the pages tell of contacts."""

from xero_sandbox.books.construction import settings_of
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.pages.documents import row

MOST_NAMES = 200


def one(books: Books, contact: Record) -> Record:
    """One contact with its documents, its CIS settings, and whom it was or may be merged into."""
    contacts = books.table("Contacts")
    found = books.table("Invoices").find("contact", contact["ContactID"])
    others = [
        each["Name"]
        for each in contacts
        if each["ContactStatus"] == "ACTIVE" and each["ContactID"] != contact["ContactID"]
    ]
    return {
        "contact": contact,
        "cis": settings_of(books, contact["ContactID"]),
        "rows": [row(books, invoice) for invoice in reversed(found)],
        "heir": contacts.get(contact.get("MergedToContactID", "")),
        "others": sorted(others, key=str.casefold)[:MOST_NAMES],
    }
