"""Pages for people, without a browser; the browser's own checks need Chromium."""

import os
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sandbox_client import Xero, line, sale

CHROMIUM = Path("/usr/bin/chromium")


def text(xero: Xero, path: str) -> str:
    reply = xero.ask("GET", path)
    assert reply.status == 200, reply.body
    return reply.body.decode()


def test_the_front_page_lists_what_the_books_hold(xero: Xero) -> None:
    assert "No invoices or bills yet" in text(xero, "/")
    xero.invoice(InvoiceNumber="H-1042", Contact={"Name": "Cobalt & <Sons>"[:8]})
    page = text(xero, "/")
    for words in ("H-1042", "Cobalt &amp;", "03 Nov 2026", "03 Dec 2026", "120.00", "Awaiting"):
        assert words in page
    assert "1 document" in page


def test_the_list_is_narrowed_and_paged(xero: Xero) -> None:
    xero.put("Invoices", *(sale(InvoiceNumber=f"N-{number:03}") for number in range(130)))
    first, second = text(xero, "/"), text(xero, "/?page=2")
    assert "Page 1 of 2" in first
    assert "N-129" in first and "N-000" not in first
    assert "N-000" in second
    assert "1 document<" in text(xero, "/?q=n-007")
    assert "Nothing here answers" in text(xero, "/?type=ACCPAY")


def test_bills_are_listed_and_shown(xero: Xero) -> None:
    made = xero.bill(InvoiceNumber="PS-1", PlannedPaymentDate="2026-12-01")
    xero.invoice(InvoiceNumber="H-1")
    listed = text(xero, "/?type=ACCPAY")
    assert "PS-1" in listed and "H-1" not in listed
    reply = xero.ask("GET", f"/AccountsPayable/View.aspx?invoiceID={made['InvoiceID']}")
    assert (reply.status, reply.headers["Location"]) == (302, f"/invoices/{made['InvoiceID']}")
    shown = text(xero, reply.headers["Location"])
    for words in (
        "Bill PS-1",
        "Supplier",
        "Priya Shah Consulting",
        "Planned payment",
        "01 Dec 2026",
        'name="InvoiceNumber" value="PS-1"',
    ):
        assert words in shown
    assert "Reference" not in shown.partition("Edit")[2].partition("</form>")[0]
    assert "Less CIS" not in shown


def test_open_in_xero_leads_to_the_document(xero: Xero) -> None:
    made = xero.invoice(LineItems=[line(Description="Day of <b>work</b>", Quantity=2.5)])
    for path in ("AccountsReceivable", "AccountsPayable"):
        reply = xero.ask("GET", f"/{path}/View.aspx?InvoiceID={made['InvoiceID']}")
        assert (reply.status, reply.headers["Location"]) == (302, f"/invoices/{made['InvoiceID']}")
    page = text(xero, f"/invoices/{made['InvoiceID']}")
    for words in ("Day of &lt;b&gt;work&lt;/b&gt;", "2.5<", "100.00", "250.00", "50.00", "300.00"):
        assert words in page
    contact = made["Contact"]["ContactID"]
    assert xero.ask("GET", f"/Contacts/View/{contact}").headers["Location"].endswith(contact)
    assert "Acme Logistics Ltd" in text(xero, f"/contacts/{contact}")


def test_what_is_not_there_is_said(xero: Xero) -> None:
    reply = xero.ask("GET", "/invoices/none")
    assert reply.status == 404
    assert b"Nothing is kept here" in reply.body


# Where CI runs the tests, a browser test that cannot run is a failure.
needs_browser = pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get("CI"), reason="needs Debian's Chromium"
)


@needs_browser
def test_axe_finds_nothing_on_any_page_light_or_dark_large_or_small(xero: Xero) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    made = xero.invoice(Url="https://tracker.example/x/1", Reference="PO 7")
    xero.control("POST", "pay", {"InvoiceID": made["InvoiceID"], "Amount": 20})
    xero.contact("Priya Shah Consulting")
    xero.deed("cis", contact="Priya Shah Consulting", rate=20)
    owed = xero.bill(InvoiceNumber="PS-1", PlannedPaymentDate="2026-12-01")
    consent = (
        "/identity/connect/authorize?response_type=code&client_id=app"
        "&redirect_uri=http://localhost:8000/cb&scope=accounting.invoices&state=s"
    )
    paths = ["/", f"/invoices/{made['InvoiceID']}", consent, "/identity/connect/authorize", "/no"]
    paths += [f"/contacts/{made['Contact']['ContactID']}", "/settings", "/?type=ACCPAY"]
    paths += [f"/invoices/{owed['InvoiceID']}", f"/contacts/{owed['Contact']['ContactID']}"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for scheme, width in (("light", 1440), ("dark", 390)):
            page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
            for path in paths:
                page.goto(xero.running.url + path)
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                found = axe.run(page).response["violations"]
                assert [each["id"] for each in found] == [], path
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                assert not wide, f"{path} scrolls sideways at {width}"
        browser.close()


@needs_browser
def test_a_payment_is_recorded_in_a_browser_without_javascript(xero: Xero) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    made = xero.invoice()
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{xero.running.url}/invoices/{made['InvoiceID']}")
        page.get_by_text("Record payment").click()
        page.get_by_label("Amount", exact=True).fill("500")
        page.get_by_role("button", name="Record", exact=True).click()
        assert "exceeds the amount outstanding" in page.get_by_role("alert").inner_text()
        page.get_by_text("Record payment").click()
        page.get_by_role("button", name="Record", exact=True).click()
        assert page.get_by_role("button", name="Remove payment").is_visible()
        assert "Paid" in page.locator(".state").inner_text()
        browser.close()


@needs_browser
def test_consent_is_given_in_a_browser_without_javascript(xero: Xero) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    back = xero.running.url.replace("127.0.0.1", "localhost") + "/came-back"
    link = (
        "/identity/connect/authorize?response_type=code&client_id=app"
        f"&redirect_uri={back}&scope=accounting.invoices&state=s-1"
    )
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(xero.running.url + link)
        page.get_by_label("Harbour Talent Ltd").check()
        page.get_by_role("button", name="Allow access").click()
        assert page.url.startswith(f"{back}?code=")
        assert page.url.endswith("state=s-1")
        browser.close()


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        ("/AccountsReceivable/View.aspx?InvoiceID=1", "/AccountsReceivable/View.aspx?InvoiceID=1"),
        ("//elsewhere.example/", "/"),
        ("https://elsewhere.example/", "/"),
    ],
)
def test_a_deep_link_leads_to_its_page_and_nowhere_else(
    xero: Xero, page: str, leads_to: str
) -> None:
    query = urlencode({"shortcode": "!23eYt", "redirecturl": page})
    reply = xero.ask("GET", f"/organisationlogin/default.aspx?{query}")
    assert (reply.status, reply.headers["Location"]) == (302, leads_to)
