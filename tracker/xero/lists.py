"""The organisation and its short lists: what a settings page offers to choose from.

Most have no delta and no pages; each is read in full. A record that cannot be read is left out,
and the log says so.
"""

from __future__ import annotations

from typing import Any

from tracker.xero import types
from tracker.xero.client import Request

ORGANISATION = Request("GET", "/Organisation")
"""Does not count against what is billed: https://developer.xero.com/pricing"""
ACTIONS = Request("GET", "/Organisation/Actions")
ACCOUNTS = Request("GET", "/Accounts")
TAX_RATES = Request("GET", "/TaxRates")
CURRENCIES = Request("GET", "/Currencies")
BRANDING_THEMES = Request("GET", "/BrandingThemes")
TRACKING_CATEGORIES = Request("GET", "/TrackingCategories")

APPROVE_INVOICES = "CreateApprovedInvoice"
APPROVE_BILLS = "CreateApprovedBill"


def organisation(data: Any) -> types.Organisation | None:
    """The one organisation that the token and tenant speak for; None where it cannot be read."""
    return next(iter(types.read_all(data, "Organisations", types.Organisation)), None)


def actions(data: Any) -> list[types.Action]:
    """What the organisation's plan allows, by name."""
    return types.read_all(data, "Actions", types.Action)


def accounts(data: Any) -> list[types.Account]:
    """Every account, archived, bank and system accounts too."""
    return types.read_all(data, "Accounts", types.Account)


def tax_rates(data: Any) -> list[types.TaxRate]:
    """Every tax rate, deleted ones too."""
    return types.read_all(data, "TaxRates", types.TaxRate)


def currencies(data: Any) -> list[types.Currency]:
    """The currencies that the organisation has enabled."""
    return types.read_all(data, "Currencies", types.Currency)


def branding_themes(data: Any) -> list[types.BrandingTheme]:
    """The branding themes, in Xero's own order."""
    found = types.read_all(data, "BrandingThemes", types.BrandingTheme)
    return sorted(found, key=lambda theme: theme.sort_order)


def tracking_categories(data: Any) -> list[types.TrackingCategory]:
    """The tracking categories with their options."""
    return types.read_all(data, "TrackingCategories", types.TrackingCategory)
