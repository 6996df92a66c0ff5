"""The chart of accounts and the tax rates, as far as documents depend on them.

https://developer.xero.com/documentation/api/accounting/accounts
https://developer.xero.com/documentation/api/accounting/taxrates
"""

from collections.abc import Callable
from typing import Any

from xero_sandbox.books import fields
from xero_sandbox.books.organisation import Books, first, folded
from xero_sandbox.books.refusals import Problems, refuse
from xero_sandbox.books.table import Record

NOT_VALID = "Account code '{}' is not a valid code for this document."
ACCOUNT_ARCHIVED = (
    "Account code '{}' has been archived, or has been deleted. "
    "Each line item must reference a valid account."
)
FIXED = "Account status is not valid for modification"
WRONG_TAX = "The TaxType code '{}' cannot be used with account code '{}'."
UNKNOWN_TAX = "The TaxType code '{}' does not exist or cannot be used for this type of transaction."
LENGTHS = {"Name": 150, "Description": 4000, "TaxType": 50, "Code": 10}
CLASS_FLAGS = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
Report = Callable[[str], Any]


def with_code(books: Books, code: str | None) -> Record | None:
    same = books.table("Accounts").find("code", folded(code))
    return same[0] if same else None


def bank(books: Books) -> Record | None:
    """The first bank account that is not archived."""
    active = [each for each in books.table("Accounts") if each["Status"] == "ACTIVE"]
    return first(active, lambda account: account["Type"] == "BANK")


def usable(books: Books, code: str, report: Report) -> Record | None:
    """The account a document line may post to, or None after reporting why not."""
    account = with_code(books, code)
    if account is None or account["Type"] == "BANK" or account.get("SystemAccount") in _CONTROL:
        report(NOT_VALID.format(code))
        return None
    if account["Status"] != "ACTIVE":
        report(ACCOUNT_ARCHIVED.format(code))
        return None
    return account


def update(books: Books, found: Record, element: Record) -> Record:
    """Change an account; ``Status`` archives and restores it. What is left out keeps its value."""
    changed, problems = dict(found), Problems()
    for name, length in LENGTHS.items():
        given = fields.bounded_text(element, name, length, problems)
        changed[name] = given or changed.get(name, "")
    problems.stop_if_any(record_id=found["AccountID"])
    status = fields.text(element, "Status") or found["Status"]
    if status not in ("ACTIVE", "ARCHIVED") or found.get("SystemAccount"):
        raise refuse(FIXED, record_id=found["AccountID"])
    pays = fields.flag(element, "EnablePaymentsToAccount")
    changed["EnablePaymentsToAccount"] = found["EnablePaymentsToAccount"] if pays is None else pays
    return books.put("Accounts", {**changed, "Status": status})


_CONTROL = {"DEBTORS", "CREDITORS"}


def tax_rate(books: Books, tax_type: str, account: Record | None, report: Report) -> Record | None:
    """The rate a line may use on that account, or None after reporting why not."""
    rate = books.table("TaxRates").get(tax_type)
    if rate is None or rate["Status"] != "ACTIVE":
        report(UNKNOWN_TAX.format(tax_type))
        return None
    if account is not None and not rate[CLASS_FLAGS[account["Class"]]]:
        report(WRONG_TAX.format(tax_type, account["Code"]))
        return None
    return rate
