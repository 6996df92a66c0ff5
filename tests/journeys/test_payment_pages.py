"""The pages of payments and of pairs in a browser: a supplier's bill is written, and paired."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.cast import A_DAY, Office, Suppliers
from tests.journeys.conftest import At
from tests.journeys.test_accessibility import LOOKS, complaints
from tests.web.xero_says import refused, sent
from tracker.documents import receipts
from tracker.documents.models import Document

pytestmark = pytest.mark.django_db(transaction=True)

A_WEEK = date(2026, 10, 30)


@dataclass(frozen=True)
class Weeks:
    """An invoice with a payment that is in Xero, and another whose payment nobody paired yet."""

    office: Office
    invoice: Document
    paired: Document
    other: Document
    alone: Document


@pytest.fixture
def weeks() -> Weeks:
    office = cast.office()
    clients, suppliers = cast.clients(office), cast.suppliers(office)
    lines = [cast.a_line(period_end=A_WEEK)]
    invoice, other = (
        cast.approved_invoice(office, clients.acme, lines=lines, placement=placement)
        for placement in ("P-77", "P-78")
    )
    paired = _paid(office, suppliers, placement="P-77", invoice=invoice)
    alone = _paid(office, suppliers, placement="P-78", supplier_number="KU-2041")
    link = sent(office, paired, seen_due=Decimal(900))
    link.held = {"InvoiceID": "7", "CISDeduction": 200, "CISRate": 20}
    link.save()
    receipts.mark_paid(paired, date=A_DAY, amount=Decimal(100), by=office.owner)
    refused(office, alone, fix="Choose another one in Payment Settings, then retry.")
    return Weeks(office, invoice, paired, other, alone)


def _paid(office: Office, suppliers: Suppliers, **said: object) -> Document:
    lines = [cast.a_line(unit_price="200", period_end=A_WEEK)]
    return cast.approved_payment(office, suppliers.keystone, lines=lines, **said)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_the_pages_of_payments(
    weeks: Weeks, desk_of: At, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    page = desk_of(weeks.office.colleague, viewport=size, color_scheme=scheme).new_page()
    for address, shows in {
        f"/invoices/{weeks.invoice.pk}/": "Payments to suppliers",
        f"/payments/{weeks.paired.pk}/": "CIS deduction 20 %",
        f"/payments/{weeks.alone.pk}/": "It belongs to INV-1002",
        f"/payments/{weeks.alone.pk}/mark-paid/": "Mark paid",
        "/payments/new/": "Belongs to invoice",
    }.items():
        page.goto(address)
        page.get_by_text(shows).first.wait_for()
        assert complaints(page) == [], address
    page.get_by_label("Belongs to invoice").fill("INV-7")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("No invoice has the number “INV-7”.").wait_for()
    assert complaints(page) == []
    _walk_the_list(page)


def _walk_the_list(page: Page) -> None:
    page.goto("/payments/")
    for box in page.locator('tbody input[name="document"]').all():
        box.check()
    for menu in ("Action", "Supplier"):
        page.locator("summary", has_text=menu).last.click()
        assert complaints(page) == [], menu
    for action in ("Mark paid", "Void"):
        page.goto("/payments/")
        for box in page.locator('tbody input[name="document"]').all():
            box.check()
        page.locator("summary", has_text="Action").last.click()
        page.get_by_role("button", name=action, exact=True).click()
        page.get_by_role("link", name="Cancel").wait_for()
        assert complaints(page) == [], action


def test_a_payment_is_written_and_its_margin_follows_what_is_typed(
    weeks: Weeks, desk_of: At
) -> None:
    page = desk_of(weeks.office.colleague).new_page()
    page.goto("/payments/")
    page.get_by_role("link", name="New payment").click()
    page.get_by_label("Supplier", exact=True).fill("Ewa Nowak")
    page.get_by_label("Supplier’s number").fill("EN-12")
    page.get_by_label("Placement").fill("P-78")
    page.get_by_label("Belongs to invoice").focus()
    first = page.locator("#invoices option").first
    expect(first).to_have_attribute("value", "INV-1002")
    page.get_by_label("Belongs to invoice").fill("INV-1002")
    page.get_by_label("Description").first.fill("Four days")
    page.get_by_label("Quantity").first.fill("4")
    page.get_by_label("Unit price").first.fill("150")
    page.get_by_label("Unit price").first.press("Tab")
    expect(page.locator("#totals")).to_contain_text(re.compile(r"Margin\s*600.00"))
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("heading", name="Draft payment").wait_for()
    page.get_by_role("heading", name="Belongs to invoice INV-1002").wait_for()
    assert "£600.00" in page.content() and "EN-12" in page.content()


def test_without_javascript_a_proposed_invoice_is_taken(weeks: Weeks, desk_of: At) -> None:
    page = desk_of(weeks.office.colleague, java_script_enabled=False).new_page()
    page.goto(f"/payments/{weeks.alone.pk}/")
    page.get_by_role("button", name="It belongs to INV-1002").click()
    page.get_by_text("Payment PAY-1002 belongs to INV-1002 now.").wait_for()
    page.get_by_role("link", name="INV-1002").first.click()
    page.get_by_role("heading", name="INV-1002").wait_for()
    expect(page.locator("main")).to_contain_text("less £1,000.00")
    weeks.alone.refresh_from_db()
    assert str(weeks.alone.invoice) == "INV-1002"
