"""The chart of accounts and the tax rates, as far as documents depend on them.

https://developer.xero.com/documentation/api/accounting/accounts
https://developer.xero.com/documentation/api/accounting/taxrates
"""

from collections.abc import Callable
from typing import Any

from xero_sandbox.books.organisation import Books, folded
from xero_sandbox.books.table import Record

NOT_VALID = "Account code '{}' is not a valid code for this document."
ACCOUNT_ARCHIVED = (
    "Account code '{}' has been archived, or has been deleted. "
    "Each line item must reference a valid account."
)
WRONG_TAX = "The TaxType code '{}' cannot be used with account code '{}'."
UNKNOWN_TAX = "The TaxType code '{}' does not exist or cannot be used for this type of transaction."
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
