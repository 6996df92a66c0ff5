"""A worker is killed with a request out; another one goes on; Xero has each invoice once."""

import signal
from collections import Counter

import httpx2
import pytest

from tests.crashes.workers import Workers, eventually
from tests.sending.desk import Desk
from tracker.documents.models import Document
from tracker.sending.models import State


def held(desk: Desk) -> bool:
    """Whether the sandbox holds a request."""
    return desk.sandbox.faults.held > 0


def release(desk: Desk) -> None:
    httpx2.post(f"{desk.sandbox.url}/_sandbox/faults/release")


def all_sent(desk: Desk, documents: list[Document]) -> bool:
    return all(desk.delivery(each).state == State.SENT for each in documents)


def assert_once(desk: Desk, documents: list[Document]) -> None:
    books = desk.books()
    numbers = Counter(each["InvoiceNumber"] for each in books["Invoices"])
    assert numbers == Counter(str(each.number) for each in documents)
    assert len({each["Name"] for each in books["Contacts"]}) == len(books["Contacts"])
    assert len({each["Code"] for each in books["Items"]}) == len(books["Items"])


@pytest.mark.parametrize("path", ["/Contacts", "/Items", "/Invoices"])
@pytest.mark.parametrize("after", [False, True], ids=["before the work", "after the work"])
def test_a_worker_killed_with_a_request_out_doubles_nothing(
    desk: Desk, workers: Workers, path: str, after: bool
) -> None:
    documents = [desk.invoice(company=name) for name in ("Acme Logistics Ltd", "Cobalt & Sons")]
    desk.fault("hold", path=path, after=after)
    worker = workers.start()
    desk.click(*documents)
    eventually(lambda: held(desk))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    release(desk)
    workers.start()
    eventually(lambda: all_sent(desk, documents))
    assert_once(desk, documents)


def test_a_frozen_worker_that_thaws_beside_its_successor_doubles_nothing(
    desk: Desk, workers: Workers
) -> None:
    documents = [desk.invoice(), desk.invoice()]
    desk.fault("hold", path="/Invoices", after=True)
    frozen = workers.start()
    desk.click(*documents)
    eventually(lambda: held(desk))
    frozen.send_signal(signal.SIGSTOP)
    workers.start()
    release(desk)
    eventually(lambda: all_sent(desk, documents))
    frozen.send_signal(signal.SIGCONT)
    more = desk.invoice()
    desk.click(more)
    eventually(lambda: all_sent(desk, [*documents, more]))
    assert_once(desk, [*documents, more])


def test_a_worker_that_is_told_to_stop_finishes_its_calls_and_another_goes_on(
    desk: Desk, workers: Workers
) -> None:
    documents = [desk.invoice() for _ in range(3)]
    desk.fault("hold", path="/Items")
    worker = workers.start()
    desk.click(*documents)
    eventually(lambda: held(desk))
    worker.send_signal(signal.SIGTERM)
    release(desk)
    assert worker.wait(20) == 0
    workers.start()
    eventually(lambda: all_sent(desk, documents))
    assert_once(desk, documents)


def test_two_workers_on_one_lane_send_each_invoice_once(desk: Desk, workers: Workers) -> None:
    documents = [desk.invoice() for _ in range(6)]
    workers.start()
    workers.start()
    for document in documents:
        desk.click(document)
    eventually(lambda: all_sent(desk, documents))
    assert_once(desk, documents)
