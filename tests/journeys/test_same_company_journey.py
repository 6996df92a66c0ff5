"""Somebody in finance makes two spellings of a supplier one, on the page that the refusal names."""

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.cast import Office
from tests.journeys.conftest import At
from tests.journeys.test_accessibility import LOOKS, complaints
from tracker.companies import companies
from tracker.companies.models import Company

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    office = cast.office()
    for name, reference in (("CANON (UK) LTD", "000148"), ("CANON (UK) lTD", "000951")):
        company = companies.create(
            agency=office.agency, name=name, reference=reference, is_supplier=True, by="Tracker"
        )
        for number in range(3):
            cast.approved_invoice(
                office, company, kind="payment", supplier_number=f"{reference}-{number}"
            )
    cast.approved_invoice(office, company)
    return office


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_two_spellings_are_made_one_after_a_question(
    office: Office, desk_of: At, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    page = desk_of(office.colleague, viewport=size, color_scheme=scheme).new_page()
    kept, other = Company.objects.order_by("reference")
    page.goto(f"/companies/{other.pk}/")
    expect(page.get_by_role("heading", name="Another company is called the same")).to_be_visible()
    assert not complaints(page)
    _press(page, "Same company: keep CANON (UK) LTD, reference 000148")
    expect(page.get_by_text("1 invoice and 3 payments of “CANON (UK) lTD” go")).to_be_visible()
    assert not complaints(page)
    _press(page, "Same company")
    expect(page.get_by_text("CANON (UK) lTD (000951)")).to_be_visible()
    expect(page.get_by_role("heading", name="Another company is")).to_have_count(0)
    expect(page.locator("table tbody tr")).to_have_count(7)
    assert not complaints(page)
    page.goto(f"/companies/{other.pk}/")
    assert page.url.endswith(f"/companies/{kept.pk}/")
    page.goto("/companies/?role=suppliers")
    expect(page.get_by_role("link", name="Suppliers")).to_have_attribute("aria-current", "page")
    assert not complaints(page)


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
