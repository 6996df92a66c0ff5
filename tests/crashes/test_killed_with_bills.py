"""A worker is killed, or frozen, with bills on their way; each of them is in Xero once."""

import signal

import pytest

from tests.crashes.test_killed_workers import all_sent, held, release
from tests.crashes.workers import Workers, eventually
from tests.sending.bills import CREATED, assert_each_once, creations, minutes, move_xeros_clock
from tests.sending.desk import Desk
from tracker.accounts_system.models import Attempt
from tracker.documents.models import Document


def on_their_way(desk: Desk, *, after: bool) -> list[Document]:
    """Two payments that are equal in everything, in a call each; Xero holds the first call."""
    payments = [desk.payment(supplier_number="JC 7") for _ in range(2)]
    desk.fault("hold", after=after)
    desk.click(*payments)
    return payments


@pytest.mark.parametrize("after", [False, True], ids=["before the work", "after the work"])
def test_a_worker_killed_with_bills_on_their_way_doubles_none(
    desk: Desk, workers: Workers, after: bool
) -> None:
    payments = on_their_way(desk, after=after)
    worker = workers.start()
    eventually(lambda: held(desk))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    release(desk)
    workers.start()
    eventually(lambda: all_sent(desk, payments))
    assert_each_once(desk, payments)


@pytest.mark.parametrize("after", [False, True], ids=["before the work", "after the work"])
def test_nor_does_its_successor_while_xero_is_still_at_work(
    desk: Desk, workers: Workers, after: bool
) -> None:
    payments = on_their_way(desk, after=after)
    worker = workers.start()
    eventually(lambda: held(desk))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    workers.start()
    eventually(lambda: asked_or_replayed(desk))
    release(desk)
    eventually(lambda: all_sent(desk, payments))
    assert_each_once(desk, payments)


def asked_or_replayed(desk: Desk) -> bool:
    """The successor has accepted what it found, or waits for the answer to a replay."""
    return (
        creations().exclude(settled_at=None).count() == 2
        or Attempt.objects.filter(call__in=creations(), number=2).exists()
    )


def test_a_key_that_died_in_xero_while_nobody_worked_doubles_nothing(
    desk: Desk, workers: Workers
) -> None:
    payments = on_their_way(desk, after=True)
    worker = workers.start()
    eventually(lambda: held(desk))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    release(desk)
    move_xeros_clock(desk, minutes(10))
    workers.start()
    eventually(lambda: all_sent(desk, payments))
    assert_each_once(desk, payments)


def test_a_frozen_worker_that_thaws_beside_its_successor_doubles_no_bill(
    desk: Desk, workers: Workers
) -> None:
    payments = on_their_way(desk, after=True)
    frozen = workers.start()
    eventually(lambda: held(desk))
    frozen.send_signal(signal.SIGSTOP)
    workers.start()
    release(desk)
    eventually(lambda: all_sent(desk, payments))
    frozen.send_signal(signal.SIGCONT)
    more = desk.payment()
    desk.click(more)
    eventually(lambda: all_sent(desk, [*payments, more]))
    assert_each_once(desk, [*payments, more])


def test_two_workers_on_one_lane_send_each_bill_once(desk: Desk, workers: Workers) -> None:
    payments = [desk.payment() for _ in range(6)]
    workers.start()
    workers.start()
    for payment in payments:
        desk.click(payment)
    eventually(lambda: all_sent(desk, payments))
    assert_each_once(desk, payments)
    assert desk.calls().count(CREATED) == creations().count()
