"""The report of a batch on paper: as Chromium prints it, and plain on a phone."""

import io

import pytest
from pypdf import PdfReader

from tests import cast
from tests.cast import Office
from tests.journeys.conftest import At
from tests.journeys.test_accessibility import complaints
from tests.web.xero_says import delivered
from tracker.documents.models import Document
from tracker.sending.models import Batch, Delivery, State

pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENTS = 45
WHY = "Account 200 (Sales) is archived in Xero, and so nothing of this can be sent to it."
FIX = "Choose another one in Invoice Settings, then retry what was refused."
A4_LANDSCAPE = (842, 595)


@pytest.fixture
def batch() -> tuple[Office, Batch]:
    """45 invoices in one batch, every third refused at length."""
    office = cast.office()
    clients = cast.clients(office)
    made = [cast.approved_invoice(office, clients.acme) for _ in range(DOCUMENTS)]
    first = delivered(office, made[0], State.SENT).batch
    Delivery.objects.all().delete()
    for place, document in enumerate(made):
        is_refused = place % 3 == 0
        Delivery.objects.create(
            batch=first,
            document=document,
            position=place,
            revision=1,
            state=State.REFUSED if is_refused else State.SENT,
            cause="account_archived" if is_refused else "",
            sentence=WHY if is_refused else "",
            fix=FIX if is_refused else "",
        )
    return office, first


def test_it_prints_on_a4_with_heads_on_every_sheet_and_nothing_cut_off(
    batch: tuple[Office, Batch], desk_of: At
) -> None:
    office, found = batch
    page = desk_of(office.owner, color_scheme="dark").new_page()
    page.goto(f"/batches/{found.number}/report/")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sheets = [" ".join(sheet.extract_text().split()) for sheet in printed.pages]
    assert len(sheets) > 1
    assert {round(side) for sheet in printed.pages for side in sheet.mediabox[2:]} == set(
        A4_LANDSCAPE
    )
    first = f"Batch {found.number}: invoices sent to Xero Agency Harbour Talent"
    assert sheets[0].startswith(first), "no navigation above it, and no button"
    assert all("What happened, and what to do" in sheet for sheet in sheets)
    whole = " ".join(sheets)
    numbers = [str(document) for document in Document.objects.all()]
    assert [number for number in numbers if whole.count(number) != 1] == []
    assert whole.count("retry what was refused.") == DOCUMENTS / 3
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1032, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert ink == "rgb(28, 33, 38)", "paper is light, whatever the screen is"


def test_on_a_phone_it_needs_no_sideways_scrolling(
    batch: tuple[Office, Batch], desk_of: At
) -> None:
    office, found = batch
    page = desk_of(office.owner, viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"/batches/{found.number}/")
    page.get_by_role("link", name="Print").click()
    page.get_by_role("heading", name="Sums").wait_for()
    assert complaints(page) == []
    assert page.get_by_text(WHY).first.is_visible()
