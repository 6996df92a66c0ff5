"""The scopes that an app created since 2 March 2026 may ask for.

https://developer.xero.com/faq/granular-scopes, and for other APIs than Accounting
https://developer.xero.com/documentation/oauth2/scopes
"""

_READ_OR_WRITE = [
    "invoices",
    "payments",
    "banktransactions",
    "manualjournals",
    "settings",
    "contacts",
    "attachments",
]
_REPORTS = [
    "aged",
    "balancesheet",
    "banksummary",
    "budgetsummary",
    "executivesummary",
    "profitandloss",
    "trialbalance",
    "taxreports",
    "tenninetynine",
]
_OTHER_APIS = [
    "assets",
    "files",
    "projects",
    "payroll.employees",
    "payroll.payruns",
    "payroll.payslip",
    "payroll.settings",
    "payroll.timesheets",
]
GRANULAR = frozenset(
    ["openid", "profile", "email", "offline_access", "paymentservices", "bankfeeds"]
    + ["accounting.budgets.read", "accounting.journals.read"]
    + _OTHER_APIS
    + [f"{name}.read" for name in _OTHER_APIS]
    + [f"accounting.{name}" for name in _READ_OR_WRITE]
    + [f"accounting.{name}.read" for name in _READ_OR_WRITE]
    + [f"accounting.reports.{name}.read" for name in _REPORTS]
)
EVERYTHING = ["offline_access", *(f"accounting.{name}" for name in _READ_OR_WRITE)]


def unknown(scopes: list[str]) -> list[str]:
    """Scopes that a new app cannot have, such as the old broad ones."""
    return [scope for scope in scopes if scope not in GRANULAR]
