"""What is paid and credited on a document, and the status that follows from it.

https://developer.xero.com/documentation/api/accounting/invoices (Invoice Status Codes)
https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from xero_sandbox.books.construction import kept_back
from xero_sandbox.books.money import total
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record


def payments_of(books: Books, document_id: str) -> list[Record]:
    """The payments that count for a document, or the refunds of a credit note."""
    found = books.table("Payments").find("invoice", document_id)
    return [payment for payment in found if payment["Status"] != "DELETED"]


def credits_of(books: Books, invoice: Record) -> list[tuple[Record, Record]]:
    """The credit notes that a document is credited by, each with its allocation."""
    notes = books.table("CreditNotes")
    return [
        (note, allocation)
        for allocation in books.table("Allocations").find("invoice", invoice["InvoiceID"])
        if (note := notes.get(allocation["CreditNote"]["CreditNoteID"]))
    ]


def allocations_of(books: Books, note: Record) -> list[Record]:
    """What of a credit note is applied to documents."""
    return books.table("Allocations").find("credit_note", note["CreditNoteID"])


def is_used(books: Books, note: Record) -> bool:
    """Whether any of a credit note is allocated or refunded."""
    return bool(allocations_of(books, note) or payments_of(books, note["CreditNoteID"]))


def settle(books: Books, invoice: Record) -> Record:
    """Bring the document's amounts and status into line with its payments and credits."""
    payments = payments_of(books, invoice["InvoiceID"])
    allocations = [allocation for _, allocation in credits_of(books, invoice)]
    paid = total([payment["Amount"] for payment in payments])
    credited = total([allocation["Amount"] for allocation in allocations])
    due = invoice["Total"] - kept_back(invoice) - paid - credited
    settled = {**invoice, "AmountPaid": paid, "AmountCredited": credited, "AmountDue": due}
    settled["Status"] = "AUTHORISED" if due else "PAID"
    settled.pop("FullyPaidOnDate", None)
    if not due:
        settled["FullyPaidOnDate"] = max(each["Date"] for each in [*payments, *allocations])
    return books.put("Invoices", settled)


def settle_note(books: Books, note: Record) -> Record:
    """Bring a credit note's remaining credit and status into line with its uses.

    One that is used up counts as paid.
    """
    uses = [*allocations_of(books, note), *payments_of(books, note["CreditNoteID"])]
    left = note["Total"] - total([each["Amount"] for each in uses])
    settled = {**note, "RemainingCredit": left, "Status": "AUTHORISED" if left else "PAID"}
    settled.pop("FullyPaidOnDate", None)
    if not left:
        settled["FullyPaidOnDate"] = max(each["Date"] for each in uses)
    return books.put("CreditNotes", settled)
