"""A busy two months: forty approved invoices that nobody has sent yet."""

from datetime import date, timedelta
from decimal import Decimal

from tracker import clock
from tracker.agencies.models import Agency
from tracker.cli.stories.clients import take_on_clients
from tracker.cli.stories.people import STORY, found_agency
from tracker.cli.stories.price_list import write_price_list
from tracker.companies.models import Company
from tracker.documents import lifecycle
from tracker.documents.lifecycle import LineDraft
from tracker.documents.models import Product
from tracker.documents.numbering import set_numbering

INVOICES = 40
PREFIX = "DEMO-"
CONTRACTORS = [
    ("Amara Obi", "Warehouse shift lead", "TEMP-HOUR", Decimal("37.5"), Decimal("24.85")),
    ("Ben Sutherland", "Data engineer", "TEMP-DAY", Decimal("5"), Decimal("525")),
    ("Chloe Marsh", "Payroll analyst", "TEMP-DAY", Decimal("4.5"), Decimal("312.50")),
    ("Dev Patel", "Site electrician", "TEMP-HOUR", Decimal("41.25"), Decimal("33.3333")),
    ("Ewa Nowak", "Night nurse", "TEMP-HOUR", Decimal("36"), Decimal("29.99")),
]
HIRES = [
    ("Finance manager", Decimal("58000")),
    ("Process engineer", Decimal("46500")),
    ("Head of people", Decimal("72250")),
    ("Regional buyer", Decimal("39995")),
]
CONSULTANTS = ["Marta Reyes", "Tom Ashby", "Priya Nair"]


def busy_month() -> Agency:
    """Found the agency, with clients, products and forty invoices, none of them sent."""
    agency = found_agency()
    entity = agency.entities.get()
    set_numbering(kind="invoice", entity=entity, prefix=PREFIX, next_number=1001, by=STORY)
    clients, price_list = take_on_clients(agency), write_price_list(agency)
    for turn in range(INVOICES):
        # From 58 days ago to yesterday, so that the newest always look recent.
        day = clock.today() - timedelta(days=58 - turn * 57 // (INVOICES - 1))
        _write_invoice(agency, clients[turn * 5 % len(clients)], price_list, day, turn)
    return agency


def _write_invoice(
    agency: Agency, client: Company, price_list: dict[str, Product], day: date, turn: int
) -> None:
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
    """One to three weeks of a contractor, the last ending on the Sunday before the invoice."""
    worker, role, code, quantity, rate = CONTRACTORS[turn % len(CONTRACTORS)]
    sunday = day - timedelta(days=day.isoweekday())
    endings = [sunday - timedelta(weeks=back) for back in reversed(range(1 + turn % 3))]
    return [
        LineDraft(
            product=price_list[code],
            description=f"{role}: {worker}, week ending {ending:%-d %B %Y}",
            worker=worker,
            period_end=ending,
            quantity=quantity,
            unit_price=rate,
        )
        for ending in endings
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
