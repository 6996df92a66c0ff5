"""When an owner of a lane gives way, and when what it has written down may no longer leave."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system import calls
from tracker.accounts_system.models import Attempt, Call, Lane
from tracker.sending import turns
from tracker.sending.models import State
from tracker.sending.waking import wake

MANY = 3


def test_a_lane_that_had_its_turn_gives_way_to_others_and_goes_on_after_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.xero.invoices.MAX_PER_CALL", 1)
    documents = [desk.invoice() for _ in range(MANY)]
    desk.click(*documents)
    wake("another organisation")
    with override_settings(SENDING={**settings.SENDING, "LANE_TURN_SECONDS": -1}):
        desk.work()
    lane = Lane.objects.get(pk=desk.connection.tenant_id)
    assert (lane.owner, lane.reason) == ("", "others have their turn")
    assert lane.due_at is not None and not desk.in_xero()
    desk.work()
    assert {desk.delivery(each).state for each in documents} == {State.SENT}


@pytest.mark.parametrize(("waiting", "seconds"), [(1, 10), (34, 7), (600, 1)])
def test_a_turn_is_shorter_where_many_wait(
    monkeypatch: pytest.MonkeyPatch, waiting: int, seconds: float
) -> None:
    monkeypatch.setattr(turns, "workers_alive", lambda: 4)
    assert turns.seconds_of_a_turn(waiting) == pytest.approx(seconds, abs=0.1)


def test_a_lane_nobody_waits_for_goes_on_after_its_turn(desk: Desk) -> None:
    document = desk.invoice()
    desk.click(document)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")
    with override_settings(SENDING={**settings.SENDING, "LANE_TURN_SECONDS": -1}):
        desk.work()
    assert desk.delivery(document).state == State.SENT


def test_a_lane_whose_share_lets_it_read_in_a_while_leaves_its_worker_to_others(desk: Desk) -> None:
    document = desk.invoice()
    desk.click(document)
    desk.forget_freshness()
    now = clock.database_now()
    busy = {"owner": "another", "lease_until": now + timedelta(minutes=1)}
    Lane.objects.bulk_create(Lane(tenant_id=f"busy-{number}", **busy) for number in range(5))
    before = desk.calls()
    with override_settings(SENDING={**settings.SENDING, "APP_CALLS_A_MINUTE": 60}):
        desk.work()
    assert desk.calls() == before
    waits = desk.delivery(document).waiting_until
    assert waits is not None and timedelta(seconds=2) < waits - now < timedelta(seconds=8)


def test_what_was_frozen_before_its_commit_does_not_leave_long_after_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time is that of before: Xero would be asked too soon whether it arrived."""
    desk.send(desk.invoice())
    write = calls.new_attempt
    frozen: list[Attempt] = []

    def freeze_once(call: Call, *, epoch: int) -> Attempt:
        made = write(call, epoch=epoch)
        if call.purpose == Call.Purpose.CREATE_DOCUMENTS and not frozen:
            frozen.append(made)
            time.sleep(0.3)
        return made

    monkeypatch.setattr(calls, "new_attempt", freeze_once)
    document = desk.invoice()
    desk.click(document)
    with override_settings(SENDING={**settings.SENDING, "CALL_COMMIT_TO_SEND_SECONDS": 0.2}):
        desk.work_until_settled()
    first = Attempt.objects.get(pk=frozen[0].pk)
    assert (first.outcome, first.message) == ("not_sent", "TooLate")
    assert desk.delivery(document).state == State.SENT and len(desk.in_xero()) == 2
