"""The calls of a document as an owner looks at them: wide and light, narrow and dark."""

import json
from datetime import timedelta

import pytest

from tests import cast
from tests.cast import Office
from tests.journeys.conftest import At
from tests.journeys.test_accessibility import LOOKS, complaints
from tests.web.xero_says import A_MOMENT, connection_of, delivered
from tracker.accounts_system.models import Attempt, Call
from tracker.documents.models import Document
from tracker.sending.models import State

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invoice() -> tuple[Office, Document]:
    """One that was sent twice, because the first answer was lost."""
    office = cast.office()
    document = cast.approved_invoice(office, cast.clients(office).acme)
    delivery = delivered(office, document, State.SENT)
    mark = f"http://localhost:8000/x/{document.pk}/{document.pk}"
    element = {
        "Url": mark,
        "InvoiceNumber": document.number,
        "LineItems": [{"Description": "A day’s work " * 20, "UnitAmount": 100.5}],
    }
    other = {**element, "Url": "http://localhost:8000/x/another", "InvoiceNumber": "INV-7"}
    body = json.dumps({"Invoices": [element, other]}).encode()
    call = Call.objects.create(
        connection=connection_of(office),
        tenant_id="tenant",
        batch_number=delivery.batch.number,
        purpose=Call.Purpose.CREATE_DOCUMENTS,
        method="PUT",
        path="/Invoices",
        key=f"{document.pk}-{document.pk}",
        body=body,
        elements=[{"mark": mark, "record": str(delivery.pk), "name": document.number}],
        created_at=A_MOMENT,
        settled_at=A_MOMENT,
        verdict="answered",
    )
    _attempt(call, 1, outcome="no_answer", message="RemoteProtocolError", answer=b"")
    _attempt(call, 2, outcome="answered", status=200, answer=body, correlation_id=document.pk)
    return office, document


def _attempt(call: Call, number: int, **result: object) -> None:
    began_at = A_MOMENT + timedelta(seconds=number)
    Attempt.objects.create(
        call=call, tenant_id="t", number=number, began_at=began_at, ended_at=began_at, **result
    )


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    invoice: tuple[Office, Document], desk_of: At, width: int, scheme: str
) -> None:
    office, document = invoice
    size = {"width": width, "height": 900}
    page = desk_of(office.owner, viewport=size, color_scheme=scheme).new_page()
    page.goto(f"/invoices/{document.pk}/")
    page.get_by_role("link", name="Calls to Xero").click()
    assert complaints(page) == []
    for summary in page.locator("summary", has_text="What").all():
        summary.click()
    page.get_by_text("The whole call").first.click()
    assert complaints(page) == []
    assert page.get_by_text('"UnitAmount": 100.5').first.is_visible()
