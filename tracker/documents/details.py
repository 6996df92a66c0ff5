"""What a document says besides its lines."""

import datetime
from decimal import Decimal
from typing import Any, TypedDict, cast

from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.documents import limits
from tracker.money import AmountsAre


class OtherDetails(TypedDict, total=False):
    """What a document may do without."""

    reference: str
    placement: str
    consultant: str
    branch: str
    currency: str
    currency_rate: Decimal | None
    amounts_are: str


class Details(OtherDetails, total=False):
    """What may be said of a document; what is not named stays as it is."""

    company: Company
    date: datetime.date
    due_date: datetime.date


# The words of each detail, as events and messages name it.
WORDS = {
    "company": "company",
    "date": "date",
    "due_date": "due date",
    "reference": "reference",
    "placement": "placement",
    "consultant": "consultant",
    "branch": "branch",
    "currency": "currency",
    "currency_rate": "exchange rate",
    "amounts_are": "way of stating amounts",
}
# What stays inside Tracker: a change of it makes no new revision.
KEPT_FROM_XERO = {"placement"}
SHORT_TEXTS = {
    "reference": limits.REFERENCE_LENGTH_MAX,
    "placement": limits.SHORT_TEXT_LENGTH_MAX,
    "consultant": limits.SHORT_TEXT_LENGTH_MAX,
    "branch": limits.SHORT_TEXT_LENGTH_MAX,
}


def checked(details: Details) -> Details:
    """The details, tidied. Raises ``NotPossible`` for the first that cannot be taken."""
    tidied: dict[str, Any] = dict(details)
    for name in SHORT_TEXTS.keys() & tidied.keys():
        tidied[name] = " ".join(tidied[name].split())
    for problem in _problems(tidied):
        if problem:
            raise NotPossible(problem)
    return cast(Details, tidied)


def check_dates(day: datetime.date, due_date: datetime.date) -> None:
    """Raises ``NotPossible`` where a document would be due before its own date."""
    if due_date < day:
        raise NotPossible("The due date is before the invoice's date.")


def _problems(details: dict[str, Any]) -> list[str]:
    problems = [
        limits.text_problem(WORDS[name], details[name], length_max)
        for name, length_max in SHORT_TEXTS.items()
        if name in details
    ]
    for name in ("date", "due_date"):
        if name in details:
            problems.append(limits.date_problem(WORDS[name], details[name]))
    if "currency" in details:
        problems.append(limits.currency_problem(details["currency"]))
    if "amounts_are" in details and details["amounts_are"] not in set(AmountsAre):
        problems.append("Amounts are exclusive, inclusive or without tax.")
    if (rate := details.get("currency_rate")) is not None:
        problems.append(limits.rate_problem(rate))
    return problems
