"""Which tax treatment a line has, and what it comes to in per cent."""

from decimal import Decimal
from functools import cache
from typing import Protocol

from tracker.companies.models import Company, TaxTreatment

# The UK's rates: https://www.gov.uk/vat-rates
PERCENT = {
    TaxTreatment.STANDARD: Decimal(20),
    TaxTreatment.REDUCED: Decimal(5),
    TaxTreatment.ZERO: Decimal(0),
    TaxTreatment.EXEMPT: Decimal(0),
    TaxTreatment.OUTSIDE: Decimal(0),
    TaxTreatment.REVERSE: Decimal(0),
}


class HasTreatment(Protocol):
    """A line, or the draft of one."""

    @property
    def tax_treatment(self) -> str: ...


@cache
def percent_of(treatment: str) -> Decimal:
    """What a treatment adds: 20 means 20 %."""
    return PERCENT[TaxTreatment(treatment)]


def treatment_of(line: HasTreatment, company: Company) -> TaxTreatment:
    """The line's own treatment, else its company's, else standard.

    Approval writes this onto each line, so that a company's later change of treatment does not
    reach back into documents that were already agreed.
    """
    return TaxTreatment(line.tax_treatment or company.tax_treatment or TaxTreatment.STANDARD)
