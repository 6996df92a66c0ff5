"""The help page, walked in a browser from PlugIns to *instantly appear within Xero*.

Web, worker and sandbox are what they are in real life: pages by a server, jobs in a process.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.journeys.conftest import At
from tests.journeys.place import Place, send_ticked
from tests.journeys.test_accessibility import complaints
from tracker.sending.models import Batch, Delivery, State


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def connect_by_hand(page: Page) -> None:
    """My Settings → PlugIns → the switch → Xero's consent → the company."""
    page.locator("summary", has_text="Settings").last.click()
    page.get_by_role("link", name="PlugIns").last.click()
    page.get_by_role("switch").click()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("heading", name="Select your Company")).to_be_visible()
    page.locator('input[name="tenant"]').first.check()
    page.get_by_label("Send from").fill("2026-01-01")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("IMPORTANT")).to_be_visible()


def confirm_settings(page: Page) -> None:
    page.get_by_role("link", name="Invoice Settings").last.click()
    page.get_by_role("radio", name="Authorised").check()
    page.get_by_role("button", name="Confirm and save").click()


def test_the_help_page_is_true(place: Place, desk_of: At) -> None:
    page = desk_of().new_page()
    sign_in(page, place.office.owner.email)
    connect_by_hand(page)
    confirm_settings(page)
    page.get_by_role("link", name="Invoices", exact=True).click()
    send_ticked(page)

    dialog = page.get_by_role("dialog", name="Send to Xero Accounts System")
    expect(dialog).to_be_visible()
    batch = Batch.objects.get()
    expect(dialog).to_contain_text(f"Tracker Batch Number: Batch {batch.number}")
    for invoice in place.invoices:
        row = dialog.get_by_role("row").filter(has_text=str(invoice.number))
        expect(row).to_contain_text("03 Nov 26")
        expect(row).to_contain_text("Create")
        expect(row).to_contain_text("new company")
    assert complaints(page) == []
    assert page.url.endswith(f"/batches/{batch.number}/send/"), "a reload keeps it in sight"

    dialog.get_by_role("button", name="Send 3 invoices").click()
    expect(dialog).to_contain_text("3 of 3 sent", timeout=30_000)
    for invoice in place.invoices:
        row = dialog.get_by_role("row").filter(has_text=str(invoice.number))
        expect(row).to_contain_text(f"Company created: {invoice.company.name}")
        expect(row).to_contain_text("Invoice created")
    expect(dialog).to_contain_text("Item TEMP-DAY created")
    assert complaints(page) == []
    they_appear_in_xero(place, page)

    dialog.get_by_role("link", name="Close").click()
    expect(dialog).not_to_be_attached()
    for invoice in place.invoices:
        row = page.get_by_role("row").filter(has_text=str(invoice.number))
        expect(row).to_contain_text("Sent")
    headings = page.locator("thead").inner_text()
    assert all(name in headings for name in ("Batch Number", "Batch Date", "Batch Status"))


def they_appear_in_xero(place: Place, page: Page) -> None:
    """*Open in Xero* shows each invoice with the same details as Tracker."""
    for invoice in place.invoices:
        row = page.get_by_role("row").filter(has_text=str(invoice.number))
        with page.context.expect_page() as opened:
            row.get_by_role("link", name="Open in Xero").click()
        there = opened.value.locator("body")
        for detail in (str(invoice.number), invoice.company.name, "TEMP-DAY", "1,440.00"):
            expect(there).to_contain_text(detail)
        expect(there).to_contain_text("Nov 2026")
        opened.value.close()


def test_one_invoice_is_sent_without_javascript(place: Place, desk_of: At) -> None:
    place.connect()
    page = desk_of(place.office.colleague, java_script_enabled=False).new_page()
    invoice = place.invoices[0]
    page.goto(f"/invoices/{invoice.pk}/")
    page.locator("summary", has_text="Action").click()
    page.get_by_role("button", name="Send to Xero").click()
    expect(page.get_by_role("heading", name="Send to Xero Accounts System")).to_be_visible()
    expect(page.locator("#send")).to_contain_text("new company")
    page.get_by_role("button", name="Send 1 invoice").click()
    # The page asks again by itself; nothing is pressed.
    expect(page.locator("#send")).to_contain_text("1 of 1 sent", timeout=30_000)
    expect(page.locator("#send")).to_contain_text("Invoice created")
    assert page.locator('meta[http-equiv="refresh"]').count() == 0


def test_cancel_leaves_everything_as_it_was(place: Place, desk_of: At) -> None:
    place.connect()
    page = desk_of(place.office.colleague).new_page()
    page.goto("/invoices/?status=approved")
    page.locator('tbody input[name="document"]').first.check()
    page.locator("summary", has_text="Action").click()
    page.get_by_role("button", name="Send to Xero", exact=True).click()
    page.get_by_role("dialog").get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("dialog")).not_to_be_attached()
    expect(page).to_have_url(re.compile(r"/invoices/\?status=approved$"))
    assert page.locator('tbody input[name="document"]').first.is_checked()
    assert not Delivery.objects.exclude(state=State.PREPARED).exists()


def test_what_cannot_be_prepared_is_said_on_the_list(place: Place, desk_of: At) -> None:
    page = desk_of(place.office.colleague).new_page()
    page.goto("/invoices/")
    page.locator('tbody input[name="document"]').first.check()
    page.locator("summary", has_text="Action").click()
    page.get_by_role("button", name="Send to Xero", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Xero is not connected.")
    assert page.locator('tbody input[name="document"]').first.is_checked()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_while_things_happen(
    place: Place, desk_of: At, width: int, scheme: str
) -> None:
    place.connect()
    size = {"width": width, "height": 844}
    desk = desk_of(place.office.colleague, viewport=size, color_scheme=scheme)
    page = desk.new_page()
    page.goto("/invoices/")
    send_ticked(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert complaints(page) == []
    batch = Batch.objects.get()
    page.get_by_role("button", name="Send 3 invoices").click()
    expect(page.locator("#send")).to_contain_text("3 of 3 sent", timeout=30_000)
    states = ("checking", "waiting", "reconnect", "refused", "stopped")
    for state in states:
        Delivery.objects.filter(batch=batch).update(
            state=state, sentence="A reason.", cause="account_archived", fix="Do this."
        )
        for path in (f"/batches/{batch.number}/send/", f"/batches/{batch.number}/", "/batches/"):
            page.goto(path)
            assert complaints(page) == [], (state, path)
