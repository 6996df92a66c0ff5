"""Payments on invoices and bills, and refunds of credit notes: made and deleted, never edited.

https://developer.xero.com/documentation/api/accounting/payments
"""

from datetime import date
from decimal import Decimal

from xero_sandbox.books import accounts, fields, locks
from xero_sandbox.books.money import ZERO, rounded
from xero_sandbox.books.organisation import Books, folded, new_id
from xero_sandbox.books.refusals import Problems, refuse
from xero_sandbox.books.settlement import payments_of, settle, settle_note
from xero_sandbox.books.table import Record

NOT_AUTHORISED = "Payments can only be made against Authorised documents"
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
NO_ACCOUNT = "Account could not be found"
WRONG_ACCOUNT = "Account type is invalid for making a payment to/from"
NO_TARGET = "An existing invoice with the specified ID could not be found"
NO_NOTE = "An existing Credit Note with the specified CreditNoteID could not be found"
TYPES = {"ACCRECCREDIT": "ARCREDITPAYMENT", "ACCPAYCREDIT": "APCREDITPAYMENT"}
NOT_POSITIVE = "The payment amount must be greater than zero."
ONLY_DELETE = "Payments cannot be edited. They can only be created or deleted."


def create(books: Books, element: Record) -> Record:
    problems = Problems()
    document = _document(books, element)
    account = _account(books, element, problems)
    amount = fields.amount(element, "Amount")
    paid_on = fields.day(element, "Date") or books.clock.today(books.zone)
    _check_amount(document, amount, problems)
    locks.check(books, paid_on, problems)
    problems.stop_if_any()
    payment = _payment(books, element, document, account, rounded(amount or ZERO), paid_on)
    books.put("Payments", payment)
    _settle(books, document)
    return payment


def _document(books: Books, element: Record) -> Record:
    """What is to be paid, or the credit note to be refunded. Raises Refused."""
    named = fields.part(element, "CreditNote")
    if named:
        note = books.table("CreditNotes").get(fields.guid(named, "CreditNoteID") or "")
        if note is None:
            raise refuse(NO_NOTE)
        return note
    invoice = target(books, element)
    if invoice is None:
        raise refuse(NO_TARGET)
    return invoice


def _settle(books: Books, document: Record) -> None:
    if "CreditNoteID" in document:
        settle_note(books, document)
    else:
        settle(books, document)


def target(books: Books, element: Record) -> Record | None:
    given = fields.part(element, "Invoice") or {}
    invoice_id = fields.guid(given, "InvoiceID") or fields.guid(element, "InvoiceID")
    if invoice_id:
        return books.table("Invoices").get(invoice_id)
    number = folded(fields.text(given, "InvoiceNumber") or fields.text(element, "InvoiceNumber"))
    for kind in ("ACCREC", "ACCPAY"):
        found = books.table("Invoices").find("number", (kind, number)) if number else []
        if found:
            return found[-1]
    return None


def _account(books: Books, element: Record, problems: Problems) -> Record | None:
    given = fields.part(element, "Account") or {}
    account_id = fields.guid(given, "AccountID")
    if account_id:
        account = books.table("Accounts").get(account_id)
    else:
        account = accounts.with_code(books, fields.text(given, "Code"))
    if account is None or account["Status"] != "ACTIVE":
        problems.add(NO_ACCOUNT)
    elif account["Type"] != "BANK" and not account.get("EnablePaymentsToAccount"):
        problems.add(WRONG_ACCOUNT)
    return account


def _check_amount(document: Record, amount: Decimal | None, problems: Problems) -> None:
    outstanding = document["RemainingCredit" if "CreditNoteID" in document else "AmountDue"]
    if document["Status"] != "AUTHORISED":
        problems.add(NOT_AUTHORISED)
    if amount is None or rounded(amount) <= 0:
        problems.add(NOT_POSITIVE)
    elif rounded(amount) > outstanding:
        problems.add(TOO_MUCH)


def _payment(
    books: Books,
    element: Record,
    document: Record,
    account: Record | None,
    amount: Decimal,
    paid_on: date,
) -> Record:
    """A refund stands under ``Invoice`` too, as in the examples of
    https://github.com/XeroAPI/Xero-OpenAPI (getPayments)."""
    return {
        "PaymentID": new_id(),
        "Date": paid_on,
        "BankAmount": amount,
        "Amount": amount,
        "Reference": fields.text(element, "Reference") or "",
        "CurrencyRate": fields.amount(element, "CurrencyRate") or document["CurrencyRate"],
        "PaymentType": TYPES.get(document["Type"], f"{document['Type']}PAYMENT"),
        "Status": "AUTHORISED",
        "IsReconciled": bool(fields.flag(element, "IsReconciled")),
        "Account": {"AccountID": account["AccountID"]} if account else {},
        "Invoice": {"InvoiceID": document.get("CreditNoteID") or document["InvoiceID"]},
    }


def delete(books: Books, payment: Record, element: Record) -> Record:
    """POST of ``{"Status": "DELETED"}`` to one payment; the document is open again."""
    if element.get("Status") != "DELETED" or payment["Status"] == "DELETED":
        raise refuse(ONLY_DELETE, record_id=payment["PaymentID"])
    problems = Problems()
    locks.check(books, payment["Date"], problems)
    problems.stop_if_any(record_id=payment["PaymentID"])
    deleted = books.put("Payments", {**payment, "Status": "DELETED"})
    document_id = payment["Invoice"]["InvoiceID"]
    notes = books.table("CreditNotes")
    _settle(books, books.table("Invoices").get(document_id) or notes.records[document_id])
    return deleted


def newest(books: Books, invoice: Record) -> Record | None:
    """The payment recorded last of those that count for the document."""
    found = payments_of(books, invoice["InvoiceID"])
    return max(found, key=lambda payment: payment["UpdatedDateUTC"], default=None)
