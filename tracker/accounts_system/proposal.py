"""A working mapping from the organisation's own chart, for a person to confirm. Pure."""

from collections.abc import Sequence
from typing import Any

from tracker.accounts_system.chart import is_usual, usable_accounts, usable_rates
from tracker.accounts_system.mapping import DEFAULT
from tracker.accounts_system.usual import BY_PERCENT, Usual, usual_for
from tracker.companies.models import TaxTreatment
from tracker.documents.kinds import words_for
from tracker.documents.tax import percent_of
from tracker.xero.types import Account, TaxRate


def propose(
    accounts: Sequence[Account], tax_rates: Sequence[TaxRate], *, kind: str
) -> dict[str, Any]:
    """Fields of ``Settings`` that the chart suggests; what it does not suggest is left out.

    The status on arrival is never proposed: a person chooses.
    """
    treatments = _treatments(tax_rates, kind)
    standard = treatments.get(TaxTreatment.STANDARD)
    return {
        "accounts": _accounts(accounts, kind),
        "tax_rates": {DEFAULT: standard} if standard else {},
        "treatments": treatments,
    }


def _accounts(accounts: Sequence[Account], kind: str) -> dict[str, str]:
    usual = usual_for(kind)
    offered = [each for each in usable_accounts(accounts, kind) if is_usual(each, kind)]
    named = {
        scenario: found.code
        for scenario in words_for(kind).scenarios
        if (found := _first_named(offered, usual, scenario))
    }
    default = _default_account(offered, usual)
    return {DEFAULT: default.code, **named} if default else named


def _first_named(accounts: Sequence[Account], usual: Usual, scenario: str) -> Account | None:
    """By the first of the patterns that any account's name fits."""
    return next(
        (
            account
            for words in usual.names[scenario]
            for account in accounts
            if words.search(account.name)
        ),
        None,
    )


def _default_account(accounts: Sequence[Account], usual: Usual) -> Account | None:
    """The main type before the rest, and where Xero's own charts keep it before other codes."""

    def rank(account: Account) -> tuple[bool, bool, bool, str]:
        return (
            account.type not in usual.main_types,
            account.code != usual.main_code,
            usual.main_word not in account.name.lower(),
            account.code,
        )

    return min(accounts, key=rank, default=None)


def _treatments(tax_rates: Sequence[TaxRate], kind: str) -> dict[str, str]:
    usable, usual = usable_rates(tax_rates, kind), usual_for(kind)
    found = {treatment.value: _rate(usable, usual, treatment) for treatment in TaxTreatment}
    return {treatment: rate.tax_type for treatment, rate in found.items() if rate}


def _rate(usable: Sequence[TaxRate], usual: Usual, treatment: TaxTreatment) -> TaxRate | None:
    right = [rate for rate in usable if rate.effective_rate == percent_of(treatment)]
    by_type = {rate.tax_type: rate for rate in right}
    for tax_type in usual.tax_types[treatment]:
        if tax_type in by_type:
            return by_type[tax_type]
    return right[0] if right and treatment in BY_PERCENT else None
