"""axe finds nothing on any page, wide and narrow, light and dark; nothing needs sideways scrolling.

A page of a new kind is walked by itself: every address that can be opened is looked at.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests import cast
from tests.cast import Office
from tests.journeys.conftest import At
from tests.web.addresses import addresses
from tests.web.everything import everything
from tracker.agencies import people
from tracker.documents.models import Document

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = [(1440, "light"), (390, "dark")]
# A piece of a page, or an address that only Xero or the holder of a link sends people to.
NOT_PAGES = {
    "sign_in_link",
    "xero_callback",
    "choose_organisation",
    "company_options",
    "product_options",
    "invoice_options",
    "metrics",
}
# Told to preload, axe looks for our stylesheets' imports where they are not.
BY_ITSELF = {"preload": False}
# Redirected, or open only to what a form sends.
LEADS_ELSEWHERE = {302, 405}


@pytest.fixture
def office() -> Office:
    office = cast.office()
    everything(office, cast.clients(office))
    return office


def complaints(page: Page) -> list[str]:
    """What axe says of the page as it stands, and whether it is wider than its window."""
    inline = page.locator("[style], style, script:not([src])").count()
    found = [
        f"{each['id']}: {[node['target'] for node in each['nodes']][:3]}"
        for each in Axe().run(page, options=BY_ITSELF).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        found.append(f"{wide} pixels too wide")
    return found + ([f"{inline} inline styles or scripts"] if inline else [])


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_any_page(
    office: Office, desk_of: At, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    desk = desk_of(office.owner, viewport=size, color_scheme=scheme)
    page = desk.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("response", lambda each: errors.append(each.url) if each.status >= 400 else None)
    seen, found = 0, {}
    for address in addresses(office.agency):
        if address.name in NOT_PAGES:
            continue
        answer = desk.request.get(address.path, max_redirects=0)
        if answer.status in LEADS_ELSEWHERE or "text/html" not in answer.headers["content-type"]:
            continue
        assert answer.ok, (address.path, answer.status)
        page.goto(address.path)
        seen += 1
        said = [*errors, *complaints(page)]
        errors.clear()
        if said:
            found[address.path] = said
    assert not found
    assert seen >= 15


def test_axe_finds_nothing_where_somebody_must_sign_in(office: Office, desk_of: At) -> None:
    page = desk_of().new_page()
    page.goto("/")
    assert complaints(page) == []
    nora = people.invite(
        office.agency, email="nora@harbour.example", name="Nora", role="viewer", by="test"
    )
    page.goto(people.sign_in_link(nora).removeprefix("http://localhost:8000"))
    assert complaints(page) == []


def test_axe_finds_nothing_in_open_menus_and_beside_errors(office: Office, desk_of: At) -> None:
    page = desk_of(office.owner).new_page()
    page.goto("/invoices/")
    page.locator('tbody input[name="document"]').first.check()
    for menu in ("Action", "Columns", "Settings", "Status", "Date"):
        page.locator("summary", has_text=menu).last.click()
        assert complaints(page) == [], menu
    page.goto("/invoices/new/")
    page.get_by_label("Quantity").first.fill("-1")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("A quantity is never negative").wait_for()
    assert complaints(page) == []


def test_the_bar_comes_with_the_first_tick_and_counts_money(office: Office, desk_of: At) -> None:
    page = desk_of(office.owner).new_page()
    page.goto("/invoices/")
    bar = page.locator("[data-action-bar]")
    assert not bar.is_visible()
    boxes = page.locator('tbody input[name="document"]')
    boxes.nth(0).check()
    boxes.nth(1).check()
    assert "2 ticked · £2,880.00" in bar.inner_text()
    count = Document.objects.filter(kind="invoice").count()
    page.get_by_label(f"Select all {count} in this view").check()
    assert f"All {count} in this view" in bar.inner_text()
    boxes.nth(0).uncheck()
    assert f"{count - 1} ticked" in bar.inner_text()


def test_without_javascript_ticked_invoices_can_still_be_marked(
    office: Office, desk_of: At
) -> None:
    page = desk_of(office.colleague, java_script_enabled=False).new_page()
    page.goto("/invoices/?status=draft")
    page.locator('tbody input[name="document"]').check()
    page.locator("summary", has_text="Action").click()
    page.get_by_role("button", name="Already in Xero").click()
    assert "1 invoice marked as already in Xero." in page.content()


def test_totals_follow_what_is_typed(office: Office, desk_of: At) -> None:
    page = desk_of(office.colleague).new_page()
    page.goto("/invoices/new/")
    page.get_by_label("Company").fill("Acme Logistics Ltd")
    page.get_by_role("button", name="Add more lines").click()
    page.get_by_label("Quantity").last.fill("2")
    page.get_by_label("Unit price").last.fill("100")
    page.get_by_label("Description").last.fill("Two days")
    page.get_by_text("240.00").wait_for()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("heading", name="Draft invoice").wait_for()
    assert "£240.00" in page.content()
