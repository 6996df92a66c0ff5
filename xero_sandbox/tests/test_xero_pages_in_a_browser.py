"""The pages as people meet them: every page, every button, and axe, in Debian's Chromium.

The buttons are pressed without JavaScript, which the pages do not have.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox_client import JsonObject, Xero

CHROMIUM = Path("/usr/bin/chromium")
LOOKS = [(1440, "light"), (390, "dark")]
CONSENT = (
    "/identity/connect/authorize?response_type=code&client_id=app"
    "&redirect_uri=http://localhost:8000/cb&scope=accounting.invoices&state=s-1"
)

# Where CI runs the tests, a browser test that cannot run is a failure.
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get("CI"), reason="needs Debian's Chromium"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def desk(chromium: Any, xero: Xero) -> Iterator[Any]:
    """A page whose addresses are the sandbox's own."""
    context = chromium.new_context(java_script_enabled=False, base_url=xero.running.url)
    yield context.new_page()
    context.close()


def press(desk: Any, name: str) -> None:
    desk.get_by_role("button", name=name, exact=True).click()


def unfold(desk: Any, name: str) -> None:
    desk.locator("summary", has_text=re.compile(f"^{name}")).click()


def state(desk: Any) -> str:
    return str(desk.locator("p.state").inner_text())


def money(told: JsonObject, *names: str) -> list[str]:
    return [str(told[name]) for name in names]


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
    gone = xero.contact("Brightwater Group")
    xero.deed("merge", Name="Brightwater Group", into="Acme Logistics Ltd")
    lists = ["/", "/?type=ACCPAY", "/contacts", "/items", "/payments", "/journal", "/settings"]
    nothing = ["/?q=nothing", "/contacts?q=nothing", "/journal?q=nothing", "/invoices/none"]
    contacts = [sold["Contact"]["ContactID"], owed["Contact"]["ContactID"], gone["ContactID"]]
    records = [document, f"/invoices/{owed['InvoiceID']}", *(f"/contacts/{c}" for c in contacts)]
    return [*lists, *nothing, *records, CONSENT, "/identity/connect/authorize"]


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
    assert "exceeds the amount outstanding" in page.get_by_role("alert").inner_text()
    assert axe.run(page).response["violations"] == []
    page.close()


# Ways ---------------------------------------------------------------------------------------------


def test_every_page_is_reached_from_every_other(desk: Any, xero: Xero) -> None:
    xero.invoice(InvoiceNumber="H-1")
    desk.goto("/")
    pages = desk.get_by_role("navigation", name="Pages", exact=True)
    for name in (
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
    desk.get_by_role("link", name="Acme Logistics Ltd").click()
    assert desk.get_by_role("heading", level=1).inner_text() == "Acme Logistics Ltd"
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


# Buttons ------------------------------------------------------------------------------------------


def test_a_payment_is_recorded_and_removed(desk: Any, xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    desk.goto(f"/invoices/{made['InvoiceID']}")
    unfold(desk, "Record payment")
    desk.get_by_label("Reference").first.fill("BACS 7")
    press(desk, "Record")
    assert "Paid" in state(desk)
    assert xero.read(made)["Status"] == "PAID"
    desk.goto("/payments?q=bacs")
    desk.get_by_role("link", name="H-1").click()
    press(desk, "Remove payment")
    assert "Awaiting payment" in state(desk)
    assert money(xero.read(made), "AmountDue") == ["120.00"]


def test_a_document_is_edited_credited_and_voided(desk: Any, xero: Xero) -> None:
    made = xero.bill(InvoiceNumber="PS-1")
    desk.goto(f"/invoices/{made['InvoiceID']}")
    unfold(desk, "Edit")
    desk.get_by_label("Number").fill("PS-2")
    desk.get_by_label("Due date").fill("2027-01-15")
    press(desk, "Save")
    assert desk.get_by_role("heading", level=1).inner_text() == "Bill PS-2"
    assert xero.read(made)["DueDateString"] == "2027-01-15T00:00:00"
    unfold(desk, "Credit")
    desk.get_by_label("Amount with VAT").fill("20")
    press(desk, "Make a credit note")
    assert money(xero.read(made), "AmountCredited", "AmountDue") == ["20.00", "100.00"]
    press(desk, "Void")
    assert "payments or credit notes" in desk.get_by_role("alert").inner_text()
    other = xero.invoice()
    desk.goto(f"/invoices/{other['InvoiceID']}")
    press(desk, "Void")
    assert ("Voided" in state(desk), xero.read(other)["Status"]) == (True, "VOIDED")
    assert desk.locator("main button").count() == 0


def test_a_draft_is_approved_and_another_deleted(desk: Any, xero: Xero) -> None:
    made, other = (xero.invoice(Status="DRAFT") for _ in range(2))
    desk.goto(f"/invoices/{made['InvoiceID']}")
    unfold(desk, "Edit")
    desk.get_by_label("Status").select_option("Awaiting payment")
    press(desk, "Save")
    assert xero.read(made)["Status"] == "AUTHORISED"
    desk.goto(f"/invoices/{other['InvoiceID']}")
    press(desk, "Delete")
    assert ("Deleted" in state(desk), xero.read(other)["Status"]) == (True, "DELETED")


def test_a_contact_is_renamed_merged_and_archived(desk: Any, xero: Xero) -> None:
    xero.invoice()
    xero.contact("Acme")
    desk.goto("/contacts")
    desk.get_by_role("link", name="Acme", exact=True).click()
    unfold(desk, "Rename")
    desk.get_by_label("New name").fill("Acme Group")
    press(desk, "Rename")
    assert desk.get_by_role("heading", level=1).inner_text() == "Acme Group"
    desk.goto("/contacts")
    desk.get_by_role("link", name="Acme Logistics Ltd").click()
    unfold(desk, "Merge into")
    desk.get_by_label("The contact that stays").fill("Acme Group")
    press(desk, "Merge")
    desk.get_by_role("link", name="Acme Group").click()
    assert "120.00" in desk.locator("table").inner_text()
    press(desk, "Archive")
    assert "Archived contact" in desk.locator("main").inner_text()
    told = xero.get("Contacts", includeArchived="true", page=1)["Contacts"]
    assert {each["ContactStatus"] for each in told} == {"ARCHIVED"}


def test_a_supplier_becomes_a_subcontractor_and_no_longer_is_one(desk: Any, xero: Xero) -> None:
    contact = xero.contact("Priya Shah Consulting")["ContactID"]
    desk.goto(f"/contacts/{contact}")
    unfold(desk, "CIS rate")
    desk.get_by_label("Percent kept back").fill("20")
    press(desk, "Set the rate")
    assert "20 % kept back of bills" in desk.locator("main").inner_text()
    press(desk, "End CIS")
    assert "No longer a subcontractor" in desk.locator("main").inner_text()


def test_an_account_is_archived_and_a_period_locked(desk: Any, xero: Xero) -> None:
    desk.goto("/settings")
    desk.get_by_role("button", name="Archive account 210").click()
    (account,) = xero.get("Accounts", where='Code=="210"')["Accounts"]
    assert account["Status"] == "ARCHIVED"
    assert desk.get_by_role("button", name="Archive account 210").count() == 0
    desk.get_by_label("Period locked up to").fill("2026-10-31")
    press(desk, "Lock period")
    assert desk.get_by_label("Period locked up to").input_value() == "2026-10-31"
    assert xero.running.books.about["PeriodLockDate"].isoformat() == "2026-10-31"


def test_access_is_allowed(desk: Any, xero: Xero) -> None:
    back = xero.running.url.replace("127.0.0.1", "localhost") + "/came-back"
    desk.goto(CONSENT.replace("http://localhost:8000/cb", back))
    desk.get_by_label("Harbour Talent Ltd").check()
    press(desk, "Allow access")
    assert desk.url.startswith(f"{back}?code=")
    assert desk.url.endswith("state=s-1")
