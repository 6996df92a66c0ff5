"""What a document and its lines may hold: Xero's limits and our own.

Each check gives a sentence for people, or "" where all is well. Xero's lengths are those of
https://developer.xero.com/documentation/api/accounting/invoices
and https://developer.xero.com/documentation/api/accounting/items.
"""

import re
from datetime import date
from decimal import Decimal

DESCRIPTION_LENGTH_MAX = 4000
REFERENCE_LENGTH_MAX = 255
NUMBER_LENGTH_MAX = 255
PRODUCT_CODE_LENGTH_MAX = 30
PRODUCT_NAME_LENGTH_MAX = 50
SHORT_TEXT_LENGTH_MAX = 100
WORKER_LENGTH_MAX = 200
AMOUNT_MAX = Decimal("9999999999.99")
# Xero takes a quantity of up to 13 characters: 8 digits, the point and 4 decimals.
QUANTITY_MAX = Decimal("99999999.9999")
RATE_MAX = Decimal(1_000_000)
PRINTABLE_ASCII = re.compile(r"[\x20-\x7e]+")
CURRENCY = re.compile(r"[A-Z]{3}")
EARLIEST_DATE = date(1990, 1, 1)
LATEST_DATE = date(2199, 12, 31)


def number_problem(number: str, *, name: str = "number") -> str:
    """Of a document's number, ours or (as ``name`` says) somebody else's."""
    if not number.strip():
        return f"The {name} is missing."
    if len(number) > NUMBER_LENGTH_MAX:
        return f"A number has at most {NUMBER_LENGTH_MAX} characters."
    if not PRINTABLE_ASCII.fullmatch(number):
        return f"The {name} “{number}” holds a character that Xero does not take in numbers."
    return ""


def description_problem(description: str) -> str:
    if not description.strip():
        return "The line has no description."
    return text_problem("description", description, DESCRIPTION_LENGTH_MAX)


def text_problem(name: str, text: str, length_max: int) -> str:
    if len(text) > length_max:
        return f"The {name} has {len(text):,} characters; at most {length_max:,} fit."
    if "\x00" in text:
        return f"The {name} holds a character that cannot be stored."
    return ""


def quantity_problem(quantity: Decimal) -> str:
    if not quantity.is_finite():
        return "The quantity is not a number."
    if quantity < 0:
        return "A quantity is never negative: make the unit price negative instead."
    if quantity > QUANTITY_MAX:
        return f"The quantity {quantity} is too large."
    return decimals_problem("quantity", quantity, 4)


def unit_price_problem(price: Decimal) -> str:
    if not price.is_finite():
        return "The unit price is not a number."
    if abs(price) > AMOUNT_MAX:
        return f"The unit price {price} is too large."
    return decimals_problem("unit price", price, 4)


def discount_problem(percent: Decimal) -> str:
    if not percent.is_finite() or not 0 <= percent <= 100:
        return "A discount is between 0 and 100 %."
    return decimals_problem("discount", percent, 2)


def decimals_problem(name: str, value: Decimal, most: int) -> str:
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > most:
        return f"The {name} {value} has more than {most} decimals."
    return ""


def rate_problem(rate: Decimal) -> str:
    """Of an exchange rate; Xero keeps 6 decimals of it."""
    if not (rate.is_finite() and 0 < rate < RATE_MAX):
        return "An exchange rate is more than nothing, and less than a million."
    return decimals_problem("exchange rate", rate, 6)


def amount_problem(amount: Decimal) -> str:
    if abs(amount) > AMOUNT_MAX:
        return f"An amount of {amount:,} is more than Xero takes ({AMOUNT_MAX:,})."
    return ""


def date_problem(name: str, day: date) -> str:
    if not EARLIEST_DATE <= day <= LATEST_DATE:
        return f"The {name} {day.isoformat()} is not between 1990 and 2199."
    return ""


def currency_problem(currency: str) -> str:
    if not CURRENCY.fullmatch(currency):
        return f"“{currency}” is not a currency: use three capital letters such as GBP."
    return ""
