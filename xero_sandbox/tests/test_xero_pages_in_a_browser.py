"""The pages as people meet them: every page, the ways between them, and axe."""

from typing import Any

import credit_notes
import pytest
from browsing import CONSENT, needs_a_browser, press, problem, unfold

from sandbox_client import Xero

LOOKS = [(1440, "light"), (390, "dark")]

pytestmark = needs_a_browser


# Looks --------------------------------------------------------------------------------------------


def everything(xero: Xero) -> list[str]:
    """Something on every page, and the addresses of all of them."""
    sold = xero.invoice(Url="https://tracker.example/x/1", Reference="PO 7", InvoiceNumber="H-1")
    owed = xero.bill(InvoiceNumber="PS-1", PlannedPaymentDate="2026-12-01")
    xero.pay("H-1", Amount=20)
    xero.deed("credit", InvoiceNumber="H-1", Amount=10)
    xero.deed("cis", contact="Priya Shah Consulting", rate=20)
    xero.put("Items", {"Code": "DAY", "Name": "A day's work", "SalesDetails": {"UnitPrice": 425}})
    document = f"/invoices/{sold['InvoiceID']}"
    path = f"Invoices/{sold['InvoiceID']}/Attachments/a-rather-long-name-of-a-timesheet.pdf"
    xero.api("PUT", path, b"%PDF", {"Content-Type": "application/pdf"})
    xero.control("POST", "faults", {"faults": [{"kind": "http_503", "path": "/Items"}]})
    xero.get("Items", where='Code=="A-long-address-that-has-to-be-broken-somewhere"')
    note = credit_notes.made(xero, credit_notes.note(Reference="A day too many"))
    credit_notes.allocate(xero, note, sold, 30)
    refund = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Amount": 5}
    xero.put("Payments", {**refund, "Account": {"AccountID": xero.bank()["AccountID"]}})
    supplier = credit_notes.made(xero, credit_notes.supplier_note(CreditNoteNumber="PSC-1"))
    gone = xero.contact("Brightwater Group")
    xero.deed("merge", Name="Brightwater Group", into="Acme Logistics Ltd")
    lists = ["/", "/?type=ACCPAY", "/credit-notes", "/contacts", "/items", "/payments"]
    more = ["/credit-notes?type=ACCPAYCREDIT", "/journal", "/settings"]
    nothing = ["/?q=nothing", "/contacts?q=nothing", "/journal?q=nothing", "/invoices/none"]
    contacts = [sold["Contact"]["ContactID"], owed["Contact"]["ContactID"], gone["ContactID"]]
    records = [document, f"/invoices/{owed['InvoiceID']}", *(f"/contacts/{c}" for c in contacts)]
    records += [f"/credit-notes/{each['CreditNoteID']}" for each in (note, supplier)]
    return [*lists, *more, *nothing, *records, CONSENT, "/identity/connect/authorize"]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Any, xero: Xero, width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    paths = everything(xero)
    size = {"width": width, "height": 900}
    context = chromium.new_context(base_url=xero.running.url, color_scheme=scheme, viewport=size)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = axe.run(page).response["violations"]
        assert [each["id"] for each in found] == [], path
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{path} scrolls sideways at {width}"
        assert page.locator("script, [style]").count() == 0, path
    assert errors == []
    context.close()


def test_axe_finds_nothing_beside_what_cannot_be_done(chromium: Any, xero: Xero) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    made = xero.invoice()
    page = chromium.new_page(base_url=xero.running.url)
    page.goto(f"/invoices/{made['InvoiceID']}")
    unfold(page, "Record payment")
    page.get_by_label("Amount", exact=True).fill("500")
    press(page, "Record")
    assert "exceeds the amount outstanding" in problem(page)
    assert axe.run(page).response["violations"] == []
    page.close()


# Ways ---------------------------------------------------------------------------------------------


def test_every_page_is_reached_from_every_other(desk: Any, xero: Xero) -> None:
    xero.invoice(InvoiceNumber="H-1")
    xero.deed("credit", InvoiceNumber="H-1", Amount=10)
    desk.goto("/")
    pages = desk.get_by_role("navigation", name="Pages", exact=True)
    for name in (
        "Credit notes",
        "Contacts",
        "Items",
        "Payments",
        "Journal",
        "Accounts and lock dates",
        "Invoices and bills",
    ):
        pages.get_by_role("link", name=name).click()
        assert desk.get_by_role("heading", level=1).inner_text() == name
        assert pages.locator("[aria-current]").inner_text() == name
    desk.get_by_role("link", name="H-1").click()
    desk.get_by_role("link", name="CN-0001").click()
    assert desk.get_by_role("heading", level=1).inner_text() == "Credit note CN-0001"
    desk.get_by_role("link", name="Invoice H-1").click()
    desk.get_by_role("link", name="Acme Logistics Ltd").click()
    assert desk.get_by_role("heading", level=1).inner_text() == "Acme Logistics Ltd"
    desk.get_by_role("link", name="CN-0001").click()
    desk.get_by_role("link", name="Acme Logistics Ltd").click()
    desk.locator("main").get_by_role("link", name="Contacts").click()
    desk.get_by_role("searchbox").fill("acme")
    press(desk, "Search")
    assert "1 contact" in desk.locator("main").inner_text()


def test_long_lists_have_pages(desk: Any, xero: Xero) -> None:
    xero.put("Contacts", *({"Name": f"Contact {number:03}"} for number in range(130)))
    desk.goto("/contacts?q=contact")
    assert "Page 1 of 2" in desk.locator("main").inner_text()
    desk.get_by_role("link", name="Next").click()
    assert desk.get_by_role("link", name="Contact 129").is_visible()
    desk.get_by_role("link", name="Back").click()
    assert desk.get_by_role("link", name="Contact 000").is_visible()
