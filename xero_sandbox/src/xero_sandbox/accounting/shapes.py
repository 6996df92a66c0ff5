"""How records look in answers: in full, in a list, as a summary, as a stub.

https://developer.xero.com/documentation/api/accounting/invoices and recorded answers of 2026.
"""

from datetime import date, datetime
from typing import Any

from xero_sandbox.books import payments
from xero_sandbox.books.money import rounded, total
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import Finished


def day_text(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def moment_text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


# Invoices -------------------------------------------------------------------------------------


def invoice_head(books: Books, invoice: Record, contact: Record) -> Record:
    """What every form of an invoice holds."""
    told: Record = {name: invoice[name] for name in ("Type", "InvoiceID", "InvoiceNumber")}
    told["Reference"] = invoice["Reference"]
    for name in ("AmountDue", "AmountPaid", "SentToContact", "CurrencyRate"):
        told[name] = invoice[name]
    told["IsDiscounted"] = _discount(invoice) > 0
    told |= {"HasErrors": False, "InvoiceAddresses": [], "Contact": contact}
    told |= {"DateString": day_text(invoice["Date"]), "Date": invoice["Date"]}
    if invoice.get("DueDate"):
        told |= {"DueDateString": day_text(invoice["DueDate"]), "DueDate": invoice["DueDate"]}
    for name in ("Status", "LineAmountTypes", "SubTotal", "TotalTax", "Total"):
        told[name] = invoice[name]
    told["UpdatedDateUTC"] = invoice["UpdatedDateUTC"]
    told["UpdatedDateUTCString"] = moment_text(invoice["UpdatedDateUTC"])
    told["CurrencyCode"] = invoice["CurrencyCode"]
    for name in _OPTIONAL:
        if invoice.get(name):
            told[name] = invoice[name]
    return told


_OPTIONAL = [
    "BrandingThemeID",
    "Url",
    "FullyPaidOnDate",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
]


def invoice_created(books: Books, invoice: Record, places: int) -> Record:
    """As a write answers: full contact, lines, no payments."""
    told = invoice_head(books, invoice, full_contact_of(books, invoice))
    return told | {"LineItems": shown_lines(invoice, places)}


def invoice_full(books: Books, invoice: Record, places: int) -> Record:
    """As asking for one answers: everything."""
    return invoice_created(books, invoice, places) | _money_parts(books, invoice)


def invoice_paged(books: Books, invoice: Record, places: int) -> Record:
    """As a page lists it: lines, payments, and a stub of the contact."""
    told = invoice_head(books, invoice, contact_stub_of(books, invoice))
    return told | {"LineItems": shown_lines(invoice, places)} | _money_parts(books, invoice)


def invoice_listed(books: Books, invoice: Record, places: int) -> Record:
    """As a list without pages gives it: no lines."""
    told = invoice_head(books, invoice, contact_stub_of(books, invoice))
    return told | {"LineItems": []} | _money_parts(books, invoice)


def invoice_summary(books: Books, invoice: Record, places: int) -> Record:
    """``summaryOnly``: no lines, payments or attachments."""
    told = invoice_head(books, invoice, contact_stub_of(books, invoice))
    return told | {"AmountCredited": invoice["AmountCredited"]}


def _money_parts(books: Books, invoice: Record) -> Record:
    return {
        "Payments": [payment_stub(each) for each in payments.living(books, invoice["InvoiceID"])],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "AmountCredited": invoice["AmountCredited"],
        "HasAttachments": False,
    }


def _discount(invoice: Record) -> Any:
    amounts = [
        rounded(line["Quantity"] * line["UnitAmount"]) - line["LineAmount"]
        for line in invoice["LineItems"]
        if "DiscountRate" in line or "DiscountAmount" in line
    ]
    return total(amounts)


def shown_lines(invoice: Record, places: int) -> list[Any]:
    """The lines, with unit amounts to the places that the call asks for."""
    lines: Finished = invoice["LineItems"]
    if places == 4 or not any(_is_fine(line) for line in lines):
        return lines
    return [
        {**line, "UnitAmount": rounded(line["UnitAmount"])} if _is_fine(line) else line
        for line in lines
    ]


def _is_fine(line: Record) -> bool:
    unit = line.get("UnitAmount")
    return unit is not None and unit.as_tuple().exponent < -2


# Contacts -------------------------------------------------------------------------------------


def _contact(books: Books, contact_id: str) -> Record:
    return books.table("Contacts").get(contact_id) or {"ContactID": contact_id, "Name": ""}


def contact_stub_of(books: Books, invoice: Record) -> Record:
    contact = _contact(books, invoice["Contact"]["ContactID"])
    return {
        "ContactID": contact["ContactID"],
        "Name": contact["Name"],
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def full_contact_of(books: Books, invoice: Record) -> Record:
    return contact_full(books, _contact(books, invoice["Contact"]["ContactID"]))


def contact_summary(books: Books, contact: Record) -> Record:
    """``summaryOnly``: no addresses, balances, groups, persons, roles or defaults."""
    dropped = {"Addresses", "ContactPersons", "Phones"} | _DEFAULTS
    told = {name: value for name, value in contact.items() if name not in dropped}
    return told | {"HasAttachments": False, "HasValidationErrors": False}


_DEFAULTS = {
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
}


def contact_full(books: Books, contact: Record) -> Record:
    bills_and_sales = books.table("Invoices")
    contact_id = contact["ContactID"]
    return {
        **contact,
        "ContactGroups": [],
        "IsSupplier": bills_and_sales.has("contact_and_type", (contact_id, "ACCPAY")),
        "IsCustomer": bills_and_sales.has("contact_and_type", (contact_id, "ACCREC")),
        "SalesTrackingCategories": [],
        "PurchasesTrackingCategories": [],
        "ContactPersons": contact.get("ContactPersons", []),
        "HasAttachments": False,
        "HasValidationErrors": False,
    }


def contact_with_balances(books: Books, contact: Record) -> Record:
    """As pages and single contacts come: with what is outstanding and overdue."""
    told = contact_full(books, contact)
    owed = [
        invoice
        for invoice in books.table("Invoices").find("contact", contact["ContactID"])
        if invoice["Status"] == "AUTHORISED"
    ]
    if owed:
        today = books.clock.today(books.zone)
        told["Balances"] = {
            "AccountsReceivable": _balance(owed, "ACCREC", today),
            "AccountsPayable": _balance(owed, "ACCPAY", today),
        }
    return told


def _balance(owed: list[Record], kind: str, today: date) -> Record:
    mine = [invoice for invoice in owed if invoice["Type"] == kind]
    late = [invoice for invoice in mine if invoice["DueDate"] < today]
    return {
        "Outstanding": total([invoice["AmountDue"] for invoice in mine]),
        "Overdue": total([invoice["AmountDue"] for invoice in late]),
    }


# Items and payments ---------------------------------------------------------------------------


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
