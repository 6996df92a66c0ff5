"""Differences and Sync of payments in a browser, with what people really type."""

import pytest

from tests.journeys.conftest import At
from tests.journeys.test_accessibility import LOOKS
from tests.journeys.test_messy_pages import LONG, NO_BLANK, looked_at
from tests.sending.desk import Desk
from tests.syncing.bills import (
    at_the_bill,
    compared,
    edit_bill,
    line_of_bill,
    pay_bill,
    sent_payments,
    typed_bill,
)
from tests.syncing.office_hours import sync
from tracker.accounts_system import contacts

PAGES = {
    "differences": "/differences/payments/",
    "only-tracker": "/differences/payments/?show=tracker",
    "only-xero": "/differences/payments/?show=xero",
    "of-invoices": "/differences/invoices/",
    "keeping-in-step": "/plugins/keeping-in-step/",
}


@pytest.fixture
def apart(desk: Desk) -> Desk:
    """Payments whose bills were edited, voided and paid, and bills typed in by hand."""
    (edited,) = sent_payments(desk, company=LONG, supplier_number=f"JC/{'7' * 60}")
    voided, paid, moved = sent_payments(desk, 3)
    for payment in (edited, moved):
        edit_bill(desk, payment, DueDate="2026-12-24")
    line = line_of_bill(desk, edited, Description=f"{LONG} {NO_BLANK}", UnitAmount="123456.78")
    edit_bill(desk, edited, LineItems=line)
    at_the_bill(desk, voided, "void")
    desk.mark_paid(paid, "200")
    pay_bill(desk, paid, "10")
    for company in (LONG, "Jane Contractor Ltd"):
        typed_bill(desk, desk.payment(company=company), InvoiceNumber=NO_BLANK)
    contacts.read_contacts(desk.connection)
    return desk


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_where_payments_and_bills_differ(
    apart: Desk, desk_of: At, width: int, scheme: str
) -> None:
    asked = sync(apart, kind="payment")
    compared(apart)
    size = {"width": width, "height": 900}
    page = desk_of(apart.office.owner, viewport=size, color_scheme=scheme).new_page()
    pages = PAGES | {"sync": f"/syncs/{asked.pk}/"}
    look = f"payments-{width}-{scheme}"
    found = {name: looked_at(page, name, address, look) for name, address in pages.items()}
    assert not {name: said for name, said in found.items() if said}
    page.goto("/differences/invoices/")
    page.get_by_role("navigation", name="Kinds of document").get_by_text("Payments").click()
    page.get_by_role("button", name="Accept", exact=True).first.wait_for()
    page.locator('input[name="choice"]').first.check()
    page.get_by_role("button", name="Accept", exact=True).first.click()
    page.get_by_text("Accepted for 1 payment.").wait_for()
