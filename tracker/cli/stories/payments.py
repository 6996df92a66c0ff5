"""Twenty payments of the last month: what the work that clients were billed for costs.

Most belong to their invoice; of some a person has yet to say so. The last two are drafts.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tracker.cli.stories.contractors import contractor_of, weeks_before, words_for_week
from tracker.cli.stories.people import STORY
from tracker.cli.stories.suppliers import CLIENT_TOO, UNREGISTERED
from tracker.companies.models import Company
from tracker.documents import lifecycle
from tracker.documents.lifecycle import LineDraft
from tracker.documents.models import Document, Product

FIRST_TURN = 17
DRAFTS = 2
EXPENSES_TURN = 22
TRAINING_TURN = 23
# Writes invoices of its own: the books know its payments by those numbers and dates.
NUMBERS_ITSELF = "Sutherland Data Ltd"


@dataclass(frozen=True)
class Owed:
    """What is owed to whom, on which day, for the work that an invoice bills."""

    supplier: str
    invoice: Document
    turn: int
    lines: list[LineDraft]


def write_payments(
    invoices: list[Document], suppliers: dict[str, Company], price_list: dict[str, Product]
) -> list[Document]:
    """Draft the payments for these invoices, by their turns, and approve all but the last."""
    owed = [
        each
        for turn, invoice in enumerate(invoices)
        if turn >= FIRST_TURN
        for each in _owed(turn, invoice, price_list)
    ]
    drafts = [_draft(each, suppliers[each.supplier]) for each in owed]
    for draft in drafts[:-DRAFTS]:
        lifecycle.approve(draft, by=STORY)
    return drafts


def _owed(turn: int, invoice: Document, price_list: dict[str, Product]) -> list[Owed]:
    if turn % 5 == 4:
        return []  # A permanent placement: nobody else is paid for it.
    contractor = contractor_of(turn)
    owed = [Owed(contractor.supplier, invoice, turn, _weeks(price_list, invoice.date, turn))]
    if turn == EXPENSES_TURN:
        train = _one(price_list["PAY-EXPENSES"], "Train to the client, two returns", "64.20")
        owed.append(Owed(UNREGISTERED, invoice, turn, [train]))
    if turn == TRAINING_TURN:
        course = _one(price_list["TRAINING"], "First-aid course, one day", "140")
        owed.append(Owed(CLIENT_TOO, invoice, turn, [course]))
    return owed


def _draft(owed: Owed, supplier: Company) -> Document:
    invoice = owed.invoice
    said: dict[str, Any] = {} if owed.turn % 4 == 2 else {"invoice": invoice}
    if supplier.name == NUMBERS_ITSELF:
        written = invoice.date - timedelta(days=1)
        said |= {"supplier_number": f"SD-{owed.turn + 83:04}", "supplier_date": written}
    return lifecycle.create_draft(
        agency=invoice.agency,
        entity=invoice.entity,
        kind=Document.Kind.PAYMENT,
        company=supplier,
        date=invoice.date,
        due_date=invoice.date + timedelta(days=supplier.terms_days or 30),
        placement=invoice.placement,
        consultant=invoice.consultant,
        lines=owed.lines,
        by=STORY,
        **said,
    )


def _weeks(price_list: dict[str, Product], day: date, turn: int) -> list[LineDraft]:
    contractor = contractor_of(turn)
    return [
        LineDraft(
            product=price_list[contractor.pay_product],
            description=words_for_week(contractor, ending),
            worker=contractor.name,
            period_end=ending,
            quantity=contractor.quantity,
            unit_price=contractor.paid,
        )
        for ending in weeks_before(day, turn)
    ]


def _one(product: Product, description: str, price: str) -> LineDraft:
    return LineDraft(
        product=product,
        description=description,
        quantity=Decimal(1),
        unit_price=Decimal(price),
        tax_treatment=product.tax_treatment,
    )
