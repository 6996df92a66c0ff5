"""How credit notes and their allocations look in answers.

https://developer.xero.com/documentation/api/accounting/creditnotes and the examples in
https://github.com/XeroAPI/Xero-OpenAPI (xero_accounting.yaml).
"""

from xero_sandbox.accounting.contact_shapes import contact_stub_of, full_contact_of
from xero_sandbox.accounting.invoice_shapes import shown_lines
from xero_sandbox.accounting.shapes import day_text, moment_text, payment_stub
from xero_sandbox.books import settlement
from xero_sandbox.books.attachments import has_any
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record


def _head(books: Books, note: Record, contact: Record) -> Record:
    """What every form of a credit note holds."""
    told = {**note, "ID": note["CreditNoteID"], "HasErrors": False, "Contact": contact}
    told["DateString"] = day_text(note["Date"])
    if note.get("DueDate"):
        told["DueDateString"] = day_text(note["DueDate"])
    told["UpdatedDateUTCString"] = moment_text(note["UpdatedDateUTC"])
    refunds = settlement.payments_of(books, note["CreditNoteID"])
    told["Payments"] = [payment_stub(each) for each in refunds]
    told["Allocations"] = [_part(books, each) for each in settlement.allocations_of(books, note)]
    return told


def note_created(books: Books, note: Record, places: int) -> Record:
    """As a write answers: full contact and lines."""
    told = _head(books, note, full_contact_of(books, note))
    return told | {"LineItems": shown_lines(note, places)}


def note_full(books: Books, note: Record, places: int) -> Record:
    """As asking for one answers: everything."""
    return note_created(books, note, places) | _files(books, note)


def note_paged(books: Books, note: Record, places: int) -> Record:
    """As a page lists it: lines, and a stub of the contact."""
    told = _head(books, note, contact_stub_of(books, note)) | _files(books, note)
    return told | {"LineItems": shown_lines(note, places)}


def note_listed(books: Books, note: Record, places: int) -> Record:
    """As a list without pages gives it: no lines."""
    told = _head(books, note, contact_stub_of(books, note)) | _files(books, note)
    return told | {"LineItems": []}


def _files(books: Books, note: Record) -> Record:
    return {"HasAttachments": has_any(books, note["CreditNoteID"])}


def _part(books: Books, allocation: Record) -> Record:
    """An allocation inside its credit note."""
    invoice = books.table("Invoices").records[allocation["Invoice"]["InvoiceID"]]
    told = {name: allocation[name] for name in ("AllocationID", "Amount", "Date")}
    told["Invoice"] = {name: invoice[name] for name in ("InvoiceID", "InvoiceNumber")}
    return told | {"IsDeleted": False}


def allocation_created(allocation: Record) -> Record:
    """As allocating answers. The id is told by the credit note alone."""
    note_id = allocation["CreditNote"]["CreditNoteID"]
    return {
        "Amount": allocation["Amount"],
        "Date": allocation["Date"],
        "Invoice": _stub(allocation),
        "CreditNote": {"CreditNoteID": note_id, "ID": note_id, "LineItems": []},
        "ValidationErrors": [],
    }


def allocation_deleted(allocation: Record) -> Record:
    told = {name: allocation[name] for name in ("AllocationID", "Amount", "Date")}
    return told | {"Invoice": _stub(allocation), "IsDeleted": True}


def _stub(allocation: Record) -> Record:
    """The document of an allocation; empty lists mean that they are not filled."""
    return {
        "InvoiceID": allocation["Invoice"]["InvoiceID"],
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "HasErrors": False,
        "IsDiscounted": False,
        "LineItems": [],
        "ValidationErrors": [],
    }
