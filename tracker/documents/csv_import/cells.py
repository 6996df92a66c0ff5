"""What a cell means, field by field: a value, or the reason why it has none.

A number is digits with an optional sign, an optional decimal point, and commas only where they
part thousands (``1,541.69``). Exponents, currency signs and words are refused.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.companies.models import TaxTreatment
from tracker.documents import limits
from tracker.documents.csv_import.fields import DATES, FIELDS
from tracker.documents.csv_import.mapping import Source
from tracker.documents.csv_import.reasons import Reason
from tracker.documents.kinds import KindWords, words_for

NUMBER = re.compile(r"[+-]?(?:(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+)")
SHOWN_LENGTH = 40
TERMS_DAYS_MAX = 3650
TREATMENTS = {
    **{each.value: each.value for each in TaxTreatment},
    **{each.label.casefold(): each.value for each in TaxTreatment},
}
LENGTHS = {
    "company": 255,
    "company_reference": 50,
    "product": limits.PRODUCT_CODE_LENGTH_MAX,
    "reference": limits.REFERENCE_LENGTH_MAX,
    "placement": limits.SHORT_TEXT_LENGTH_MAX,
    "consultant": limits.SHORT_TEXT_LENGTH_MAX,
    "branch": limits.SHORT_TEXT_LENGTH_MAX,
    "worker": limits.WORKER_LENGTH_MAX,
    "invoice": limits.NUMBER_LENGTH_MAX,
}


class Cell(NamedTuple):
    """What one cell said. Where ``reason`` is set, ``value`` stands for nothing."""

    value: Any
    reason: Reason | None = None
    sentence: str = ""


Meaning = Callable[[str], Cell]


def meaning_of(field: str, source: Source, *, kind: str) -> Meaning:
    """How to read the texts of one field of a document of that kind."""
    words = words_for(kind)
    if field in DATES:
        return lambda text: _date(field, source.format, text)
    if field == "document":
        return lambda text: _number(words, text)
    if field == "company":
        return lambda text: _company(words, text)
    return MEANINGS.get(field) or (lambda text: _text(field, text))


def _number(words: KindWords, text: str) -> Cell:
    if not text:
        return Cell("", Reason.NO_NUMBER, f"The row has no {words.one} number.")
    problem = limits.number_problem(text)
    return Cell(text, Reason.BAD_NUMBER if problem else None, problem)


def _supplier_number(text: str) -> Cell:
    words = FIELDS["supplier_number"].words
    problem = limits.number_problem(text, name=words) if text else ""
    return Cell(text, Reason.BAD_NUMBER if problem else None, problem)


def _company(words: KindWords, text: str) -> Cell:
    if text:
        return _text("company", text)
    if words.is_payment:
        return Cell("", Reason.NO_SUPPLIER, "The row names no supplier.")
    return Cell("", Reason.NO_CUSTOMER, "The row names no customer.")


def _text(field: str, text: str) -> Cell:
    problem = limits.text_problem(FIELDS[field].words, text, LENGTHS[field])
    return Cell(text, Reason.BAD_DETAIL if problem else None, problem)


def _description(text: str) -> Cell:
    if not text:
        return Cell("", Reason.NO_DESCRIPTION, "The row has no description.")
    problem = limits.description_problem(text)
    return Cell(text, Reason.BAD_DETAIL if problem else None, problem)


def _date(field: str, format: str, text: str) -> Cell:
    words = FIELDS[field].words
    if not text:
        missing = Reason.BAD_DATE if FIELDS[field].is_required else None
        return Cell(None, missing, f"The {words} is missing." if missing else "")
    try:
        moment = datetime.strptime(text, format) if format else datetime.fromisoformat(text)
    except ValueError:
        shape = format or "2026-11-30"
        sentence = f"The {words} “{text[:SHOWN_LENGTH]}” is not a date written as {shape}."
        return Cell(None, Reason.BAD_DATE, sentence)
    problem = limits.date_problem(words, moment.date())
    return Cell(moment.date(), Reason.BAD_DATE if problem else None, problem)


def _quantity(text: str) -> Cell:
    cell = _amount("quantity", text, lambda quantity: limits.quantity_problem(abs(quantity)))
    if cell.reason is None and cell.value < 0:
        sentence = f"The quantity {text} is negative: credit notes cannot be imported yet."
        return Cell(Decimal(0), Reason.CREDIT_NOTE, sentence)
    return cell


def _unit_price(text: str) -> Cell:
    return _amount("unit price", text, limits.unit_price_problem)


def _discount(text: str) -> Cell:
    return _amount("discount", text or "0", limits.discount_problem)


def _amount(words: str, text: str, check: Callable[[Decimal], str]) -> Cell:
    if not text:
        return Cell(Decimal(0), Reason.BAD_AMOUNT, f"The {words} is missing.")
    if len(text) > SHOWN_LENGTH or not NUMBER.fullmatch(text):
        sentence = f"The {words} “{text[:SHOWN_LENGTH]}” is not a number."
        return Cell(Decimal(0), Reason.BAD_AMOUNT, sentence)
    # Zero has no sign here: “-0” would make another fingerprint of the same content.
    value = Decimal(text.replace(",", "")) or Decimal(0)
    problem = check(value)
    return Cell(value, Reason.BAD_AMOUNT if problem else None, problem)


def _terms_days(text: str) -> Cell:
    if not text:
        return Cell(None)
    if not re.fullmatch("[0-9]{1,4}", text) or int(text) > TERMS_DAYS_MAX:
        sentence = f"The terms “{text[:SHOWN_LENGTH]}” are not 0 to {TERMS_DAYS_MAX:,} whole days."
        return Cell(None, Reason.BAD_DETAIL, sentence)
    return Cell(int(text))


def _currency(text: str) -> Cell:
    problem = limits.currency_problem(text) if text else ""
    return Cell(text, Reason.BAD_DETAIL if problem else None, problem)


def _tax_treatment(text: str) -> Cell:
    code = TREATMENTS.get(text.casefold(), "")
    if text and not code:
        known = ", ".join(TaxTreatment.values)
        sentence = f"“{text[:SHOWN_LENGTH]}” is not a tax treatment; there are: {known}."
        return Cell("", Reason.BAD_DETAIL, sentence)
    return Cell(code)


MEANINGS: dict[str, Meaning] = {
    "supplier_number": _supplier_number,
    "description": _description,
    "quantity": _quantity,
    "unit_price": _unit_price,
    "discount_percent": _discount,
    "terms_days": _terms_days,
    "currency": _currency,
    "tax_treatment": _tax_treatment,
}
