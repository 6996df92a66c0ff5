"""What the pages tell of credit notes."""

from collections.abc import Mapping

from xero_sandbox.books import attachments, settlement
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.pages import documents
from xero_sandbox.pages.documents import contact_name
from xero_sandbox.pages.listing import listed as page_of

STATES = documents.STATES | {
    "AUTHORISED": ("◐", "Approved", "quiet"),
    "PAID": ("✓", "Used up", "good"),
}
MOST_OPEN = 200


def listed(books: Books, asked: Mapping[str, str]) -> Record:
    """One page of credit notes, the one changed last first, narrowed by kind and by words."""
    kind = asked.get("type", "")
    found = (
        note
        for note in reversed(books.table("CreditNotes").records.values())
        if kind in ("", note["Type"])
    )
    told = page_of(
        found,
        asked,
        speaks=lambda note: _words(books, note),
        row=lambda note: row(books, note),
    )
    return {**told, "kind": kind}


def _words(books: Books, note: Record) -> str:
    return f"{note['CreditNoteNumber']} {note['Reference']} {contact_name(books, note)}"


def row(books: Books, note: Record) -> Record:
    icon, state, tone = STATES[note["Status"]]
    return {
        "id": note["CreditNoteID"],
        "kind": "To a customer" if note["Type"] == "ACCRECCREDIT" else "From a supplier",
        "number": note["CreditNoteNumber"] or "(no number)",
        "contact": contact_name(books, note),
        "date": note["Date"],
        "total": note["Total"],
        "left": note["RemainingCredit"],
        "currency": note["CurrencyCode"],
        "icon": icon,
        "state": state,
        "tone": tone,
    }


def one(books: Books, note: Record) -> Record:
    """One credit note with its lines, what it was used for, and what it can be used for."""
    invoices = books.table("Invoices").records
    return {
        "row": row(books, note),
        "note": note,
        "told_lines": [documents.line(each) for each in note["LineItems"]],
        "allocations": [
            {
                "id": each["AllocationID"],
                "document": documents.row(books, invoices[each["Invoice"]["InvoiceID"]]),
                "date": each["Date"],
                "amount": each["Amount"],
            }
            for each in settlement.allocations_of(books, note)
        ],
        "refunds": settlement.payments_of(books, note["CreditNoteID"]),
        "open": _open(books, note),
        "most_open": MOST_OPEN,
        "files": attachments.of(books, note["CreditNoteID"]),
        "statuses": documents.statuses(note, STATES),
        "today": books.clock.today(books.zone),
    }


def _open(books: Books, note: Record) -> list[Record]:
    """What it can be allocated to, those due first first."""
    fitting = (note["Contact"]["ContactID"], note["Type"].removesuffix("CREDIT"))
    found = [
        each
        for each in books.table("Invoices").find("contact_and_type", fitting)
        if each["Status"] == "AUTHORISED" and each["CurrencyCode"] == note["CurrencyCode"]
    ]
    found.sort(key=lambda each: each["DueDate"])
    return [documents.row(books, each) for each in found[:MOST_OPEN]]
