"""An invoice and the payments for the work that it bills: what is left, and which belong."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.cast import A_DAY, Clients, Office, Suppliers
from tracker.documents import lifecycle, pairs
from tracker.documents.models import Document

pytestmark = pytest.mark.django_db

A_WEEK = date(2026, 10, 30)


@pytest.fixture
def office() -> Office:
    return cast.office()


@pytest.fixture
def clients(office: Office) -> Clients:
    return cast.clients(office)


@pytest.fixture
def suppliers(office: Office) -> Suppliers:
    return cast.suppliers(office)


@pytest.fixture
def invoice(office: Office, clients: Clients) -> Document:
    """1,200.00 net, 1,440.00 in all."""
    lines = [cast.a_line(period_end=A_WEEK)]
    return cast.approved_invoice(office, clients.acme, lines=lines, placement="P-77")


def pay(office: Office, suppliers: Suppliers, price: str, **others: object) -> Document:
    """A payment for the same placement and week, 5 of ``price`` net."""
    lines = [cast.a_line(unit_price=price, period_end=A_WEEK)]
    said = {"placement": "P-77", **others}
    return cast.approved_payment(office, suppliers.keystone, lines=lines, **said)


def test_the_margin_is_what_all_payments_leave_of_the_invoice_net_of_tax(
    office: Office, suppliers: Suppliers, invoice: Document
) -> None:
    assert pairs.margin_of(invoice) is None, "nothing was paid for yet"
    first = pay(office, suppliers, "200", invoice=invoice)
    assert first.tax > 0, "tax is no cost"
    assert pairs.margin_of(invoice) == Decimal("200.00")
    second = pay(office, suppliers, "50", invoice=invoice)
    assert pairs.margin_of(invoice) == pairs.margin_of(second) == Decimal("-50.00")
    lifecycle.void(second, by=office.owner)
    assert pairs.margin_of(invoice) == Decimal("200.00"), "a void one costs nothing"


def test_a_draft_counts_already_and_another_currency_says_nothing(
    office: Office, suppliers: Suppliers, invoice: Document
) -> None:
    draft = cast.draft_payment(office, suppliers.ewa, invoice=invoice)
    assert pairs.margin_of(invoice) == Decimal("0.00")
    lifecycle.change(draft, currency="EUR", by=office.owner)
    assert pairs.margin_of(invoice) is None
    lifecycle.void(draft, by=office.owner)
    pay(office, suppliers, "200", invoice=invoice)
    assert pairs.margin_of(invoice) == Decimal("200.00")
    lifecycle.void(invoice, by=office.owner)
    assert pairs.margin_of(invoice) is None


def test_any_number_of_margins_is_one_query(
    office: Office,
    clients: Clients,
    suppliers: Suppliers,
    invoice: Document,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    alone = cast.approved_invoice(office, clients.cobalt)
    paid = [pay(office, suppliers, "100", invoice=invoice) for _ in range(3)]
    unpaired = pay(office, suppliers, "100")
    with django_assert_num_queries(1):
        found = pairs.margins_of([invoice, alone, *paid, unpaired])
    assert found == dict.fromkeys((each.pk for each in (invoice, *paid)), Decimal("-300.00"))


def test_the_margin_while_typing_is_that_after_saving(
    office: Office, suppliers: Suppliers, invoice: Document
) -> None:
    payment = pay(office, suppliers, "100", invoice=invoice)
    for instead_of, margin in ((None, "400.00"), (payment, "900.00")):
        said = pairs.margin_if(invoice, net=Decimal(300), currency="GBP", instead_of=instead_of)
        assert said == Decimal(margin)
    assert pairs.margin_if(invoice, net=Decimal(300), currency="EUR") is None


def test_the_only_invoice_of_its_placement_and_period_is_proposed(
    office: Office, clients: Clients, suppliers: Suppliers, invoice: Document
) -> None:
    payment = pay(office, suppliers, "200")
    assert pairs.proposed_for(payment) == invoice and payment.invoice is None
    assert pairs.proposed_for(pay(office, suppliers, "200", placement="P-78")) is None
    assert pairs.proposed_for(pay(office, suppliers, "200", placement="")) is None
    other_week = cast.approved_payment(
        office, suppliers.ewa, placement="P-77", lines=[cast.a_line(period_end=A_DAY)]
    )
    assert pairs.proposed_for(other_week) is None
    lines = [cast.a_line(period_end=A_WEEK)]
    again = cast.approved_invoice(office, clients.acme, lines=lines, placement="P-77")
    assert pairs.proposed_for(payment) is None, "two could be meant"
    lifecycle.void(again, by=office.owner)
    assert pairs.proposed_for(payment) == invoice
    lifecycle.change(payment, invoice=invoice, by=office.owner)
    assert pairs.proposed_for(payment) is None, "it has one"


def test_nobody_elses_invoice_is_proposed_or_offered(office: Office, suppliers: Suppliers) -> None:
    otto = cast.outsider()
    theirs = Office(otto.agency, otto.agency.entities.get(), otto, otto, otto)
    lines = [cast.a_line(period_end=A_WEEK)]
    company = cast.clients(theirs).acme
    cast.approved_invoice(theirs, company, lines=lines, placement="P-77")
    assert pairs.proposed_for(pay(office, suppliers, "200")) is None
    assert pairs.offered(office.entity, typed="", placement="P-77") == []


def test_invoices_of_the_placement_are_offered_first(
    office: Office, clients: Clients, invoice: Document
) -> None:
    newer = cast.approved_invoice(office, clients.cobalt)
    cast.draft_invoice(office, clients.cobalt)
    assert pairs.offered(office.entity, typed="", placement="P-77") == [invoice, newer]
    assert pairs.offered(office.entity, typed="", placement="") == [newer, invoice]
    assert pairs.offered(office.entity, typed="cobalt", placement="P-77") == [newer]
    assert pairs.offered(office.entity, typed="1001", placement="") == [invoice]


def test_changing_the_pair_makes_no_new_revision(
    office: Office, suppliers: Suppliers, invoice: Document
) -> None:
    payment = pay(office, suppliers, "200")
    assert lifecycle.change(payment, invoice=invoice, by=office.owner)
    assert (payment.invoice, payment.revision) == (invoice, 1)
