"""When Tracker looks by itself: it follows from when it last did."""

from datetime import UTC, datetime, timedelta

from tracker.syncing.models import Sync
from tracker.syncing.schedule import Done, due

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
POLL, NIGHTLY, MONTHLY = Sync.Why.POLL, Sync.Why.NIGHTLY, Sync.Why.MONTHLY


def asked(
    now: datetime = NOON,
    *,
    polled: timedelta | None = timedelta(minutes=1),
    read: timedelta | None = None,
    nightly: timedelta = timedelta(hours=2),
    monthly: timedelta = timedelta(days=3),
) -> list[Sync.Why]:
    """What is due where each was done so long ago."""
    done = Done(
        polled_at=now - polled if polled else None,
        read_at=now - read if read else None,
        nightly_at=now - nightly,
        monthly_at=now - monthly,
    )
    return due(done, now=now, minutes=15)


def test_nothing_is_due_a_minute_after_a_poll() -> None:
    assert asked() == []


def test_a_poll_is_due_after_its_minutes() -> None:
    assert asked(polled=timedelta(minutes=16)) == [POLL]
    assert asked(polled=None) == [POLL]


def test_what_somebody_read_meanwhile_is_not_polled() -> None:
    assert asked(polled=timedelta(hours=5), read=timedelta(minutes=3)) == []


def test_the_night_is_swept_once_even_if_it_was_missed() -> None:
    assert asked(nightly=timedelta(hours=10)) == [NIGHTLY]
    assert asked(nightly=timedelta(hours=9)) == []
    assert asked(nightly=timedelta(days=4)) == [NIGHTLY]


def test_before_half_past_two_the_night_before_counts() -> None:
    early = NOON.replace(hour=1)
    assert asked(early, nightly=timedelta(hours=20)) == []


def test_the_month_is_swept_from_its_first_night_on() -> None:
    first = datetime(2026, 12, 1, 2, 31, tzinfo=UTC)
    assert asked(first, monthly=timedelta(days=1)) == [MONTHLY]
    assert asked(first - timedelta(minutes=2), monthly=timedelta(days=1)) == []


def test_the_sweep_of_the_month_is_the_sweep_of_the_night_too() -> None:
    assert asked(nightly=timedelta(days=4), monthly=timedelta(hours=3)) == []


def test_the_desks_time_counts_not_utc() -> None:
    summer = datetime(2026, 7, 10, 1, 45, tzinfo=UTC)
    assert asked(summer, nightly=timedelta(hours=12)) == [NIGHTLY]
