"""How items and payments look in answers, and what all answers share.

https://developer.xero.com/documentation/api/accounting/payments and recorded answers of 2026.
"""

from datetime import date, datetime

from xero_sandbox.accounting.contact_shapes import contact_stub_of
from xero_sandbox.books import stock
from xero_sandbox.books.money import rounded
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record


def day_text(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def moment_text(moment: datetime) -> str:
    return f"{moment.isoformat()[:19]}Z"


def item(record: Record, places: int) -> Record:
    told = {name: value for name, value in record.items() if not name.startswith("_")}
    told |= stock.shown(record)
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
    """A payment with its account and a stub of its document (empty lists: not filled)."""
    document_id = record["Invoice"]["InvoiceID"]
    document = books.table("Invoices").get(document_id) or books.table("CreditNotes").get(
        document_id
    )
    account = books.table("Accounts").get(record["Account"].get("AccountID", ""))
    told = {**record, "UpdatedDateUTCString": moment_text(record["UpdatedDateUTC"])}
    told |= {"HasAccount": account is not None, "HasValidationErrors": False}
    if account is not None:
        told["Account"] = {name: account[name] for name in ("AccountID", "Code", "Name")}
    if document is not None:
        told["Invoice"] = _document_stub(books, document)
    return told


def _document_stub(books: Books, document: Record) -> Record:
    """An invoice, bill or credit note inside its payment."""
    kind = "CreditNote" if "CreditNoteID" in document else "Invoice"
    return {
        "Type": document["Type"],
        "InvoiceID": document[f"{kind}ID"],
        "InvoiceNumber": document[f"{kind}Number"],
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "IsDiscounted": False,
        "HasErrors": False,
        "InvoiceAddresses": [],
        "Contact": contact_stub_of(books, document),
        "LineItems": [],
        "CurrencyCode": document["CurrencyCode"],
    }


def without_stamp(record: Record) -> Record:
    """Records whose own shape has no UpdatedDateUTC, and nothing the sandbox keeps for itself."""
    return {
        name: value
        for name, value in record.items()
        if name != "UpdatedDateUTC" and not name.startswith("_")
    }
