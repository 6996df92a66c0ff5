"""A working mapping from the organisation's own chart, for a person to confirm. Pure."""

import re
from collections.abc import Sequence
from typing import Any

from tracker.accounts_system.chart import is_revenue, usable_accounts, usable_rates
from tracker.companies.models import TaxTreatment
from tracker.documents.models import Scenario
from tracker.documents.tax import percent_of
from tracker.xero.types import Account, Organisation, TaxRate

DEFAULT = "default"

SCENARIO_WORDS: dict[str, re.Pattern[str]] = {
    Scenario.PERMANENT: re.compile(r"\b(permanent|placements?|perm)\b", re.I),
    Scenario.CONTRACT: re.compile(r"\b(contract\w*|temp|temps|temporary)\b", re.I),
    Scenario.EXPENSES: re.compile(r"\b(expenses?|re-?charge\w*|rebill\w*|disbursements?)\b", re.I),
    Scenario.OTHER: re.compile(r"\bother (revenue|income|sales)\b", re.I),
}

# Xero's own types for sales in the United Kingdom, the most usual first; elsewhere none match.
# https://developer.xero.com/documentation/api/accounting/types#tax-rates
TREATMENT_TYPES: dict[str, tuple[str, ...]] = {
    TaxTreatment.STANDARD: ("OUTPUT2", "OUTPUT"),
    TaxTreatment.REDUCED: ("RROUTPUT",),
    TaxTreatment.ZERO: ("ZERORATEDOUTPUT", "ZERORATED"),
    TaxTreatment.EXEMPT: ("EXEMPTOUTPUT",),
    TaxTreatment.OUTSIDE: ("NONE",),
    TaxTreatment.REVERSE: ("DRCHARGE20", "DRCHARGESUPPLY20"),
}
# Where no type matches, any rate of the right percentage will do for these alone: what is at 0 %
# is not told apart by its percentage.
BY_PERCENT = (TaxTreatment.STANDARD, TaxTreatment.REDUCED)


def propose(
    accounts: Sequence[Account],
    tax_rates: Sequence[TaxRate],
    organisation: Organisation | None = None,
) -> dict[str, Any]:
    """Fields of ``Settings`` that the chart suggests; what it does not suggest is left out.

    The status on arrival is never proposed: a person chooses.
    """
    treatments = _treatments(tax_rates)
    standard = treatments.get(TaxTreatment.STANDARD)
    return {
        "accounts": _accounts(accounts),
        "tax_rates": {DEFAULT: standard} if standard else {},
        "treatments": treatments,
    }


def _accounts(accounts: Sequence[Account]) -> dict[str, str]:
    revenue = [each for each in usable_accounts(accounts) if is_revenue(each)]
    named = {
        scenario.value: found.code
        for scenario in Scenario
        if (found := _first_named(revenue, SCENARIO_WORDS[scenario]))
    }
    default = _default_account(revenue)
    return {DEFAULT: default.code, **named} if default else named


def _first_named(accounts: Sequence[Account], words: re.Pattern[str]) -> Account | None:
    return next((each for each in accounts if words.search(each.name)), None)


def _default_account(revenue: Sequence[Account]) -> Account | None:
    """Sales before other income, 200 (where Xero's own charts keep sales) before the rest."""

    def rank(account: Account) -> tuple[bool, bool, bool, str]:
        return (
            account.type not in ("SALES", "REVENUE"),
            account.code != "200",
            "sales" not in account.name.lower(),
            account.code,
        )

    return min(revenue, key=rank, default=None)


def _treatments(tax_rates: Sequence[TaxRate]) -> dict[str, str]:
    usable = usable_rates(tax_rates)
    found = {treatment.value: _rate(usable, treatment) for treatment in TaxTreatment}
    return {treatment: rate.tax_type for treatment, rate in found.items() if rate}


def _rate(usable: Sequence[TaxRate], treatment: TaxTreatment) -> TaxRate | None:
    right = [rate for rate in usable if rate.effective_rate == percent_of(treatment)]
    by_type = {rate.tax_type: rate for rate in right}
    for tax_type in TREATMENT_TYPES[treatment]:
        if tax_type in by_type:
            return by_type[tax_type]
    return right[0] if right and treatment in BY_PERCENT else None
