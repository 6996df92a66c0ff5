"""Which tax treatment a line has, and what it comes to in per cent."""

from decimal import Decimal
from functools import cache
from typing import Protocol

from tracker.companies.models import TaxTreatment
from tracker.documents.kinds import words_for

# The UK's rates: https://www.gov.uk/vat-rates
PERCENT = {
    TaxTreatment.STANDARD: Decimal(20),
    TaxTreatment.REDUCED: Decimal(5),
    TaxTreatment.ZERO: Decimal(0),
    TaxTreatment.EXEMPT: Decimal(0),
    TaxTreatment.OUTSIDE: Decimal(0),
    TaxTreatment.REVERSE: Decimal(0),
}


# What a supplier charges VAT with, and so only one who is registered for it.
CHARGES_VAT = {TaxTreatment.STANDARD, TaxTreatment.REDUCED}


class HasTreatment(Protocol):
    """A line, or the draft of one."""

    @property
    def tax_treatment(self) -> str: ...


class HasVatNumber(HasTreatment, Protocol):
    """A company, or what an import knows of one."""

    @property
    def vat_number(self) -> str: ...


@cache
def percent_of(treatment: str) -> Decimal:
    """What a treatment adds: 20 means 20 %."""
    return PERCENT[TaxTreatment(treatment)]


def treatment_of(line: HasTreatment, company: HasVatNumber, *, kind: str) -> TaxTreatment:
    """The line's own treatment, else its company's, else standard.

    A supplier without a VAT number is not registered for VAT and may not charge it: what it is
    paid for lies outside the scope instead (https://www.gov.uk/charge-reclaim-record-vat).
    Approval writes this onto each line, so that a company's later change of treatment does not
    reach back into documents that were already agreed.
    """
    stated = TaxTreatment(line.tax_treatment or company.tax_treatment or TaxTreatment.STANDARD)
    if words_for(kind).is_payment and stated in CHARGES_VAT and not company.vat_number:
        return TaxTreatment.OUTSIDE
    return stated
