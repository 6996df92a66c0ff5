"""Time passes: a key of Xero's dies, a day's limit ends. Both clocks move together."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx2
import pytest
from django.test import override_settings

from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system.models import Attempt, Call, Lane
from tracker.sending.models import State


@contextmanager
def later(desk: Desk, gone: timedelta) -> Iterator[None]:
    seconds = int(gone.total_seconds())
    httpx2.post(f"{desk.sandbox.url}/_sandbox/clock", json={"advance_seconds": seconds})
    with override_settings(TRACKER_CLOCK_OFFSET_SECONDS=seconds):
        yield


@pytest.mark.parametrize(("kind", "calls"), [("lost_reply", 1), ("http_503", 2)])
def test_after_the_keys_life_xero_is_asked_and_the_same_bytes_never_go_again(
    desk: Desk, kind: str, calls: int
) -> None:
    document = desk.invoice()
    desk.fault(kind, times=2)
    desk.send(document)
    assert desk.delivery(document).state == State.CHECKING
    with later(desk, timedelta(minutes=10)):
        desk.work()
    assert desk.delivery(document).state == State.SENT
    assert len(desk.in_xero()) == 1
    created = Call.objects.filter(purpose=Call.Purpose.CREATE_DOCUMENTS)
    assert (created.count(), created.values("key").distinct().count()) == (calls, calls)
    assert Attempt.objects.filter(call=created.earliest("pk")).count() == 2


def test_what_waited_for_the_day_to_end_goes_then_and_not_before(desk: Desk) -> None:
    document = desk.invoice()
    desk.fault("rate_day")
    desk.send(document)
    due_at = Lane.objects.get().due_at
    assert due_at is not None
    left = due_at - clock.now()
    with later(desk, left / 2):
        desk.work()
        assert desk.delivery(document).state == State.WAITING
    with later(desk, left + timedelta(seconds=2)):
        desk.work()
    assert desk.delivery(document).state == State.SENT
    purpose = Call.Purpose.CREATE_DOCUMENTS
    assert Attempt.objects.filter(call__purpose=purpose).count() == 2
