"""Payments on invoices and bills: made and deleted, never edited.

https://developer.xero.com/documentation/api/accounting/payments
"""

from datetime import date
from decimal import Decimal

from xero_sandbox.books import accounts, fields, locks
from xero_sandbox.books.money import ZERO, rounded
from xero_sandbox.books.organisation import Books, folded, new_id
from xero_sandbox.books.refusals import Problems, refuse
from xero_sandbox.books.settlement import payments_of, settle
from xero_sandbox.books.table import Record

NOT_AUTHORISED = "Payments can only be made against Authorised documents"
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
NO_ACCOUNT = "Account could not be found"
WRONG_ACCOUNT = "Account type is invalid for making a payment to/from"
NO_TARGET = "An existing invoice with the specified ID could not be found"
NOT_POSITIVE = "The payment amount must be greater than zero."
ONLY_DELETE = "Payments cannot be edited. They can only be created or deleted."


def create(books: Books, element: Record) -> Record:
    problems = Problems()
    invoice = target(books, element)
    account = _account(books, element, problems)
    amount = fields.amount(element, "Amount")
    paid_on = fields.day(element, "Date") or books.clock.today(books.zone)
    if invoice is None:
        raise refuse(NO_TARGET)
    _check_amount(invoice, amount, problems)
    locks.check(books, paid_on, problems)
    problems.stop_if_any()
    payment = _payment(books, element, invoice, account, rounded(amount or ZERO), paid_on)
    books.put("Payments", payment)
    settle(books, invoice)
    return payment


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


def _check_amount(invoice: Record, amount: Decimal | None, problems: Problems) -> None:
    if invoice["Status"] != "AUTHORISED":
        problems.add(NOT_AUTHORISED)
    if amount is None or rounded(amount) <= 0:
        problems.add(NOT_POSITIVE)
    elif rounded(amount) > invoice["AmountDue"]:
        problems.add(TOO_MUCH)


def _payment(
    books: Books,
    element: Record,
    invoice: Record,
    account: Record | None,
    amount: Decimal,
    paid_on: date,
) -> Record:
    return {
        "PaymentID": new_id(),
        "Date": paid_on,
        "BankAmount": amount,
        "Amount": amount,
        "Reference": fields.text(element, "Reference") or "",
        "CurrencyRate": fields.amount(element, "CurrencyRate") or invoice["CurrencyRate"],
        "PaymentType": f"{invoice['Type']}PAYMENT",
        "Status": "AUTHORISED",
        "IsReconciled": bool(fields.flag(element, "IsReconciled")),
        "Account": {"AccountID": account["AccountID"]} if account else {},
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
    }


def delete(books: Books, payment: Record, element: Record) -> Record:
    """POST of ``{"Status": "DELETED"}`` to one payment; the document is open again."""
    if element.get("Status") != "DELETED" or payment["Status"] == "DELETED":
        raise refuse(ONLY_DELETE, record_id=payment["PaymentID"])
    problems = Problems()
    locks.check(books, payment["Date"], problems)
    problems.stop_if_any(record_id=payment["PaymentID"])
    deleted = books.put("Payments", {**payment, "Status": "DELETED"})
    invoice = books.table("Invoices").get(payment["Invoice"]["InvoiceID"])
    if invoice is not None:
        settle(books, invoice)
    return deleted


def newest(books: Books, invoice: Record) -> Record | None:
    """The payment recorded last of those that count for the document."""
    found = payments_of(books, invoice["InvoiceID"])
    return max(found, key=lambda payment: payment["UpdatedDateUTC"], default=None)
