"""The web process is killed between click and answer: the click counts wholly, or not at all."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx2
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.crashes.worker_fixtures import URLS
from tests.crashes.workers import ROOT
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tracker.accounts_system import marks
from tracker.accounts_system.models import Call
from tracker.documents.models import Document
from tracker.project.services import program
from tracker.sending.models import OPEN, Batch, Delivery, State

TOKEN = "t" * 32
START_SECONDS_MAX = 60


@dataclass
class Web:
    """Gunicorn with one process, which its master starts again whenever it has died."""

    url: str
    order: Path

    def click(self, batch: Batch, client: Client, *, end: int = 0) -> bool:
        """Press *Send*; whether an answer came. ``end`` is the boundary at which it dies."""
        self.order.write_text(str(end))
        cookies = {
            settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
            settings.CSRF_COOKIE_NAME: TOKEN,
        }
        try:
            answer = httpx2.post(
                f"{self.url}/batches/{batch.number}/send/click/",
                data={"csrfmiddlewaretoken": TOKEN},
                cookies=cookies,
                timeout=START_SECONDS_MAX,
            )
        except httpx2.TransportError:
            return False
        assert answer.status_code == 302, answer.text
        return True


@pytest.fixture
def web(desk: Desk, worker_environment: dict[str, str], tmp_path: Path) -> Iterator[Web]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    order = tmp_path / "order"
    order.write_text("0")
    own = {**dict.fromkeys(URLS, desk.sandbox.url), "TRACKER_TEST_END": str(order)}
    options = ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--preload", "--no-control-socket"]
    server = subprocess.Popen(
        [program("gunicorn"), *options, "tests.crashes.dying_web:application"],
        cwd=ROOT,
        env={**worker_environment, **own},
    )
    try:
        _wait_until_it_listens(port, server)
        yield Web(f"http://127.0.0.1:{port}", order)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _wait_until_it_listens(port: int, server: "subprocess.Popen[bytes]") -> None:
    give_up_at = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < give_up_at:
        assert server.poll() is None, "gunicorn did not start"
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("gunicorn does not listen")


def an_invoice(desk: Desk) -> Document:
    return desk.invoice()


def a_payment(desk: Desk) -> Document:
    return desk.payment()


def a_receipt(desk: Desk) -> Document:
    """An invoice that Xero has, with money that it has not heard of."""
    document = desk.invoice()
    desk.send(document)
    document.refresh_from_db()
    desk.mark_paid(document, "100")
    return document


@pytest.mark.parametrize("make", [an_invoice, a_payment, a_receipt])
def test_a_click_whose_answer_is_lost_counts_once_or_not_at_all(
    desk: Desk, web: Web, make: Callable[[Desk], Document]
) -> None:
    desk.record_receipts()
    client = signed_in(desk.office.colleague)
    for end in count(1):
        document = make(desk)
        batch = desk.prepared(document)
        is_awake()  # of what was sent before
        survived = web.click(batch, client, end=end)
        assert_wholly_or_not_at_all(batch)
        assert web.click(batch, client)
        assert Delivery.objects.filter(document=document, state__in=OPEN).count() == 1
        desk.work()
        assert desk.delivery(document).state == State.SENT
        assert_once(desk, document)
        if survived:
            break
    assert end > 4, "it died as the click arrived, before and after its commit, and at its end"


def assert_wholly_or_not_at_all(batch: Batch) -> None:
    """Either everything that a click means was committed, or nothing of it."""
    batch.refresh_from_db()
    state = batch.deliveries.get().state
    clicked = batch.clicked_at is not None
    assert state == (State.READY if clicked else State.PREPARED)
    assert is_awake() == clicked


def is_awake() -> bool:
    """Whether a worker is asked to look at the lane; the job is taken away again."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'tracker.wake_lane'")
        return bool(cursor.rowcount)


def assert_once(desk: Desk, document: Document) -> None:
    """Xero has the document once, and each of its receipts."""
    marked = [each for each in desk.in_xero() if str(each["Url"]).endswith(str(document.pk))]
    assert len(marked) == 1
    wanted = [marks.of_receipt(each.pk) for each in document.receipts.all()]
    recorded = [each["Reference"] for each in marked[0].get("Payments", [])]
    assert len(recorded) == len(wanted)
    references = [each["Reference"] for each in desk.payments()]
    assert all(references.count(each) == 1 for each in wanted)
    assert not Call.objects.filter(settled_at=None).exclude(purpose="read").exists()
