"""Xero's refusals as a closed list of causes.

The texts are not a contract of Xero's: each was seen in an answer, in Xero's documentation
(https://developer.xero.com/documentation/api/accounting/invoices) or in its users' reports. A text
nobody has seen is ``OTHER`` and is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum


class Cause(StrEnum):
    """Why Xero refused a record."""

    NUMBER_IN_USE = "number_in_use"
    CONTACT_NAME_IN_USE = "contact_name_in_use"
    CONTACT_NUMBER_IN_USE = "contact_number_in_use"
    ITEM_CODE_IN_USE = "item_code_in_use"
    AMOUNT_EXCEEDS_DUE = "amount_exceeds_due"
    ACCOUNT_ARCHIVED = "account_archived"
    PAYMENT_ACCOUNT_INVALID = "payment_account_invalid"
    ACCOUNT_INVALID = "account_invalid"
    TAX_INVALID = "tax_invalid"
    TAX_AMOUNT_INVALID = "tax_amount_invalid"
    ITEM_INVALID = "item_invalid"
    CONTACT_ARCHIVED = "contact_archived"
    CONTACT_MISSING = "contact_missing"
    HAS_PAYMENTS = "has_payments"
    PERIOD_LOCKED = "period_locked"
    NOT_MODIFIABLE = "not_modifiable"
    NOT_APPROVED = "not_approved"
    STATUS_INVALID = "status_invalid"
    CURRENCY_NOT_ENABLED = "currency_not_enabled"
    PLAN_LIMIT = "plan_limit"
    PERMISSION = "permission"
    DESCRIPTION_MISSING = "description_missing"
    LINES_MISSING = "lines_missing"
    QUANTITY_NEGATIVE = "quantity_negative"
    DUE_DATE_MISSING = "due_date_missing"
    DATE_MISSING = "date_missing"
    EMAIL_INVALID = "email_invalid"
    DISCOUNT_NOT_ALLOWED = "discount_not_allowed"
    LINE_TOTAL_MISMATCH = "line_total_mismatch"
    TOO_LONG = "too_long"
    NAME_NOT_ALLOWED = "name_not_allowed"
    NOT_FOUND = "not_found"
    OTHER = "other"


ALREADY_EXISTS = frozenset(
    {
        Cause.NUMBER_IN_USE,
        Cause.CONTACT_NAME_IN_USE,
        Cause.CONTACT_NUMBER_IN_USE,
        Cause.ITEM_CODE_IN_USE,
        Cause.AMOUNT_EXCEEDS_DUE,
    }
)
"""Doubts, not verdicts: what is in the way may be our own, from an answer that was lost."""

_DATE = r"(?P<lock_date>\d{1,2}-\w{3}-\d{4})"

_TEXTS: tuple[tuple[Cause, str], ...] = (
    (Cause.NUMBER_IN_USE, r"Invoice # must be unique"),
    (
        Cause.CONTACT_NAME_IN_USE,
        r"contact name (?P<contact>.+?) is already assigned to another contact",
    ),
    (Cause.CONTACT_NUMBER_IN_USE, r"Another contact has this contact number"),
    (Cause.ITEM_CODE_IN_USE, r"Item with Code '(?P<item>.*?)' already exists"),
    (Cause.AMOUNT_EXCEEDS_DUE, r"amount exceeds the amount outstanding"),
    (Cause.ACCOUNT_ARCHIVED, r"Account code '(?P<account>.*?)' has been archived"),
    (Cause.PAYMENT_ACCOUNT_INVALID, r"Account type is invalid for making a payment"),
    (Cause.PAYMENT_ACCOUNT_INVALID, r"^Account could not be found"),
    # Before the account's own texts, because it names an account too.
    (
        Cause.TAX_INVALID,
        r"TaxType code '(?P<tax_type>.*?)' cannot be used"
        r"(?: with account code '(?P<account>.*?)')?",
    ),
    (Cause.TAX_INVALID, r"TaxType(?: code)? '(?P<tax_type>.*?)' (?:does not exist|is not valid)"),
    (Cause.TAX_INVALID, r"TaxType field is mandatory|Tax rate must be valid"),
    (Cause.TAX_AMOUNT_INVALID, r"tax amount cannot be greater than the line amount"),
    (Cause.ACCOUNT_INVALID, r"Account code '(?P<account>.*?)' (?:is not|has been removed)"),
    (Cause.ACCOUNT_INVALID, r"Account code must be specified|Account must be valid"),
    (Cause.ITEM_INVALID, r"Item code '(?P<item>.*?)' (?:is not|does not|could not)"),
    (Cause.CONTACT_ARCHIVED, r"archived contact"),
    (Cause.CONTACT_MISSING, r"A Contact must be specified|Contact must contain at least 1"),
    (Cause.CONTACT_MISSING, r"Contact Name cannot be empty"),
    (Cause.HAS_PAYMENTS, r"payments? or credit notes? allocated to it"),
    (Cause.PERIOD_LOCKED, r"(?:lock date|locked period)(?:.*?set at " + _DATE + ")?"),
    (Cause.NOT_MODIFIABLE, r"not of valid status for modification"),
    (Cause.NOT_APPROVED, r"only be made against Authorised documents"),
    (Cause.STATUS_INVALID, r"not of valid (?:status|type) for creation"),
    (Cause.CURRENCY_NOT_ENABLED, r"not subscribed to currency (?P<currency>[A-Z]{3})"),
    (Cause.PLAN_LIMIT, r"reached the limit of (?:invoices|bills)"),
    (Cause.PERMISSION, r"does not have the correct permissions"),
    (Cause.DESCRIPTION_MISSING, r"description field is mandatory|Description must be specified"),
    (Cause.LINES_MISSING, r"One or more line items must be specified"),
    (
        Cause.QUANTITY_NEGATIVE,
        r"quantity value '(?P<quantity>.*?)' is invalid|Quantity must not be less than zero",
    ),
    (Cause.DUE_DATE_MISSING, r"Due ?Date field must be specified"),
    (Cause.DATE_MISSING, r"\bDate field must be specified"),
    (Cause.EMAIL_INVALID, r"Email ?address (?:must be|is not|is in)"),
    (Cause.DISCOUNT_NOT_ALLOWED, r"Discounts may not be applied"),
    (
        Cause.LINE_TOTAL_MISMATCH,
        r"line total (?P<line_total>\S+) does not match the expected line total (?P<expected>\S+)",
    ),
    (Cause.TOO_LONG, r"too long|maximum length|longer than|exceeds? (?:the )?\d+ char"),
    (Cause.TOO_LONG, r"(?:no|not be) (?:more|longer) than \d+ char"),
    (Cause.NAME_NOT_ALLOWED, r"name.*(?:cannot|must not|may not|can not) contain"),
    (Cause.NOT_FOUND, r"could not be found|was not found|cannot be found"),
)

_PATTERNS = tuple((found, re.compile(text, re.IGNORECASE | re.DOTALL)) for found, text in _TEXTS)


def cause(messages: Iterable[str]) -> Cause:
    """One cause for all messages of a record.

    A doubt comes first: a number in use beside a bad account may still be our own invoice.
    Otherwise the first message that is known speaks.
    """
    found = [_cause(message) for message in messages]
    doubts = [each for each in found if each in ALREADY_EXISTS]
    known = [each for each in found if each is not Cause.OTHER]
    return next(iter(doubts or known), Cause.OTHER)


def cause_details(messages: Iterable[str]) -> dict[str, str]:
    """What the texts name, as text; the first one of each wins.

    Keys: ``account``, ``tax_type``, ``contact``, ``item``, ``currency``, ``lock_date``
    (``YYYY-MM-DD``, the later of several), ``quantity``, ``line_total``, ``expected``.
    """
    details: dict[str, str] = {}
    for message in messages:
        for name, value in _named(message).items():
            if name == "lock_date":
                value = max(_iso(value), details.get(name, ""))
                details[name] = value
            details.setdefault(name, value)
    return details


def _cause(message: str) -> Cause:
    return next((found for found, text in _PATTERNS if text.search(message)), Cause.OTHER)


def _named(message: str) -> dict[str, str]:
    matches = (text.search(message) for _, text in _PATTERNS)
    first = next((match for match in matches if match), None)
    return {name: value for name, value in (first.groupdict() if first else {}).items() if value}


def _iso(text: str) -> str:
    try:
        return datetime.strptime(text, "%d-%b-%Y").date().isoformat()
    except ValueError:
        return text
