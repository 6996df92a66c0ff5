"""The pages of a finance desk after the first send, in a browser: what the walk does not reach."""

import pytest
from playwright.sync_api import Page

from tests import cast
from tests.cast import Office
from tests.journeys.conftest import At
from tests.journeys.test_accessibility import LOOKS, complaints
from tests.web.everything import everything
from tracker.documents.models import Document

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    office = cast.office()
    everything(office, cast.clients(office))
    return office


def choose(page: Page, action: str) -> None:
    """Tick everything on the list, and do this with it."""
    page.goto("/invoices/")
    for box in page.locator('tbody input[name="document"]').all():
        box.check()
    page.locator("summary", has_text="Action").last.click()
    page.get_by_role("button", name=action, exact=True).click()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_where_money_is_marked_or_invoices_end(
    office: Office, desk_of: At, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    page = desk_of(office.colleague, viewport=size, color_scheme=scheme).new_page()
    sent = Document.objects.get(number="INV-1001")
    sent.links.update(seen_status="VOIDED")
    page.goto(f"/invoices/{sent.pk}/")
    page.get_by_role("button", name="Issue again under a new number").wait_for()
    assert complaints(page) == []
    open_one = Document.objects.get(number="INV-1003")
    page.goto(f"/invoices/{open_one.pk}/mark-paid/")
    assert complaints(page) == []
    page.get_by_label("Amount").fill("99999")
    page.get_by_role("button", name="Mark paid").click()
    page.get_by_text("is left to pay").wait_for()
    assert complaints(page) == []
    for action in ("Void", "Mark paid"):
        choose(page, action)
        page.get_by_text("as before:").wait_for()
        assert complaints(page) == [], action


def test_an_invoice_is_marked_paid_and_the_receipt_undone(office: Office, desk_of: At) -> None:
    page = desk_of(office.colleague, java_script_enabled=False).new_page()
    document = Document.objects.get(number="INV-1003")
    page.goto(f"/invoices/{document.pk}/")
    page.locator("summary", has_text="Action").last.click()
    page.get_by_role("link", name="Mark paid").click()
    page.get_by_label("Amount").fill("100.50")
    page.get_by_role("button", name="Mark paid").click()
    page.get_by_text("£100.50 received.").wait_for()
    assert "Part paid here · due in Xero" in page.content()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("The receipt is undone.").wait_for()
    assert "Part paid" not in page.content()
