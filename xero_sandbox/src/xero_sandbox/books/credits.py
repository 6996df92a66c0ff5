"""Credit notes, as far as an invoice is settled by one: made and allocated in one go.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from datetime import date
from decimal import Decimal

from xero_sandbox.books import locks
from xero_sandbox.books.money import ZERO, rounded, tax_on
from xero_sandbox.books.organisation import Books, new_id
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.settlement import settle
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import Finished

NOT_AUTHORISED = "Credit can only be allocated to Authorised documents."
TOO_MUCH = "The credit exceeds the amount outstanding on this document."
NOT_POSITIVE = "The credit must be greater than zero."


def credit(books: Books, invoice: Record, amount: Decimal, day: date | None = None) -> Record:
    """Make a credit note of that amount, tax included, and allocate all of it to the document.

    Gives the credit note. Raises Refused, with sentences of our own: no recording was found.
    """
    amount, day = rounded(amount), day or books.clock.today(books.zone)
    problems = Problems()
    if invoice["Status"] != "AUTHORISED":
        problems.add(NOT_AUTHORISED)
    elif amount > invoice["AmountDue"]:
        problems.add(TOO_MUCH)
    if amount <= 0:
        problems.add(NOT_POSITIVE)
    locks.check(books, day, problems)
    problems.stop_if_any()
    note = books.put("CreditNotes", _allocated(_note(books, invoice, amount, day), invoice))
    settle(books, invoice)
    return note


def _note(books: Books, invoice: Record, amount: Decimal, day: date) -> Record:
    line = _line(books, invoice, amount)
    return {
        "Type": f"{invoice['Type']}CREDIT",
        "CreditNoteID": new_id(),
        "CreditNoteNumber": f"CN-{len(books.table('CreditNotes')) + 1:04d}",
        "Reference": "",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": invoice["Contact"]["ContactID"]},
        "Date": day,
        "LineAmountTypes": "Inclusive",
        "LineItems": Finished([line]),
        "SubTotal": amount - line["TaxAmount"],
        "TotalTax": line["TaxAmount"],
        "Total": amount,
        "RemainingCredit": amount,
        "CurrencyCode": invoice["CurrencyCode"],
        "CurrencyRate": invoice["CurrencyRate"],
        "Allocations": [],
    }


def _line(books: Books, invoice: Record, amount: Decimal) -> Record:
    """One line, coded as the document's first coded one."""
    coded: Record = next((line for line in invoice["LineItems"] if "TaxType" in line), {})
    rate = books.table("TaxRates").get(coded.get("TaxType", "NONE")) or {}
    tax = tax_on(amount, rate.get("EffectiveRate", ZERO), "Inclusive")
    coding: Record = {name: coded[name] for name in _CODING if name in coded}
    return {
        "LineItemID": new_id(),
        "Description": f"Credit for {invoice['InvoiceNumber'] or 'a bill'}",
        "Quantity": Decimal("1.0000"),
        "UnitAmount": amount,
        "LineAmount": amount,
        "TaxAmount": tax,
        "Tracking": [],
        **coding,
    }


_CODING = ("AccountCode", "AccountID", "TaxType")


def _allocated(note: Record, invoice: Record) -> Record:
    """The note with all of it on one document; nothing remains, so it counts as paid.

    An allocation is dated as the later of both documents.
    """
    allocation = {
        "AllocationID": new_id(),
        "Amount": note["Total"],
        "Date": max(note["Date"], invoice["Date"]),
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "IsDeleted": False,
    }
    return {**note, "Status": "PAID", "RemainingCredit": ZERO, "Allocations": [allocation]}
