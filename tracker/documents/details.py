"""What a document says besides its lines."""

import datetime
from decimal import Decimal
from typing import Any, TypedDict, cast

from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.documents import limits
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.money import AmountsAre


class OtherDetails(TypedDict, total=False):
    """What a document may do without; the supplier's and ``invoice`` are for payments only."""

    reference: str
    supplier_number: str
    supplier_date: datetime.date | None
    invoice: Document | None
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
    "supplier_number": "supplier's number",
    "supplier_date": "supplier's date",
    "invoice": "invoice it belongs to",
    "placement": "placement",
    "consultant": "consultant",
    "branch": "branch",
    "currency": "currency",
    "currency_rate": "exchange rate",
    "amounts_are": "way of stating amounts",
}
# What only a payment has, and what its being empty is.
OF_A_SUPPLIER: dict[str, object] = {"supplier_number": "", "supplier_date": None, "invoice": None}
SHORT_TEXTS = {
    "reference": limits.REFERENCE_LENGTH_MAX,
    "supplier_number": limits.NUMBER_LENGTH_MAX,
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


def kept_from_xero(kind: str) -> set[str]:
    """What stays inside Tracker: a change of it makes no new revision."""
    inside = {"placement", "invoice"}
    return inside if words_for(kind).has_reference else {*inside, "reference"}


def check_dates(document: Document) -> None:
    """Raises ``NotPossible`` where a document would be due before its date in the books.

    A payment that came late may well have been due before we wrote it down.
    """
    if document.due_date < document.books_date:
        raise NotPossible(
            due_before(document.kind, is_suppliers=document.supplier_date is not None)
        )


def due_before(kind: str, *, is_suppliers: bool) -> str:
    """The sentence for a document that would be due before its date, ours or the supplier's."""
    whose = "supplier" if is_suppliers else words_for(kind).one
    return f"The due date is before the {whose}'s date."


def check_pair(document: Document) -> None:
    """Raises ``NotPossible`` where what only payments have is said of another document, or where
    the invoice that a payment belongs to is none of ours.
    """
    if not document.is_payment:
        for name, empty in OF_A_SUPPLIER.items():
            if getattr(document, name) != empty:
                raise NotPossible(f"Only a payment has a {WORDS[name]}.")
    invoice = document.invoice
    if invoice is None:
        return
    mine = (document.agency_id, document.entity_id, Document.Kind.INVOICE)
    if (invoice.agency_id, invoice.entity_id, invoice.kind) != mine:
        raise NotPossible("A payment belongs to an invoice of the same agency and entity.")


def _problems(details: dict[str, Any]) -> list[str]:
    problems = [
        limits.text_problem(WORDS[name], details[name], length_max)
        for name, length_max in SHORT_TEXTS.items()
        if name in details
    ]
    if number := details.get("supplier_number"):
        problems.append(limits.number_problem(number, name=WORDS["supplier_number"]))
    for name in ("date", "due_date", "supplier_date"):
        if details.get(name) is not None:
            problems.append(limits.date_problem(WORDS[name], details[name]))
    if "currency" in details:
        problems.append(limits.currency_problem(details["currency"]))
    if "amounts_are" in details and details["amounts_are"] not in set(AmountsAre):
        problems.append("Amounts are exclusive, inclusive or without tax.")
    if (rate := details.get("currency_rate")) is not None:
        problems.append(limits.rate_problem(rate))
    return problems
