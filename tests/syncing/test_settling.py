"""What a large send has just written is not read twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system.models import Call
from tracker.syncing import settling


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
