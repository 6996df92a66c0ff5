"""What is paid and credited on a document, and the status that follows from it.

https://developer.xero.com/documentation/api/accounting/invoices (Invoice Status Codes)
"""

from xero_sandbox.books.construction import kept_back
from xero_sandbox.books.money import total
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record


def payments_of(books: Books, invoice_id: str) -> list[Record]:
    """The payments that count for a document."""
    found = books.table("Payments").find("invoice", invoice_id)
    return [payment for payment in found if payment["Status"] != "DELETED"]


def credits_of(books: Books, invoice: Record) -> list[tuple[Record, Record]]:
    """The credit notes that a document is credited by, each with its allocation."""
    notes = books.table("CreditNotes").find("contact", invoice["Contact"]["ContactID"])
    return [
        (note, allocation)
        for note in notes
        for allocation in note["Allocations"]
        if allocation["Invoice"]["InvoiceID"] == invoice["InvoiceID"]
    ]


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
