"""Rounding and tax, as Xero does them: per line, to two places, then summed.

https://developer.xero.com/documentation/guides/how-to-guides/rounding-in-xero
"""

from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
PERCENT = Decimal("0.01")
_STEPS = {places: Decimal(1).scaleb(-places) for places in range(7)}


def rounded(value: Decimal, places: int = 2) -> Decimal:
    return value.quantize(_STEPS[places], ROUND_HALF_UP)


def line_amount(quantity: Decimal, unit: Decimal, discount: Decimal | None = None) -> Decimal:
    """Quantity times price, less a discount in percent, to the penny."""
    gross = quantity * unit
    if discount:
        gross = gross * (HUNDRED - discount) / HUNDRED
    return gross.quantize(PENNY, ROUND_HALF_UP)


def tax_on(amount: Decimal, rate: Decimal, kind: str) -> Decimal:
    """The tax of one line. ``rate`` in percent; ``kind``: Exclusive, Inclusive or NoTax."""
    if kind == "NoTax" or not rate:
        return ZERO
    if kind == "Inclusive":
        return (amount * rate / (HUNDRED + rate)).quantize(PENNY, ROUND_HALF_UP)
    return (amount * rate * PERCENT).quantize(PENNY, ROUND_HALF_UP)


def total(values: list[Decimal]) -> Decimal:
    return sum(values, ZERO)
