"""Adding to the chart of accounts.

https://developer.xero.com/documentation/api/accounting/accounts
"""

from xero_sandbox.books import accounts, fields
from xero_sandbox.books.organisation import Books, folded, new_id
from xero_sandbox.books.refusals import Problems, refuse
from xero_sandbox.books.table import Record

CLASSES = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "FIXED": "ASSET",
    "INVENTORY": "ASSET",
    "NONCURRENT": "ASSET",
    "PREPAYMENT": "ASSET",
    "CURRLIAB": "LIABILITY",
    "LIABILITY": "LIABILITY",
    "TERMLIAB": "LIABILITY",
    "EQUITY": "EQUITY",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
    "OTHERINCOME": "REVENUE",
    "DIRECTCOSTS": "EXPENSE",
    "EXPENSE": "EXPENSE",
    "OVERHEADS": "EXPENSE",
    "DEPRECIATN": "EXPENSE",
}
NAME_TAKEN = "Please enter a unique Name."
CODE_TAKEN = "Please enter a unique Code."
MISSING = "The {} field is mandatory."
NO_TYPE = "The account Type is not one of Xero's."
CREATE_WITH_ID = "An AccountID cannot be given when creating an account."


def create(books: Books, element: Record) -> Record:
    """PUT of a new account. A bank account needs its number, any other a code."""
    if fields.guid(element, "AccountID"):
        raise refuse(CREATE_WITH_ID)
    problems = Problems()
    account = {"AccountID": new_id(), **blank(fields.text(element, "Type") or "")}
    for name, length in accounts.LENGTHS.items():
        account[name] = fields.bounded_text(element, name, length, problems) or account[name]
    pays = fields.flag(element, "EnablePaymentsToAccount")
    account["EnablePaymentsToAccount"] = bool(pays)
    if account["Type"] == "BANK":
        _fill_bank(books, account, element, problems)
    _check(books, account, problems)
    problems.stop_if_any()
    return books.put("Accounts", account)


def blank(kind: str) -> Record:
    """An account of one type, without an id or anything else to know it by."""
    return {
        "Code": "",
        "Name": "",
        "Status": "ACTIVE",
        "Type": kind,
        "TaxType": "NONE",
        "Description": "",
        "Class": CLASSES.get(kind, ""),
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        "ReportingCode": "",
        "HasAttachments": False,
        "AddToWatchlist": False,
    }


def _fill_bank(books: Books, account: Record, element: Record, problems: Problems) -> None:
    number = fields.bounded_text(element, "BankAccountNumber", 255, problems)
    if not number:
        problems.add(MISSING.format("BankAccountNumber"))
    currency = fields.text(element, "CurrencyCode") or books.currency
    told = {"BankAccountNumber": number or "", "BankAccountType": "BANK", "CurrencyCode": currency}
    account |= told


def _check(books: Books, account: Record, problems: Problems) -> None:
    if account["Type"] not in CLASSES:
        problems.add(NO_TYPE)
    if not account["Name"].strip():
        problems.add(MISSING.format("Name"))
    elif any(folded(each["Name"]) == folded(account["Name"]) for each in books.table("Accounts")):
        problems.add(NAME_TAKEN)
    if not account["Code"] and account["Type"] != "BANK":
        problems.add(MISSING.format("Code"))
    elif account["Code"] and accounts.with_code(books, account["Code"]):
        problems.add(CODE_TAKEN)
    if books.table("TaxRates").get(account["TaxType"]) is None:
        problems.add(accounts.UNKNOWN_TAX.format(account["TaxType"]))
