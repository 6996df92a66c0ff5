"""A UK chart of accounts as Xero lays one out, with what a recruitment agency adds."""

from xero_sandbox.books import chart
from xero_sandbox.books.table import Record

# code, name, type, default tax type
_ROWS = """
090|Business Bank Account|BANK|NONE
200|Sales|REVENUE|OUTPUT2
210|Permanent Placement Fees|REVENUE|OUTPUT2
215|Contract and Temporary Sales|REVENUE|OUTPUT2
220|Recharged Expenses|REVENUE|OUTPUT2
260|Other Revenue|REVENUE|OUTPUT2
270|Interest Income|REVENUE|NONE
310|Cost of Goods Sold|DIRECTCOSTS|INPUT2
320|Contractor Pay|DIRECTCOSTS|INPUT2
321|Umbrella Company Pay|DIRECTCOSTS|INPUT2
325|Direct Expenses|DIRECTCOSTS|INPUT2
330|Contractor Expenses|DIRECTCOSTS|INPUT2
400|Advertising & Marketing|OVERHEADS|INPUT2
401|Audit & Accountancy fees|OVERHEADS|INPUT2
404|Bank Fees|OVERHEADS|EXEMPTINPUT
408|Cleaning|OVERHEADS|INPUT2
412|Consulting|OVERHEADS|INPUT2
416|Depreciation Expense|OVERHEADS|NONE
420|Entertainment-100% business|OVERHEADS|INPUT2
425|Postage, Freight & Courier|OVERHEADS|INPUT2
429|General Expenses|OVERHEADS|INPUT2
433|Insurance|OVERHEADS|EXEMPTINPUT
437|Interest Paid|OVERHEADS|NONE
441|Legal Expenses|OVERHEADS|INPUT2
445|Light, Power, Heating|OVERHEADS|RRINPUT
461|Printing & Stationery|OVERHEADS|INPUT2
469|Rent|OVERHEADS|EXEMPTINPUT
477|Salaries|OVERHEADS|NONE
485|Subscriptions|OVERHEADS|INPUT2
489|Telephone & Internet|OVERHEADS|INPUT2
493|Travel - National|OVERHEADS|ZERORATEDINPUT
610|Accounts Receivable|CURRENT|NONE|DEBTORS
611|Less Provision for Doubtful Debts|CURRENT|NONE
620|Prepayments|CURRENT|NONE
710|Office Equipment|FIXED|INPUT2
711|Less Accumulated Depreciation on Office Equipment|FIXED|NONE
800|Accounts Payable|CURRLIAB|NONE|CREDITORS
801|Unpaid Expense Claims|CURRLIAB|NONE|UNPAIDEXPCLM
805|Accruals|CURRLIAB|NONE
820|VAT|CURRLIAB|NONE|GST
825|PAYE Payable|CURRLIAB|NONE
826|NIC Payable|CURRLIAB|NONE
840|Historical Adjustment|CURRLIAB|NONE|HISTORICAL
850|Suspense|CURRLIAB|NONE
860|Rounding|CURRLIAB|NONE|ROUNDING
877|Tracking Transfers|CURRLIAB|NONE|TRACKINGTRANSFERS
900|Loan|TERMLIAB|NONE
950|Capital - Ordinary Shares|EQUITY|NONE
960|Retained Earnings|EQUITY|NONE|RETAINEDEARNINGS
970|Owner A Funds Introduced|EQUITY|NONE
"""


def accounts() -> list[Record]:
    """The chart, without ids."""
    return [_account(*row.split("|")) for row in _ROWS.strip().splitlines()]


def _account(code: str, name: str, kind: str, tax_type: str, system: str = "") -> Record:
    account = chart.blank(kind) | {"Code": code, "Name": name, "TaxType": tax_type}
    if kind == "BANK":
        account |= {
            "BankAccountNumber": "20000012345678",
            "BankAccountType": "BANK",
            "CurrencyCode": "GBP",
        }
    if system:
        account["SystemAccount"] = system
    return account
