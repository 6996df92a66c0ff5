"""What the pages tell of payments and refunds."""

from collections.abc import Mapping

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.pages.documents import contact_name
from xero_sandbox.pages.listing import listed as page_of

STATES = {"AUTHORISED": ("✓", "Recorded", "good"), "DELETED": ("✕", "Removed", "bad")}


def listed(books: Books, asked: Mapping[str, str]) -> Record:
    """The one changed last first, those that were removed too."""
    found = reversed(books.table("Payments").records.values())
    return page_of(
        found,
        asked,
        speaks=lambda payment: _words(books, payment),
        row=lambda payment: _row(books, payment),
    )


def _words(books: Books, payment: Record) -> str:
    told = _row(books, payment)
    return f"{told['number']} {told['contact']} {told['reference']}"


def _row(books: Books, payment: Record) -> Record:
    icon, state, tone = STATES[payment["Status"]]
    document = _document(books, payment)
    account = books.table("Accounts").get(payment["Account"].get("AccountID", "")) or {}
    return {
        "link": _link(document),
        "number": _number(document),
        "contact": contact_name(books, document),
        "date": payment["Date"],
        "reference": payment["Reference"],
        "account": account.get("Name", ""),
        "amount": payment["Amount"],
        "icon": icon,
        "state": state,
        "tone": tone,
    }


def _document(books: Books, payment: Record) -> Record:
    """What was paid, or the credit note that was refunded."""
    document_id = payment["Invoice"]["InvoiceID"]
    found = books.table("Invoices").get(document_id)
    return found or books.table("CreditNotes").records[document_id]


def _link(document: Record) -> str:
    if "CreditNoteID" in document:
        return f"/credit-notes/{document['CreditNoteID']}"
    return f"/invoices/{document['InvoiceID']}"


def _number(document: Record) -> str:
    return document.get("InvoiceNumber") or document.get("CreditNoteNumber") or "(no number)"
