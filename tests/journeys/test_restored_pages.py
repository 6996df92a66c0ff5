"""After a restore: every page that says so, wide and narrow, light and dark."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests import cast
from tests.cast import Office
from tests.journeys.conftest import At
from tests.journeys.test_accessibility import LOOKS, complaints
from tests.web.xero_says import connection_of, delivered, sent
from tracker.accounts_system import marks
from tracker.accounts_system.models import Call, Connection, DocumentLink, Head
from tracker.companies.models import Company
from tracker.documents.models import Document
from tracker.sending.models import Delivery, State

pytestmark = pytest.mark.django_db(transaction=True)

A_MOMENT = datetime(2026, 11, 4, 9, 30, tzinfo=UTC)


def head(office: Office, document: Document, remote_id: str, **others: Any) -> Head:
    """What Xero has under the document's mark."""
    said = {
        "type": "ACCREC",
        "number": document.number,
        "mark": marks.of_document(document.pk, marks.installation_id()),
        "date": document.date,
        "status": "AUTHORISED",
        "total": document.gross,
        "due": document.gross,
        "paid": Decimal("0.00"),
        "credited": Decimal("0.00"),
        "currency": "GBP",
        "updated_at": A_MOMENT,
        "stray": True,
        **others,
    }
    return Head.objects.create(connection=connection_of(office), remote_id=remote_id, **said)


@pytest.fixture
def office() -> Office:
    """One invoice is forgotten, one is there twice, one waits, and one nobody can ask about."""
    office = cast.office()
    clients = cast.clients(office)
    forgotten, twice, waiting = (cast.approved_invoice(office, clients.acme) for _ in range(3))
    head(office, forgotten, "forgotten")
    sent(office, twice)
    link = DocumentLink.objects.get(document=twice)
    head(office, twice, link.remote_id, stray=False)
    head(office, twice, "copied", number="A COPY")
    delivered(office, waiting, State.ADOPT)
    return office


def in_doubt(office: Office) -> Delivery:
    """On its way in an organisation that is connected no more."""
    document = cast.approved_invoice(office, Company.objects.all()[0])
    delivery = delivered(office, document, State.RECONNECT)
    call = Call.objects.create(
        connection=delivery.batch.connection, tenant_id="t", method="PUT", created_at=A_MOMENT
    )
    Delivery.objects.filter(pk=delivery.pk).update(call=call)
    Connection.objects.update(disconnected_at=A_MOMENT)
    return delivery


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_they_say_so_and_axe_finds_nothing(
    office: Office, desk_of: At, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    page = desk_of(office.owner, viewport=size, color_scheme=scheme).new_page()
    waiting = Delivery.objects.get(state=State.ADOPT)
    said = {
        "/": "records are older than",
        "/plugins/": "records are older than",
        "/plugins/xero/records/": "Adopt 1",
        "/differences/invoices/?show=doubled": "Void the second",
        f"/batches/{waiting.batch.number}/": "Look at them, and adopt",
        f"/invoices/{waiting.document_id}/": "Look at what is to be adopted first",
    }
    for address, words in said.items():
        page.goto(address)
        assert words in page.inner_text("main"), address
        assert complaints(page) == [], address
    delivery = in_doubt(office)
    for address in (f"/batches/{delivery.batch.number}/", f"/invoices/{delivery.document_id}/"):
        page.goto(address)
        assert page.get_by_role("button", name="It is not").is_visible()
        assert complaints(page) == [], address
