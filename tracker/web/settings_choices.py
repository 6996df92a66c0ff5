"""What the settings page offers to choose from: Xero's own lists, active and allowed only."""

from collections.abc import Iterable, Sequence

from tracker.accounts_system.chart import (
    ACTIVE,
    account_name,
    is_usual,
    side_of,
    takes_payments,
    usable_accounts,
    usable_rates,
)
from tracker.xero.types import Account, BrandingTheme, TaxRate, TrackingCategory

Choice = tuple[str, str]
Choices = list[Choice | tuple[str, list[Choice]]]


def account_choices(accounts: Sequence[Account], *, kind: str, empty: str, kept: str) -> Choices:
    """Accounts by code, the kind's own first. ``kept`` stays on offer when Xero accepts it no
    more.
    """
    usable = usable_accounts(accounts, kind)
    usual = [(each.code, account_name(each)) for each in usable if is_usual(each, kind)]
    others = [(each.code, account_name(each)) for each in usable if not is_usual(each, kind)]
    groups: Choices = [("", empty), *_gone(kept, [*usual, *others], _account_gone(accounts, kept))]
    return [*groups, (side_of(kind).title, usual), ("Other accounts", others)]


def bank_choices(accounts: Sequence[Account], *, kept: str) -> Choices:
    """Accounts that Xero takes payments into, by name; by id, as a bank account needs no code."""
    taken = [each for each in accounts if each.status == ACTIVE and takes_payments(each)]
    usable = [(each.account_id, _named(each)) for each in sorted(taken, key=_named)]
    gone = next((each for each in accounts if each.account_id == kept), None)
    label = f"{_named(gone) if gone else 'An account'} (not accepted)"
    return [("", "Not chosen"), *_gone(kept, usable, label), *usable]


def _named(account: Account) -> str:
    return account_name(account) if account.code else account.name


def rate_choices(rates: Sequence[TaxRate], *, kind: str, empty: str, kept: str) -> Choices:
    usable = [(each.tax_type, each.name) for each in usable_rates(rates, kind)]
    name = next((each.name for each in rates if each.tax_type == kept), kept)
    return [("", empty), *_gone(kept, usable, f"{name} (not accepted)"), *usable]


def theme_choices(themes: Iterable[BrandingTheme], *, kept: str) -> Choices:
    known = [(each.branding_theme_id, each.name) for each in themes]
    return [("", "Xero's own default"), *_gone(kept, known, "A theme that Xero lacks"), *known]


def category_choices(categories: Iterable[TrackingCategory], *, kept: str) -> Choices:
    known = [(each.name, each.name) for each in categories]
    return [("", "Not sent"), *_gone(kept, known, f"{kept} (not accepted)"), *known]


def _gone(kept: str, known: Sequence[Choice], label: str) -> list[Choice]:
    return [(kept, label)] if kept and kept not in dict(known) else []


def _account_gone(accounts: Iterable[Account], code: str) -> str:
    account = next((each for each in accounts if each.code == code), None)
    if account is None:
        return f"{code} (not in Xero)"
    is_active = account.status == "ACTIVE"
    return f"{account_name(account)} ({'not allowed' if is_active else account.status.lower()})"
