"""Who plays in the tests: one office with three people, an outsider, three clients and suppliers.

Everything is made by the functions that pages and commands call.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.agencies import people
from tracker.agencies.agencies import create_agency
from tracker.agencies.models import Agency, Entity, Person, Role
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.documents import lifecycle, products
from tracker.documents.lifecycle import LineDraft
from tracker.documents.models import Document, Product, Scenario

PASSWORD = "correct horse battery"
A_DAY = date(2026, 11, 3)
DUE_DAY = date(2026, 12, 3)


@dataclass(frozen=True)
class Office:
    """An agency, its entity, and its people."""

    agency: Agency
    entity: Entity
    owner: Person
    colleague: Person
    viewer: Person


@dataclass(frozen=True)
class Clients:
    """The three companies that are billed."""

    acme: Company
    brightwater: Company
    cobalt: Company


@dataclass(frozen=True)
class Suppliers:
    """The three companies that bill the office: ``ewa`` is not registered for VAT, ``dunmore`` is
    a client too.
    """

    keystone: Company
    ewa: Company
    dunmore: Company


def office() -> Office:
    """Harbour Talent: Olivia owns it, Farid is in finance, Vera only looks."""
    agency = create_agency(
        name="Harbour Talent",
        owner_email="olivia@harbour.example",
        owner_name="Olivia Grant",
        password=PASSWORD,
        by="test",
    )
    return Office(
        agency=agency,
        entity=agency.entities.get(),
        owner=agency.people.get(),
        colleague=_joined(agency, "farid@harbour.example", "Farid Khan", Role.FINANCE),
        viewer=_joined(agency, "vera@harbour.example", "Vera Lindqvist", Role.VIEWER),
    )


def outsider() -> Person:
    """Otto owns another agency, and must never see anything of the office."""
    agency = create_agency(
        name="Outside Staffing",
        owner_email="otto@outside.example",
        owner_name="Otto Outsider",
        password=PASSWORD,
        by="test",
    )
    return agency.people.get()


def clients(office: Office) -> Clients:
    """Acme with everything that a contact can have, Brightwater with some, Cobalt with a name."""
    acme = companies.create(
        agency=office.agency,
        name="Acme Logistics Ltd",
        reference="C001",
        email="accounts@acme.example",
        phone="020 7946 0101",
        address="14 Quayside Road",
        city="Southampton",
        region="Hampshire",
        postal_code="SO14 3JT",
        country="United Kingdom",
        vat_number="GB901234567",
        company_number="07013579",
        terms_days=14,
        by=office.owner,
    )
    brightwater = companies.create(
        agency=office.agency,
        name="Brightwater Group",
        reference="C002",
        email="payables@brightwater.example",
        by=office.owner,
    )
    cobalt = companies.create(agency=office.agency, name="Cobalt & Sons", by=office.owner)
    return Clients(acme, brightwater, cobalt)


def suppliers(office: Office) -> Suppliers:
    """Keystone pays contractors, Ewa is one herself, Dunmore sells training and hires nurses."""
    said = {"agency": office.agency, "by": office.owner, "is_supplier": True}
    keystone = companies.create(
        name="Keystone Umbrella Ltd",
        reference="S001",
        email="remittances@keystone.example",
        vat_number="GB911223344",
        is_client=False,
        **said,  # type: ignore[arg-type]
    )
    ewa = companies.create(name="Ewa Nowak", reference="S002", is_client=False, **said)  # type: ignore[arg-type]
    dunmore = companies.create(
        name="Dunmore Care Homes Ltd",
        vat_number="GB922334455",
        **said,  # type: ignore[arg-type]
    )
    return Suppliers(keystone, ewa, dunmore)


def price_list(office: Office) -> dict[str, Product]:
    """One product of each scenario, by its code."""
    listed = [
        ("PERM-FEE", "Permanent placement fee", Scenario.PERMANENT),
        ("TEMP-DAY", "Contractor, day rate", Scenario.CONTRACT),
        ("EXPENSES", "Expenses recharged", Scenario.EXPENSES),
        ("DBS-CHECK", "Background check", Scenario.OTHER),
    ]
    return {
        code: products.create(
            agency=office.agency, code=code, name=name, scenario=scenario, by=office.owner
        )
        for code, name, scenario in listed
    }


def a_line(
    description: str = "Five days", quantity: str = "5", unit_price: str = "240", **others: object
) -> LineDraft:
    """A line as somebody would type it; 1,200.00 net unless said otherwise."""
    return LineDraft(
        description=description,
        quantity=Decimal(quantity),
        unit_price=Decimal(unit_price),
        **others,  # type: ignore[arg-type]
    )


def draft_invoice(
    office: Office, company: Company, *, lines: list[LineDraft] | None = None, **others: object
) -> Document:
    """A draft of 3 November 2026, due a month later."""
    said = {"kind": "invoice", "date": A_DAY, "due_date": DUE_DAY, **others}
    return lifecycle.create_draft(
        agency=office.agency,
        entity=office.entity,
        company=company,
        lines=[a_line()] if lines is None else lines,
        by=office.owner,
        **said,  # type: ignore[arg-type]
    )


def approved_invoice(
    office: Office, company: Company, *, lines: list[LineDraft] | None = None, **others: object
) -> Document:
    """The same, approved: numbered INV-1001 and on."""
    document = draft_invoice(office, company, lines=lines, **others)
    lifecycle.approve(document, by=office.owner)
    return document


def draft_payment(
    office: Office, company: Company, *, lines: list[LineDraft] | None = None, **others: object
) -> Document:
    """A draft of what the office owes a supplier; 1,200.00 net unless said otherwise."""
    return draft_invoice(office, company, lines=lines, kind="payment", **others)


def approved_payment(
    office: Office, company: Company, *, lines: list[LineDraft] | None = None, **others: object
) -> Document:
    """The same, approved: numbered PAY-1001 and on."""
    return approved_invoice(office, company, lines=lines, kind="payment", **others)


def _joined(agency: Agency, email: str, name: str, role: Role) -> Person:
    person = people.invite(agency, email=email, name=name, role=role, by="test")
    people.set_password(person, password=PASSWORD, by="test")
    return person
