"""When the next call may leave, by Xero's limits."""

from datetime import datetime, timedelta

import pytest

from tests import cast
from tests.connected import beside_a_sandbox, connected
from tracker import clock
from tracker.accounts_system import limits
from tracker.accounts_system.models import Attempt, Call, Connection, Lane
from tracker.xero.outcome import LimitsSeen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connection() -> Connection:
    with beside_a_sandbox() as sandbox:
        found = connected(cast.office(), sandbox)
    Attempt.objects.all().delete()
    return found


def attempts(connection: Connection, moments: list[datetime]) -> None:
    call = Call.objects.create(
        connection=connection,
        tenant_id=connection.tenant_id,
        purpose=Call.Purpose.READ,
        created_at=clock.now(),
    )
    Attempt.objects.bulk_create(
        Attempt(call=call, tenant_id=call.tenant_id, number=number, began_at=moment)
        for number, moment in enumerate(moments)
    )


def lane_of(connection: Connection) -> Lane:
    return Lane.objects.get(pk=connection.tenant_id)


def test_the_sixty_first_call_of_a_minute_waits_for_the_first_to_leave_it(
    connection: Connection,
) -> None:
    now = clock.database_now()
    moments = [now - timedelta(seconds=50 - each / 2) for each in range(60)]
    attempts(connection, moments[:59])
    assert limits.may_leave_at(lane_of(connection), now=now) == now
    attempts(connection, moments[59:])
    assert limits.may_leave_at(lane_of(connection), now=now) == moments[0] + limits.MINUTE


def test_a_breach_waits_as_long_as_xero_says(connection: Connection) -> None:
    now = clock.database_now()
    seen = LimitsSeen(retry_after_seconds=26, problem="minute")
    limits.note(lane_of(connection), seen, limited=True, now=now)
    at = limits.may_leave_at(lane_of(connection), now=now)
    assert timedelta(seconds=26) <= at - now <= timedelta(seconds=28)


def test_the_last_calls_of_a_day_are_kept_for_doubts(connection: Connection) -> None:
    now = clock.database_now()
    limits.note(lane_of(connection), LimitsSeen(day_remaining=20), limited=False, now=now)
    lane = lane_of(connection)
    assert limits.may_leave_at(lane, now=now) > now + timedelta(hours=1)
    assert limits.may_leave_at(lane, now=now, settles_doubt=True) == now


def test_a_days_breach_waits_until_xeros_own_moment(
    connection: Connection,
) -> None:
    now = clock.database_now()
    seen = LimitsSeen(day_remaining=0, retry_after_seconds=66183, problem="day")
    limits.note(lane_of(connection), seen, limited=True, now=now)
    at = limits.may_leave_at(lane_of(connection), now=now)
    assert at - now >= timedelta(seconds=66183)


def test_what_xero_says_is_left_is_remembered_until_it_says_otherwise(
    connection: Connection,
) -> None:
    now = clock.database_now()
    seen = LimitsSeen(minute_remaining=41, day_remaining=4_000, app_minute_remaining=9_990)
    limits.note(lane_of(connection), seen, limited=False, now=now)
    limits.note(lane_of(connection), LimitsSeen(minute_remaining=40), limited=False, now=now)
    lane = lane_of(connection)
    assert (lane.minute_remaining, lane.day_remaining) == (40, 4_000)
    assert lane.app_minute_remaining == 9_990
