"""Allocating a credit note to invoices or bills, and taking that back.

https://developer.xero.com/documentation/api/accounting/creditnotes (Allocating CreditNotes). The
sentences of Xero's own: https://github.com/waynerobinson/xeroizer/issues/320
"""

from decimal import Decimal

from xero_sandbox.books import fields, locks
from xero_sandbox.books.money import ZERO, rounded
from xero_sandbox.books.organisation import Books, new_id
from xero_sandbox.books.refusals import Problems, refuse
from xero_sandbox.books.settlement import settle, settle_note
from xero_sandbox.books.table import Record

PAID_OFF = "The invoice you are trying to allocate to has already been paid off"
TOO_MUCH = "Credit Note cannot be allocated as amount is greater than amount outstanding"
WRONG_TYPE = "Credit Note cannot be allocated to an incorrect invoice type"
NO_INVOICE = "An existing invoice with the specified ID could not be found"
NOT_AUTHORISED = "Credit notes must have a status of AUTHORISED to be available for allocation."
NOT_APPROVED = "Credit can only be allocated to Authorised documents."
OTHER_CONTACT = "Credit Note cannot be allocated to an invoice of another contact."
OTHER_CURRENCY = "Credit Note cannot be allocated to an invoice in another currency."
NOT_POSITIVE = "The credit must be greater than zero."


def allocate(books: Books, note_id: str, element: Record) -> Record:
    """Apply ``Amount`` of a credit note to the ``Invoice`` that the element names by its id.

    The date is the later of both documents' whatever the element says. Raises Refused.
    """
    note = books.table("CreditNotes").records[note_id]
    invoice = _invoice(books, element)
    amount = rounded(fields.amount(element, "Amount") or ZERO)
    day = max(note["Date"], invoice["Date"])
    problems = Problems()
    _check_documents(note, invoice, problems)
    _check_amount(note, invoice, amount, problems)
    locks.check(books, day, problems)
    problems.stop_if_any()
    allocation = {
        "AllocationID": new_id(),
        "Amount": amount,
        "Date": day,
        "CreditNote": {"CreditNoteID": note_id},
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
    }
    books.put("Allocations", allocation)
    settle_note(books, note)
    settle(books, invoice)
    return allocation


def _invoice(books: Books, element: Record) -> Record:
    given = fields.part(element, "Invoice") or {}
    invoice_id = fields.guid(given, "InvoiceID")
    found = books.table("Invoices").get(invoice_id) if invoice_id else None
    if found is None:
        raise refuse(NO_INVOICE)
    return found


def _check_documents(note: Record, invoice: Record, problems: Problems) -> None:
    if note["Status"] != "AUTHORISED":
        problems.add(NOT_AUTHORISED)
    if invoice["Status"] == "PAID":
        problems.add(PAID_OFF)
    elif invoice["Status"] != "AUTHORISED":
        problems.add(NOT_APPROVED)
    if note["Type"] != f"{invoice['Type']}CREDIT":
        problems.add(WRONG_TYPE)
    if note["Contact"]["ContactID"] != invoice["Contact"]["ContactID"]:
        problems.add(OTHER_CONTACT)
    if note["CurrencyCode"] != invoice["CurrencyCode"]:
        problems.add(OTHER_CURRENCY)


def _check_amount(note: Record, invoice: Record, amount: Decimal, problems: Problems) -> None:
    if amount <= 0:
        problems.add(NOT_POSITIVE)
    elif amount > min(note["RemainingCredit"], invoice["AmountDue"]):
        problems.add(TOO_MUCH)


def remove(books: Books, allocation: Record) -> None:
    """Take an allocation back: the credit is free and the document open again. Raises Refused."""
    problems = Problems()
    locks.check(books, allocation["Date"], problems)
    problems.stop_if_any(record_id=allocation["AllocationID"])
    books.remove("Allocations", allocation["AllocationID"])
    settle_note(books, books.table("CreditNotes").records[allocation["CreditNote"]["CreditNoteID"]])
    settle(books, books.table("Invoices").records[allocation["Invoice"]["InvoiceID"]])
