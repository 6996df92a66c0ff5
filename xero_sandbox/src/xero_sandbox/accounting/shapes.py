"""How items and payments look in answers, and what all answers share.

https://developer.xero.com/documentation/api/accounting/payments and recorded answers of 2026.
"""

from datetime import date, datetime

from xero_sandbox.accounting.contact_shapes import contact_stub_of
from xero_sandbox.books.money import rounded
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record


def day_text(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def moment_text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def item(record: Record, places: int) -> Record:
    told = dict(record)
    for name in ("SalesDetails", "PurchaseDetails"):
        if "UnitPrice" in told.get(name, {}):
            price = rounded(told[name]["UnitPrice"], places)
            told[name] = {**told[name], "UnitPrice": price}
    return told


def payment_stub(payment: Record) -> Record:
    """A payment inside an invoice."""
    return {
        "PaymentID": payment["PaymentID"],
        "Date": payment["Date"],
        "Amount": payment["Amount"],
        "Reference": payment["Reference"],
        "CurrencyRate": payment["CurrencyRate"],
        "HasAccount": False,
        "HasValidationErrors": False,
    }


def credit_stub(note: Record, allocation: Record) -> Record:
    """A credit note inside an invoice, with what of it is applied there."""
    return {
        "CreditNoteID": note["CreditNoteID"],
        "CreditNoteNumber": note["CreditNoteNumber"],
        "ID": note["CreditNoteID"],
        "HasErrors": False,
        "AppliedAmount": allocation["Amount"],
        "DateString": day_text(note["Date"]),
        "Date": note["Date"],
        "LineItems": [],
        "Total": note["Total"],
    }


def payment(books: Books, record: Record) -> Record:
    """A payment with its account and a stub of its invoice (empty lists: not filled)."""
    invoice = books.table("Invoices").get(record["Invoice"]["InvoiceID"])
    account = books.table("Accounts").get(record["Account"].get("AccountID", ""))
    told = {**record, "UpdatedDateUTCString": moment_text(record["UpdatedDateUTC"])}
    told |= {"HasAccount": account is not None, "HasValidationErrors": False}
    if account is not None:
        told["Account"] = {name: account[name] for name in ("AccountID", "Code", "Name")}
    if invoice is not None:
        told["Invoice"] = _invoice_stub(books, invoice)
    return told


def _invoice_stub(books: Books, invoice: Record) -> Record:
    return {
        "Type": invoice["Type"],
        "InvoiceID": invoice["InvoiceID"],
        "InvoiceNumber": invoice["InvoiceNumber"],
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "IsDiscounted": False,
        "HasErrors": False,
        "InvoiceAddresses": [],
        "Contact": contact_stub_of(books, invoice),
        "LineItems": [],
        "CurrencyCode": invoice["CurrencyCode"],
    }


def without_stamp(record: Record) -> Record:
    """Records whose own shape has no UpdatedDateUTC, and nothing the sandbox keeps for itself."""
    return {
        name: value
        for name, value in record.items()
        if name != "UpdatedDateUTC" and not name.startswith("_")
    }
