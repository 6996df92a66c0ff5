"""When the next call may leave, by Xero's limits."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

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


@pytest.fixture
def scarce() -> Iterator[None]:
    """An app that may make 120 calls a minute: enough for two who are busy."""
    with override_settings(SENDING={**settings.SENDING, "APP_CALLS_A_MINUTE": 120}):
        yield


def other_lanes(count: int, **about: Any) -> None:
    Lane.objects.bulk_create(Lane(tenant_id=f"other-{number}", **about) for number in range(count))


@pytest.mark.usefixtures("scarce")
@pytest.mark.parametrize(("others", "seconds"), [(1, 0), (3, 2.03), (59, 30.5)])
def test_who_shares_the_apps_minute_spaces_its_calls(
    connection: Connection, others: int, seconds: float
) -> None:
    now = clock.database_now()
    attempts(connection, [now])
    other_lanes(others, lease_until=now + timedelta(minutes=1))
    at = limits.may_leave_at(lane_of(connection), now=now)
    assert (at - now).total_seconds() == pytest.approx(seconds, abs=0.01)


@pytest.mark.usefixtures("scarce")
def test_who_is_idle_takes_nothing_of_the_apps_minute(connection: Connection) -> None:
    now = clock.database_now()
    attempts(connection, [now])
    other_lanes(59, lease_until=now - timedelta(minutes=1), due_at=now + timedelta(days=1))
    assert limits.may_leave_at(lane_of(connection), now=now) == now


def test_an_apps_minute_that_is_full_is_full_for_every_organisation(
    connection: Connection,
) -> None:
    now = clock.database_now()
    other_lanes(2)
    seen = LimitsSeen(retry_after_seconds=26, problem="appminute")
    limits.note(Lane.objects.get(pk="other-0"), seen, limited=True, now=now)
    at = limits.may_leave_at(lane_of(connection), now=now)
    assert at == now + timedelta(seconds=27)
    assert limits.may_leave_at(lane_of(connection), now=at) == at


def test_an_organisations_own_minute_that_is_full_is_nobody_elses(connection: Connection) -> None:
    now = clock.database_now()
    other_lanes(1, app_minute_remaining=9_000)
    seen = LimitsSeen(retry_after_seconds=26, problem="minute")
    limits.note(Lane.objects.get(pk="other-0"), seen, limited=True, now=now)
    assert limits.may_leave_at(lane_of(connection), now=now) == now
