"""A line as somebody wants it, before it is written."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company, TaxTreatment
from tracker.documents import limits
from tracker.documents.kinds import KindWords, words_for
from tracker.documents.models import Line, Product
from tracker.documents.tax import percent_of, treatment_of
from tracker.money import AmountsAre, LineAmounts, Totals, totals


@dataclass(frozen=True, kw_only=True)
class LineDraft:
    """What a line shall say. ``id`` is that of the line it replaces; none: a new line.

    ``quantity`` and ``unit_price`` have up to 4 decimals, ``discount_percent`` up to 2.
    """

    description: str
    quantity: Decimal
    unit_price: Decimal
    product: Product | None = None
    worker: str = ""
    period_end: date | None = None
    discount_percent: Decimal = Decimal("0.00")
    tax_treatment: str = ""
    account_override: str = ""
    tax_override: str = ""
    id: int | None = None


# What a line holds besides its place and its totals.
FIELDS = (
    "product_id",
    "description",
    "worker",
    "period_end",
    "quantity",
    "unit_price",
    "discount_percent",
    "tax_treatment",
    "account_override",
    "tax_override",
)


def draft_of(line: Line) -> LineDraft:
    """The draft that would change nothing."""
    same = {name: getattr(line, name) for name in FIELDS if name != "product_id"}
    return LineDraft(id=line.id, product=line.product, **same)


def values_of(draft: LineDraft) -> dict[str, object]:
    """The draft's values by the names of ``FIELDS``."""
    product_id = draft.product.id if draft.product else None
    return {
        "product_id": product_id,
        **{name: getattr(draft, name) for name in FIELDS if name != "product_id"},
    }


def checked(lines: list[LineDraft], *, agency_id: int, kind: str) -> list[LineDraft]:
    """The drafts, tidied. Raises ``NotPossible`` naming the first line that cannot be taken."""
    words = words_for(kind)
    return [_checked(line, place, agency_id, words) for place, line in enumerate(lines, start=1)]


def with_treatment(lines: list[LineDraft], company: Company, *, kind: str) -> list[LineDraft]:
    """The drafts, each with its treatment written down."""
    treatments = [treatment_of(line, company, kind=kind).value for line in lines]
    pairs = zip(lines, treatments, strict=True)
    return [replace(line, tax_treatment=treatment) for line, treatment in pairs]


def totals_of(lines: list[LineDraft], *, company: Company, kind: str, amounts_are: str) -> Totals:
    """What the lines come to. Raises ``NotPossible`` above what Xero takes."""
    amounts = [
        LineAmounts(
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            tax_percent=percent_of(treatment_of(line, company, kind=kind)),
        )
        for line in lines
    ]
    result = totals(amounts, amounts_are=AmountsAre(amounts_are))
    for amount in (*(line.amount for line in result.lines), result.net, result.gross):
        if problem := limits.amount_problem(amount):
            raise NotPossible(problem)
    return result


def _checked(line: LineDraft, place: int, agency_id: int, words: KindWords) -> LineDraft:
    line = replace(line, description=line.description.strip(), worker=line.worker.strip())
    if problem := _problem(line, agency_id) or _discount_problem(line, words):
        raise NotPossible(f"Line {place}: {problem}")
    return line


def _problem(line: LineDraft, agency_id: int) -> str:
    if line.product and line.product.agency_id != agency_id:
        return "The product is not one of this agency's."
    if line.tax_treatment and line.tax_treatment not in TaxTreatment.values:
        return f"“{line.tax_treatment}” is not a tax treatment."
    return (
        limits.description_problem(line.description)
        or limits.quantity_problem(line.quantity)
        or limits.unit_price_problem(line.unit_price)
        or limits.discount_problem(line.discount_percent)
        or limits.text_problem("worker", line.worker, limits.WORKER_LENGTH_MAX)
        or limits.text_problem("account", line.account_override, 10)
        or limits.text_problem("tax rate", line.tax_override, 50)
        or (limits.date_problem("period's end", line.period_end) if line.period_end else "")
    )


def _discount_problem(line: LineDraft, words: KindWords) -> str:
    """Xero refuses every discount on a bill:
    https://developer.xero.com/documentation/api/accounting/invoices
    """
    if words.has_discounts or not line.discount_percent:
        return ""
    return f"A {words.one} takes no discount: lower the unit price instead."
