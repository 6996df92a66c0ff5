"""What may stand on a line: pure rules over the organisation's accounts and tax rates.

Xero refuses bank accounts and its own control accounts on lines, and pairs a tax rate with the
classes of account it applies to: https://developer.xero.com/documentation/api/accounting/taxrates
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tracker.documents.models import Document
from tracker.xero.types import Account, TaxRate

ACTIVE = "ACTIVE"


@dataclass(frozen=True)
class Side:
    """The half of the chart that a kind of document stands on.

    ``class_`` is the class of its accounts, offered first under ``title``; its tax rates apply to
    that class, which makes them rates for ``lines``.
    """

    class_: str
    title: str
    lines: str


SIDES: Final = {
    Document.Kind.INVOICE: Side("REVENUE", "Revenue", "sales"),
    Document.Kind.PAYMENT: Side("EXPENSE", "Expenses", "purchases"),
}


def side_of(kind: str) -> Side:
    return SIDES[Document.Kind(kind)]


def is_usable(account: Account) -> bool:
    """Whether Xero takes the account on a line today."""
    return bool(account.code) and account.status == ACTIVE and is_for_lines(account)


def is_for_lines(account: Account) -> bool:
    return account.type != "BANK" and not account.system_account


def takes_payments(account: Account) -> bool:
    """Whether money for a document may be recorded there."""
    return account.type == "BANK" or account.enable_payments_to_account


def is_usual(account: Account, kind: str) -> bool:
    """Whether it is of the class that documents of that kind usually stand on."""
    return account.class_ == side_of(kind).class_


def usable_accounts(accounts: Iterable[Account], kind: str) -> list[Account]:
    """Those that may stand on a line, by code, the usual ones first."""
    usable = (account for account in accounts if is_usable(account))
    return sorted(usable, key=lambda each: (not is_usual(each, kind), each.code))


def usable_rates(rates: Iterable[TaxRate], kind: str) -> list[TaxRate]:
    """Active tax rates for that kind's lines, the highest first."""
    usable = (rate for rate in rates if rate.status == ACTIVE and is_for(rate, kind))
    return sorted(usable, key=lambda each: (-(each.effective_rate or 0), each.name))


def is_for(rate: TaxRate, kind: str) -> bool:
    """Whether the rate applies to what documents of that kind usually stand on."""
    return applies_to(rate, side_of(kind).class_)


def go_together(rate: TaxRate, account: Account) -> bool:
    """Whether Xero takes this rate on a line with this account."""
    return applies_to(rate, account.class_)


def applies_to(rate: TaxRate, class_: str) -> bool:
    """Whether the rate applies to a class of account; to one that nobody has heard of, it does."""
    applies = {
        "ASSET": rate.can_apply_to_assets,
        "EQUITY": rate.can_apply_to_equity,
        "EXPENSE": rate.can_apply_to_expenses,
        "LIABILITY": rate.can_apply_to_liabilities,
        "REVENUE": rate.can_apply_to_revenue,
    }
    return applies.get(class_, True)


def account_name(account: Account) -> str:
    """As a person reads it: ``200 · Sales``."""
    return f"{account.code} · {account.name}"
