"""A busy two months: forty invoices and twenty payments that nobody has sent yet."""

from datetime import date, timedelta
from decimal import Decimal

from tracker import clock
from tracker.agencies.models import Agency
from tracker.cli.stories.clients import take_on_clients
from tracker.cli.stories.contractors import contractor_of, weeks_before, words_for_week
from tracker.cli.stories.payments import write_payments
from tracker.cli.stories.people import STORY, found_agency
from tracker.cli.stories.price_list import write_price_list
from tracker.cli.stories.suppliers import take_on_suppliers
from tracker.companies.models import Company
from tracker.documents import lifecycle
from tracker.documents.lifecycle import LineDraft
from tracker.documents.models import Document, Product
from tracker.documents.numbering import set_numbering

INVOICES = 40
PREFIX = "DEMO-"
HIRES = [
    ("Finance manager", Decimal("58000")),
    ("Process engineer", Decimal("46500")),
    ("Head of people", Decimal("72250")),
    ("Regional buyer", Decimal("39995")),
]
CONSULTANTS = ["Marta Reyes", "Tom Ashby", "Priya Nair"]


def busy_month() -> Agency:
    """Found the agency, with companies, products, invoices and payments, none of them sent."""
    agency = found_agency()
    entity = agency.entities.get()
    set_numbering(kind="invoice", entity=entity, prefix=PREFIX, next_number=1001, by=STORY)
    clients, price_list = take_on_clients(agency), write_price_list(agency)
    suppliers = take_on_suppliers(agency)
    invoices = []
    for turn in range(INVOICES):
        # From 58 days ago to yesterday, so that the newest always look recent.
        day = clock.today() - timedelta(days=58 - turn * 57 // (INVOICES - 1))
        client = clients[turn * 5 % len(clients)]
        invoices.append(_write_invoice(agency, client, price_list, day, turn))
    write_payments(invoices, suppliers, price_list)
    return agency


def _write_invoice(
    agency: Agency, client: Company, price_list: dict[str, Product], day: date, turn: int
) -> Document:
    draft = lifecycle.create_draft(
        agency=agency,
        entity=agency.entities.get(),
        kind="invoice",
        company=client,
        date=day,
        due_date=day + timedelta(days=client.terms_days or 30),
        reference=f"PO {4100 + turn * 7}" if turn % 3 else "",
        placement=f"PL-{220 + turn}",
        consultant=CONSULTANTS[turn % len(CONSULTANTS)],
        lines=_lines(price_list, day, turn),
        by=STORY,
    )
    lifecycle.approve(draft, by=STORY)
    return draft


def _lines(price_list: dict[str, Product], day: date, turn: int) -> list[LineDraft]:
    if turn % 5 == 4:
        return _placement(price_list, turn)
    lines = _weeks(price_list, day, turn)
    if turn % 4 == 1:
        lines.append(_extra(price_list["EXPENSES"], "Travel and parking", "1", "86.40"))
    if turn % 13 == 3:
        lines.append(_extra(price_list["HANDBOOK"], "Printed safety handbook", "6", "12.50"))
    if turn % 17 == 6:
        lines.append(_extra(price_list["TRAINING"], "First-aid course, one day", "1", "195"))
    if turn % 11 == 7:
        lines.append(_extra(price_list["DBS-CHECK"], "Enhanced background check", "2", "54.40"))
    return lines


def _weeks(price_list: dict[str, Product], day: date, turn: int) -> list[LineDraft]:
    contractor = contractor_of(turn)
    return [
        LineDraft(
            product=price_list[contractor.product],
            description=words_for_week(contractor, ending),
            worker=contractor.name,
            period_end=ending,
            quantity=contractor.quantity,
            unit_price=contractor.charged,
        )
        for ending in weeks_before(day, turn)
    ]


def _placement(price_list: dict[str, Product], turn: int) -> list[LineDraft]:
    role, salary = HIRES[turn % len(HIRES)]
    fee = LineDraft(
        product=price_list["PERM-FEE"],
        description=f"Permanent placement: {role}, 18 % of £{salary:,.0f}",
        quantity=Decimal(1),
        unit_price=salary * Decimal("0.18"),
    )
    if turn % 10 != 9:
        return [fee]
    paid = _extra(price_list["RETAINER"], "Less retainer already invoiced", "1", "-1500")
    return [fee, paid]


def _extra(product: Product, description: str, quantity: str, price: str) -> LineDraft:
    return LineDraft(
        product=product,
        description=description,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        tax_treatment=product.tax_treatment,
    )
