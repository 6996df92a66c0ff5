"""Two people who do something with one invoice at the same time wait for each other, no more."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tests.sending.adopting import keyed_in, read
from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending import adoption, batches
from tracker.sending.models import Batch
from tracker.sending.receipts import marking_paid

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
SECONDS_MAX = 10


@contextmanager
def while_held(document: Document, other: Callable[[], object]) -> Iterator[None]:
    """We hold the invoice; ``other`` has begun elsewhere, and waits for it."""
    failed: list[BaseException] = []

    def elsewhere() -> None:
        try:
            other()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=elsewhere)
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        thread.start()
        _wait_until_somebody_waits()
        yield
    thread.join(SECONDS_MAX)
    assert not failed, failed


def _wait_until_somebody_waits() -> None:
    until = time.monotonic() + SECONDS_MAX
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits for the invoice")


def test_adopting_and_saying_that_it_is_another(desk: Desk) -> None:
    document = desk.invoice()
    remote_id = keyed_in(desk, document, InvoiceNumber="HT-9")["InvoiceID"]
    read(desk)
    farid, olivia = desk.office.colleague, desk.office.owner
    pairs = [(document.pk, remote_id)]
    with while_held(document, lambda: adoption.adopt(desk.connection, pairs, by=farid)):
        adoption.say_another(desk.connection, document, remote_id, by=olivia)
    assert not DocumentLink.objects.exists(), "who came later was told that it is proposed no more"


def test_opening_the_send_dialog_and_marking_paid(desk: Desk) -> None:
    document = desk.invoice()
    wanted = Document.objects.filter(pk=document.pk)
    farid, olivia = desk.office.colleague, desk.office.owner
    with while_held(
        document,
        lambda: batches.prepare(
            kind="invoice", agency=desk.office.agency, documents=wanted, by=farid
        ),
    ):
        marking_paid.mark_paid(document, date=clock.today(), by=olivia)
    assert Batch.objects.get().deliveries.count() == 1
