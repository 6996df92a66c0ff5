"""What may stand on a sales line: pure rules over the organisation's accounts and tax rates.

Xero refuses bank accounts and its own control accounts on lines, and pairs a tax rate with the
classes of account it applies to: https://developer.xero.com/documentation/api/accounting/taxrates
"""

from collections.abc import Iterable

from tracker.xero.types import Account, TaxRate

ACTIVE = "ACTIVE"
REVENUE = "REVENUE"


def is_usable(account: Account) -> bool:
    """Whether Xero takes the account on a line of a sales invoice today."""
    return bool(account.code) and account.status == ACTIVE and is_for_lines(account)


def is_for_lines(account: Account) -> bool:
    return account.type != "BANK" and not account.system_account


def takes_payments(account: Account) -> bool:
    """Whether money for a document may be recorded there."""
    return account.type == "BANK" or account.enable_payments_to_account


def is_revenue(account: Account) -> bool:
    return account.class_ == REVENUE


def usable_accounts(accounts: Iterable[Account]) -> list[Account]:
    """Those that may stand on a line, by code, the revenue accounts first."""
    usable = (account for account in accounts if is_usable(account))
    return sorted(usable, key=lambda each: (not is_revenue(each), each.code))


def usable_rates(rates: Iterable[TaxRate]) -> list[TaxRate]:
    """Active tax rates that apply to revenue, the highest first."""
    usable = (rate for rate in rates if rate.status == ACTIVE and rate.can_apply_to_revenue)
    return sorted(usable, key=lambda each: (-(each.effective_rate or 0), each.name))


def go_together(rate: TaxRate, account: Account) -> bool:
    """Whether Xero takes this rate on a line with this account."""
    applies = {
        "ASSET": rate.can_apply_to_assets,
        "EQUITY": rate.can_apply_to_equity,
        "EXPENSE": rate.can_apply_to_expenses,
        "LIABILITY": rate.can_apply_to_liabilities,
        REVENUE: rate.can_apply_to_revenue,
    }
    return applies.get(account.class_, True)


def account_name(account: Account) -> str:
    """As a person reads it: ``200 · Sales``."""
    return f"{account.code} · {account.name}"
