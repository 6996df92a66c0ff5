"""A connected desk with its sandbox, for the pages of sending."""

from django.test import Client

from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tracker.documents.models import Document
from tracker.sending.models import Batch


def finance(desk: Desk) -> Client:
    return signed_in(desk.office.colleague)


def open_dialog(desk: Desk, *documents: Document) -> Batch:
    """What ticking and *Send to Xero* do; answers the prepared batch."""
    ticked = {"document": [str(document.pk) for document in documents]}
    answer = finance(desk).post("/invoices/send/", ticked)
    batch = Batch.objects.latest("pk")
    assert answer["Location"] == f"/batches/{batch.number}/send/"
    return batch


def sheet(desk: Desk, batch: Batch, query: str = "") -> str:
    """The dialog as htmx asks for it."""
    answer = finance(desk).get(f"/batches/{batch.number}/send/{query}", HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    return answer.content.decode()


def click(desk: Desk, batch: Batch, **more: str) -> None:
    answer = finance(desk).post(f"/batches/{batch.number}/send/click/", more)
    assert answer.status_code == 302
