"""What a large send has just written is not read twice."""

import time
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import pytest

from tests.crashes.workers import Workers
from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system import heads
from tracker.accounts_system.models import Call
from tracker.agencies.events import TRACKER
from tracker.sending import large_sends
from tracker.syncing import settling, syncs, tasks
from tracker.syncing.models import Sync


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    seconds: list[float] = []
    monkeypatch.setattr(settling, "sleep", seconds.append)
    return seconds


@pytest.fixture
def written(desk: Desk) -> Callable[[int, float], None]:
    """So many records went to Xero so many seconds ago."""

    def write(count: int, seconds_ago: float) -> None:
        now = clock.database_now()
        Call.objects.create(
            connection=desk.connection,
            tenant_id=desk.connection.tenant_id,
            purpose=Call.Purpose.CREATE_DOCUMENTS,
            method="PUT",
            path="/Invoices",
            elements=[{"mark": str(number)} for number in range(count)],
            created_at=now,
            settled_at=now - timedelta(seconds=seconds_ago),
        )

    return write


def test_a_sync_waits_for_a_large_send_to_settle(
    desk: Desk, slept: list[float], written: Callable[[int, float], None]
) -> None:
    written(150, 4)
    written(150, 2)
    settling.wait_after_large_send(desk.connection)
    (seconds,) = slept
    assert 4 < seconds <= 5


@pytest.mark.parametrize(("count", "seconds_ago"), [(199, 1), (1000, 8)])
def test_a_sync_does_not_wait_for_few_or_long_ago(
    desk: Desk,
    slept: list[float],
    written: Callable[[int, float], None],
    count: int,
    seconds_ago: float,
) -> None:
    written(count, seconds_ago)
    settling.wait_after_large_send(desk.connection)
    assert slept == []


def test_a_sync_does_not_wait_while_documents_are_on_their_way(
    desk: Desk, slept: list[float], written: Callable[[int, float], None]
) -> None:
    written(300, 1)
    desk.click(desk.invoice())
    settling.wait_after_large_send(desk.connection)
    assert slept == []


@pytest.mark.parametrize(("count", "is_read"), [(200, True), (199, False)])
def test_what_a_large_send_wrote_is_read_once_when_it_is_over(
    desk: Desk,
    slept: list[float],
    written: Callable[[int, float], None],
    count: int,
    is_read: bool,
) -> None:
    heads.read_heads(desk.connection)
    written(count, 0)
    for _ in range(2):
        assert large_sends.is_to_be_read(desk.connection.tenant_id) == is_read
    tasks.read_what_was_sent(tenant_id=desk.connection.tenant_id)
    tasks.read_what_was_sent(tenant_id=desk.connection.tenant_id)
    assert Sync.objects.count() == 1
    syncs.work(desk.connection.pk)
    assert not large_sends.is_to_be_read(desk.connection.tenant_id)


def test_nothing_is_read_while_documents_are_on_their_way(
    desk: Desk, written: Callable[[int, float], None]
) -> None:
    heads.read_heads(desk.connection)
    written(300, 0)
    desk.click(desk.invoice())
    assert not large_sends.is_to_be_read(desk.connection.tenant_id)


def test_a_worker_reads_what_a_large_send_wrote(desk: Desk, workers: Workers) -> None:
    heads.read_heads(desk.connection)
    desk.click(*(desk.invoice() for _ in range(large_sends.LARGE)))
    workers.start()
    by_itself = _ended(Sync.Why.POLL)
    assert (by_itself.checked, by_itself.changed) == (200, 0)
    syncs.ask(connection=desk.connection, why=Sync.Why.COMMAND, kind="invoice", by=TRACKER)
    asked = _ended(Sync.Why.COMMAND)
    assert (asked.calls, asked.changed) == (1, 0) and asked.bytes_in < by_itself.bytes_in / 10


def _ended(why: str) -> Sync:
    give_up_at = monotonic() + 60
    while monotonic() < give_up_at:
        if found := Sync.objects.filter(why=why, failure="").exclude(ended_at=None).first():
            return found
        time.sleep(0.1)
    raise AssertionError(f"no sync of the kind {why} has ended")
