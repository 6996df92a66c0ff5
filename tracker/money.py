"""Money: the one rounding function, and the totals of a document.

Xero rounds each line's tax to the penny and then adds up; so do we
(https://developer.xero.com/documentation/guides/how-to-guides/rounding-in-xero).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

PENNY = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


class AmountsAre(StrEnum):
    """What the unit prices of a document mean."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"
    NO_TAX = "no_tax"


@dataclass(frozen=True)
class LineAmounts:
    """What a line's total is made of.

    ``quantity`` and ``unit_price`` have up to 4 decimals; ``discount_percent`` and
    ``tax_percent`` are percentages (20 means 20 %).
    """

    quantity: Decimal
    unit_price: Decimal
    tax_percent: Decimal
    discount_percent: Decimal = Decimal(0)


@dataclass(frozen=True)
class LineTotal:
    """One line in pounds and pence. ``amount`` is what Xero calls LineAmount: as priced."""

    amount: Decimal
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True)
class Totals:
    lines: tuple[LineTotal, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal


def rounded(amount: Decimal) -> Decimal:
    """``amount`` to the penny, halves away from zero."""
    # Adding zero makes a zero below nothing a plain one: no page says “-0.00”.
    return amount.quantize(PENNY, rounding=ROUND_HALF_UP) + ZERO


def totals(lines: Iterable[LineAmounts], *, amounts_are: AmountsAre) -> Totals:
    """The totals of a document, by Xero's rule: tax per line, rounded, then summed."""
    each = tuple(_line_total(line, amounts_are) for line in lines)
    net = sum((line.net for line in each), Decimal("0.00"))
    tax = sum((line.tax for line in each), Decimal("0.00"))
    return Totals(lines=each, net=net, tax=tax, gross=net + tax)


def _line_total(line: LineAmounts, amounts_are: AmountsAre) -> LineTotal:
    kept = 1 - line.discount_percent / HUNDRED
    amount = rounded(line.quantity * line.unit_price * kept)
    if amounts_are == AmountsAre.NO_TAX:
        return LineTotal(amount=amount, net=amount, tax=Decimal("0.00"))
    if amounts_are == AmountsAre.INCLUSIVE:
        tax = rounded(amount * line.tax_percent / (HUNDRED + line.tax_percent))
        return LineTotal(amount=amount, net=amount - tax, tax=tax)
    return LineTotal(amount=amount, net=amount, tax=rounded(amount * line.tax_percent / HUNDRED))
