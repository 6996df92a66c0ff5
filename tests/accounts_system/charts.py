"""The chart of a UK organisation, as Tracker reads it."""

from typing import Any

from tracker.xero.types import Account, TaxRate
from xero_sandbox.stories.uk_chart import accounts as uk_accounts
from xero_sandbox.stories.uk_tax_rates import tax_rates as uk_tax_rates


def accounts(**changed: dict[str, Any]) -> list[Account]:
    """The chart; ``changed`` by code, as ``a200={"Status": "ARCHIVED"}``."""
    rows = [row | changed.get(f"a{row['Code']}", {}) for row in uk_accounts()]
    return [Account.read(row) for row in rows]


def tax_rates(**changed: dict[str, Any]) -> list[TaxRate]:
    """The rates; ``changed`` by type, as ``OUTPUT2={"Status": "DELETED"}``."""
    rows = [row | changed.get(row["TaxType"], {}) for row in uk_tax_rates()]
    return [TaxRate.read(row) for row in rows]
