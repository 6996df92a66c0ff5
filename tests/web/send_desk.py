"""A connected desk with its sandbox, for the pages of sending."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import Client

from tests import cast
from tests.connected import beside_a_sandbox, connected
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tracker.accounts_system.settings import save
from tracker.documents.models import Document
from tracker.sending.models import Batch


@contextmanager
def a_connected_desk() -> Iterator[Desk]:
    """Connected, mapped and confirmed: Authorised, exclusive, everything created by itself."""
    with beside_a_sandbox() as sandbox:
        office = cast.office()
        connection = connected(office, sandbox)
        save(connection, by=office.owner, confirmed=True, status_on_arrival="AUTHORISED")
        yield Desk(office, connection, sandbox)


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
