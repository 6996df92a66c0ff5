"""Who works at Harbour Talent's clients, for what, and through whom they are paid. All invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Contractor:
    """``charged`` and ``paid`` are rates by the hour or the day; products are named by code."""

    name: str
    role: str
    quantity: Decimal
    product: str
    charged: Decimal
    pay_product: str
    paid: Decimal
    supplier: str


CONTRACTORS = [
    Contractor(
        name="Amara Obi",
        role="Warehouse shift lead",
        quantity=Decimal("37.5"),
        product="TEMP-HOUR",
        charged=Decimal("24.85"),
        pay_product="PAY-HOUR",
        paid=Decimal("19.60"),
        supplier="Keystone Umbrella Ltd",
    ),
    Contractor(
        name="Ben Sutherland",
        role="Data engineer",
        quantity=Decimal("5"),
        product="TEMP-DAY",
        charged=Decimal("525"),
        pay_product="PAY-DAY",
        paid=Decimal("445"),
        supplier="Sutherland Data Ltd",
    ),
    Contractor(
        name="Chloe Marsh",
        role="Payroll analyst",
        quantity=Decimal("4.5"),
        product="TEMP-DAY",
        charged=Decimal("312.50"),
        pay_product="PAY-DAY",
        paid=Decimal("262.50"),
        supplier="Chloe Marsh",
    ),
    Contractor(
        name="Dev Patel",
        role="Site electrician",
        quantity=Decimal("41.25"),
        product="TEMP-HOUR",
        charged=Decimal("33.3333"),
        pay_product="PAY-HOUR",
        paid=Decimal("27.15"),
        supplier="Keystone Umbrella Ltd",
    ),
    Contractor(
        name="Ewa Nowak",
        role="Night nurse",
        quantity=Decimal("36"),
        product="TEMP-HOUR",
        charged=Decimal("29.99"),
        pay_product="PAY-HOUR",
        paid=Decimal("24.40"),
        supplier="Keystone Umbrella Ltd",
    ),
]


def contractor_of(turn: int) -> Contractor:
    """Who worked for what the invoice of that turn bills."""
    return CONTRACTORS[turn % len(CONTRACTORS)]


def weeks_before(day: date, turn: int) -> list[date]:
    """Where one to three weeks of work end: the last on the Sunday before the day."""
    sunday = day - timedelta(days=day.isoweekday())
    return [sunday - timedelta(weeks=back) for back in reversed(range(1 + turn % 3))]


def words_for_week(contractor: Contractor, ending: date) -> str:
    return f"{contractor.role}: {contractor.name}, week ending {ending:%-d %B %Y}"
