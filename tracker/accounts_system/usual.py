"""How charts usually call things, by kind of document: what a proposal goes by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tracker.companies.models import TaxTreatment
from tracker.documents.models import Document, Scenario


@dataclass(frozen=True)
class Usual:
    """``names``: for each scenario how an account for it is called, the best pattern first.

    ``main_types``, ``main_code`` and ``main_word`` tell the account for everything else;
    ``tax_types`` are Xero's own for each treatment, the most usual first.
    """

    names: Mapping[str, tuple[re.Pattern[str], ...]]
    main_types: tuple[str, ...]
    main_code: str
    main_word: str
    tax_types: Mapping[str, tuple[str, ...]]


def _named(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


# Where no type matches, any rate of the right percentage will do for these alone: what is at 0 %
# is not told apart by its percentage.
BY_PERCENT: Final = (TaxTreatment.STANDARD, TaxTreatment.REDUCED)

# Xero's own types in the United Kingdom; elsewhere few or none match:
# https://developer.xero.com/documentation/api/accounting/types#tax-rates
SALES_TAX: Final[Mapping[str, tuple[str, ...]]] = {
    TaxTreatment.STANDARD: ("OUTPUT2", "OUTPUT"),
    TaxTreatment.REDUCED: ("RROUTPUT",),
    TaxTreatment.ZERO: ("ZERORATEDOUTPUT", "ZERORATED"),
    TaxTreatment.EXEMPT: ("EXEMPTOUTPUT",),
    TaxTreatment.OUTSIDE: ("NONE",),
    TaxTreatment.REVERSE: ("DRCHARGE20", "DRCHARGESUPPLY20"),
}
# Of the two reverse charges on purchases the domestic one comes first, as on sales: its name is
# the odd one (DRCHARGE is the income code, DRCHARGESUPPLY the expense code). Who buys from abroad
# chooses the other, Reverse Charge Expenses.
PURCHASE_TAX: Final[Mapping[str, tuple[str, ...]]] = {
    TaxTreatment.STANDARD: ("INPUT2", "INPUT"),
    TaxTreatment.REDUCED: ("RRINPUT",),
    TaxTreatment.ZERO: ("ZERORATEDINPUT", "ZERORATED"),
    TaxTreatment.EXEMPT: ("EXEMPTINPUT", "EXEMPTEXPENSES"),
    TaxTreatment.OUTSIDE: ("NONE",),
    TaxTreatment.REVERSE: ("DRCHARGESUPPLY20", "REVERSECHARGES"),
}

USUAL: Final = {
    Document.Kind.INVOICE: Usual(
        names={
            Scenario.PERMANENT: _named(r"\b(permanent|placements?|perm)\b"),
            Scenario.CONTRACT: _named(r"\b(contract\w*|temp|temps|temporary)\b"),
            Scenario.EXPENSES: _named(
                r"\b(expenses?|re-?charge\w*|rebill\w*|disbursements?)\b",
            ),
            Scenario.OTHER: _named(r"\bother (revenue|income|sales)\b"),
        },
        main_types=("SALES", "REVENUE"),
        main_code="200",
        main_word="sales",
        tax_types=SALES_TAX,
    ),
    Document.Kind.PAYMENT: Usual(
        names={
            Scenario.CONTRACT: _named(
                r"\b(contractors?|temps?|temporary|umbrella)\b.*\b(pay|wages|fees|costs?)\b",
                r"^(?!.*\bexpenses?\b).*\b(contractors?|sub-?contract\w*|temps?|umbrella)\b",
            ),
            # A cost account is easily called an expense; the plural tells those repaid.
            Scenario.EXPENSES: _named(
                r"\b(contractors?|temps?|rechargeable|re-?charged?|reimburs\w*)\b.*\bexpenses\b",
                r"\b(disbursements?|reimbursements?)\b",
                r"\bexpenses\b",
            ),
            Scenario.OTHER: _named(r"\bother (direct )?costs?\b"),
        },
        main_types=("DIRECTCOSTS",),
        main_code="310",
        main_word="cost",
        tax_types=PURCHASE_TAX,
    ),
}


def usual_for(kind: str) -> Usual:
    return USUAL[Document.Kind(kind)]
