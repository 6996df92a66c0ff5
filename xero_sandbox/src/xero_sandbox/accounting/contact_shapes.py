"""How contacts look in answers: in full, as a summary, as a stub inside a document.

https://developer.xero.com/documentation/api/accounting/contacts
"""

from datetime import date

from xero_sandbox.books.attachments import has_any
from xero_sandbox.books.money import total
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record


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
    return told | {
        "HasAttachments": has_any(books, contact["ContactID"]),
        "HasValidationErrors": False,
    }


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
        "HasAttachments": has_any(books, contact["ContactID"]),
        "HasValidationErrors": False,
    }


def without_merger(told: Record) -> Record:
    """MergedToContactID stands on pages and single contacts only."""
    return {name: value for name, value in told.items() if name != "MergedToContactID"}


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
