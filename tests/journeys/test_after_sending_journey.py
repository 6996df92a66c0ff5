"""The help page from *Updating Existing Invoices* to its end, walked in a browser."""

import re
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import At
from tests.journeys.place import Place, send_all, tick
from tests.journeys.test_accessibility import complaints
from tracker.accounts_system.settings import save
from tracker.documents.models import Document

ARRIVES = 30_000


def bank_account(place: Place) -> str:
    accounts = place.sandbox.books.table("Accounts").records.values()
    return next(str(each["AccountID"]) for each in accounts if each["Type"] == "BANK")


def send_from_dialog(page: Page) -> Locator:
    dialog = page.get_by_role("dialog", name="Send to Xero Accounts System")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name=re.compile(r"Send \d+ invoices?")).click()
    expect(dialog).to_contain_text("1 of 1 sent", timeout=ARRIVES)
    return dialog


def act(page: Page, name: str) -> None:
    page.locator("summary", has_text="Action").click()
    page.locator(".menu__sheet").get_by_role("button", name=name, exact=True).click()


def test_updating_existing_invoices(place: Place, desk_of: At) -> None:
    """An item and the status (*paid*) are changed here, sent again, and stand in Xero."""
    connection = place.connect()
    account = bank_account(place)
    save(
        connection,
        kind="invoice",
        by=place.office.owner,
        record_receipts=True,
        receipts_account_id=account,
    )
    page = desk_of(place.office.colleague).new_page()
    send_all(page)
    invoice = place.invoices[0]
    before = place.in_xero(invoice.number)

    page.goto(f"/invoices/{invoice.pk}/edit/")
    page.get_by_label("Reference").fill("PO 7781")
    page.get_by_label("Quantity").first.fill("4")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("body")).to_contain_text("Changed since sent")
    act(page, "Send to Xero")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Update")
    expect(dialog).to_contain_text("reference")
    expect(send_from_dialog(page)).to_contain_text("Invoice updated")
    after = place.in_xero(invoice.number)
    assert (after["InvoiceID"], after["Reference"]) == (before["InvoiceID"], "PO 7781")
    assert Decimal(str(after["Total"])) == Decimal("1152.00")
    lines = [each["LineItems"][0]["LineItemID"] for each in (before, after)]
    assert lines[0] == lines[1]

    page.goto(f"/invoices/{invoice.pk}/")
    page.locator("summary", has_text="Action").click()
    page.get_by_role("link", name="Mark paid").click()
    expect(page.get_by_label("Amount")).to_have_value("1152.00")
    page.get_by_role("button", name="Mark paid").click()
    assert complaints(page) == []
    act(page, "Send to Xero")
    expect(send_from_dialog(page)).to_contain_text("Receipt of 1,152.00 recorded")
    assert place.in_xero(invoice.number)["Status"] == "PAID"


def test_sync_brings_back_what_was_paid_in_xero(place: Place, desk_of: At) -> None:
    place.connect()
    page = desk_of(place.office.colleague).new_page()
    send_all(page)
    paid, part_paid, open_one = place.invoices
    place.bookkeeper("pay", InvoiceNumber=paid.number)
    place.bookkeeper("pay", InvoiceNumber=part_paid.number, Amount=100)

    page.goto("/invoices/")
    tick(page)
    act(page, "Sync")
    expect(page.locator("#sync")).to_contain_text("2 of 3 invoices changed", timeout=ARRIVES)
    expect(page.locator("#sync")).to_contain_text("1 paid, 1 part paid")
    assert complaints(page) == []

    page.goto("/invoices/")
    statuses = {paid: "Paid", part_paid: "Part paid", open_one: "Approved"}
    for invoice, status in statuses.items():
        expect(row_of(page, invoice)).to_contain_text(status)


def row_of(page: Page, invoice: Document) -> Locator:
    return page.get_by_role("row").filter(has_text=str(invoice.number))


def test_one_invoice_is_synced_without_javascript(place: Place, desk_of: At) -> None:
    place.connect()
    send_all(desk_of(place.office.colleague).new_page())
    invoice = place.invoices[0]
    place.bookkeeper("books/void", InvoiceNumber=invoice.number)
    page = desk_of(place.office.colleague, java_script_enabled=False).new_page()
    page.goto(f"/invoices/{invoice.pk}/")
    act(page, "Sync")
    expect(page.locator("#sync")).to_contain_text("1 voided", timeout=ARRIVES)
    page.goto(f"/invoices/{invoice.pk}/")
    expect(page.get_by_role("button", name="Issue again under a new number")).to_be_visible()
    expect(page.get_by_role("button", name="Accept: void here too")).to_be_visible()


def test_confirming_client_reference(place: Place, desk_of: At) -> None:
    """Banking Information shows the linked record; another is selected from the list."""
    place.connect()
    page = desk_of(place.office.owner).new_page()
    send_all(page)
    company = place.invoices[1].company
    page.goto(f"/companies/{company.pk}/")
    banking = page.get_by_role("region", name="Banking Information")
    expect(banking).to_contain_text("Xero (")
    expect(banking).to_contain_text(company.name)
    expect(banking).to_contain_text("Linked automatically")

    place.bookkeeper("books/rename", Name=company.name, to="Brightwater Holdings")
    place.new_contact(company.name)
    banking.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("region", name="Banking Information")).to_contain_text(
        "Brightwater Holdings"
    )
    page.get_by_role("link", name="Choose another").click()
    assert complaints(page) == []
    page.get_by_role("button", name=f"Choose {company.name}", exact=True).click()
    banking = page.get_by_role("region", name="Banking Information")
    expect(banking).to_contain_text(f"chosen by {place.office.owner}", ignore_case=True)
    expect(banking).to_contain_text("1 invoice in Xero is still on another contact")
    with page.context.expect_page() as opened:
        banking.get_by_role("link", name="Open in Xero").click()
    expect(opened.value.locator("body")).to_contain_text(company.name)
