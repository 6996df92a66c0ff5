"""The scopes that an app created since 2 March 2026 may ask for.

https://developer.xero.com/faq/granular-scopes
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
GRANULAR = frozenset(
    ["openid", "profile", "email", "offline_access", "accounting.budgets.read"]
    + [f"accounting.{name}" for name in _READ_OR_WRITE]
    + [f"accounting.{name}.read" for name in _READ_OR_WRITE]
    + [f"accounting.reports.{name}.read" for name in _REPORTS]
)
EVERYTHING = ["offline_access", *(f"accounting.{name}" for name in _READ_OR_WRITE)]


def unknown(scopes: list[str]) -> list[str]:
    """Scopes that a new app cannot have, such as the old broad ones."""
    return [scope for scope in scopes if scope not in GRANULAR]
