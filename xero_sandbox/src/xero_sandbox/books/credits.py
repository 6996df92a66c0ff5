"""Settling a document by a credit note, as a bookkeeper does: made and allocated in one go.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from datetime import date
from decimal import Decimal

from xero_sandbox.books import credit_note_parts, credit_notes
from xero_sandbox.books.allocations import NOT_APPROVED, NOT_POSITIVE, allocate
from xero_sandbox.books.money import rounded
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

TOO_MUCH = "The credit exceeds the amount outstanding on this document."


def credit(books: Books, invoice: Record, amount: Decimal, day: date | None = None) -> Record:
    """Make a credit note of that amount, tax included, and allocate all of it to the document.

    Gives the credit note. Raises Refused, with sentences of our own before anything is made.
    """
    amount = rounded(amount)
    problems = Problems()
    if invoice["Status"] != "AUTHORISED":
        problems.add(NOT_APPROVED)
    elif amount > invoice["AmountDue"]:
        problems.add(TOO_MUCH)
    if amount <= 0:
        problems.add(NOT_POSITIVE)
    problems.stop_if_any()
    element = _note(books, invoice, amount, day or books.clock.today(books.zone))
    note_id = credit_notes.create(books, element, places=2).record["CreditNoteID"]
    allocate(books, note_id, {"Amount": amount, "Invoice": {"InvoiceID": invoice["InvoiceID"]}})
    return books.table("CreditNotes").records[note_id]


def _note(books: Books, invoice: Record, amount: Decimal, day: date) -> Record:
    """The credit note as it would be sent. A supplier's has a number too, as if typed in."""
    return {
        "Type": f"{invoice['Type']}CREDIT",
        "Status": "AUTHORISED",
        "CreditNoteNumber": credit_note_parts.next_number(books),
        "Contact": {"ContactID": invoice["Contact"]["ContactID"]},
        "Date": day,
        "LineAmountTypes": "Inclusive",
        "LineItems": [_line(invoice, amount)],
        "CurrencyCode": invoice["CurrencyCode"],
        "CurrencyRate": invoice["CurrencyRate"],
    }


def _line(invoice: Record, amount: Decimal) -> Record:
    """One line, coded as the document's first coded one."""
    coded: Record = next((line for line in invoice["LineItems"] if "TaxType" in line), {})
    coding: Record = {name: coded[name] for name in _CODING if name in coded}
    described = f"Credit for {invoice['InvoiceNumber'] or 'a bill'}"
    return {"Description": described, "UnitAmount": amount, **coding}


_CODING = ("AccountCode", "TaxType")
