"""Xero's limits: when the next call may leave.

60 calls a minute, 5 at once and 1,000 or 5,000 a day for each organisation, and 10,000 a minute for
all organisations of the app (https://developer.xero.com/faq/limits). Whether Xero's minute is a
fixed or a rolling window is not certain; at most 60 in any 61 seconds satisfies both.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q

from tracker.accounts_system.models import Attempt, Lane
from tracker.xero.outcome import LimitsSeen

CALLS_A_MINUTE = 60
MINUTE = timedelta(seconds=61)
DAY = timedelta(hours=24)
CONCURRENT_PAUSE = timedelta(seconds=2)
UNKNOWN_PAUSE = timedelta(seconds=60)


def may_leave_at(
    lane: Lane, *, now: datetime, settles_doubt: bool = False, kept: int = 0
) -> datetime:
    """The moment from which one more call may leave; ``now`` or earlier means at once.

    A sender keeps one call of each minute for who reads at the same moment: two that look at once
    both see the last one.
    """
    moments = [now]
    if lane.minute_full_until:
        moments.append(lane.minute_full_until)
    if lane.day_full_until and not settles_doubt:
        moments.append(lane.day_full_until)
    allowed = CALLS_A_MINUTE - kept
    moments.append(_minute_has_room_at(lane.tenant_id, now=now, allowed=allowed))
    moments.append(_app_full_until(now=now))
    moments.append(_share_has_room_at(lane.tenant_id, now=now))
    return max(moments)


def _minute_has_room_at(tenant_id: str, *, now: datetime, allowed: int) -> datetime:
    recent = list(
        Attempt.objects.filter(tenant_id=tenant_id, began_at__gt=now - MINUTE)
        .order_by("-began_at")
        .values_list("began_at", flat=True)[:allowed]
    )
    return recent[-1] + MINUTE if len(recent) == allowed else now


def _app_full_until(*, now: datetime) -> datetime:
    """One organisation that was told that the whole app's minute is full was told it for all."""
    told = Lane.objects.filter(app_minute_remaining=0, minute_full_until__gt=now)
    until: datetime | None = told.aggregate(until=Max("minute_full_until"))["until"]
    return until or now


def _share_has_room_at(tenant_id: str, *, now: datetime) -> datetime:
    """Where the app's minute has too few calls for all who are busy, each spaces its own evenly.

    So nobody writes a row that all others wait for: everybody reads who is busy, and comes to the
    same share.
    """
    allowed: int = settings.SENDING["APP_CALLS_A_MINUTE"]
    if Lane.objects.count() * CALLS_A_MINUTE <= allowed:
        return now
    busy = _busy_lanes(now=now)
    if busy * CALLS_A_MINUTE <= allowed:
        return now
    made = Attempt.objects.filter(tenant_id=tenant_id).order_by("-began_at")
    last = made.values_list("began_at", flat=True).first()
    return last + MINUTE * busy / allowed if last is not None else now


def _busy_lanes(*, now: datetime) -> int:
    """Organisations that somebody works for, or that made a call in the last minute."""
    called = Attempt.objects.filter(tenant_id=OuterRef("pk"), began_at__gt=now - MINUTE)
    return Lane.objects.filter(Q(lease_until__gt=now) | Exists(called)).count()


def note(lane: Lane, seen: LimitsSeen, *, limited: bool, now: datetime) -> None:
    """Remember what an answer's headers said. One UPDATE, only where something changed."""
    changes = _changes(lane, seen, limited=limited, now=now)
    if changes:
        Lane.objects.filter(pk=lane.pk).update(**changes)
        for name, value in changes.items():
            setattr(lane, name, value)


def _changes(
    lane: Lane, seen: LimitsSeen, *, limited: bool, now: datetime
) -> dict[str, int | datetime]:
    changes: dict[str, int | datetime] = {
        name: left
        for name in ("minute_remaining", "app_minute_remaining", "day_remaining")
        if (left := getattr(seen, name)) is not None and left != getattr(lane, name)
    }
    if "day_remaining" in changes and seen.day_remaining <= settings.SENDING["RESERVED_DAY_CALLS"]:
        changes["day_full_until"] = _day_has_room_at(lane, now=now)
    if limited:
        until = now + _pause(seen)
        changes["day_full_until" if seen.problem == "day" else "minute_full_until"] = until
    if limited and seen.problem == "appminute":
        changes["app_minute_remaining"] = 0
    return changes


def _pause(seen: LimitsSeen) -> timedelta:
    if seen.retry_after_seconds is not None:
        return timedelta(seconds=seen.retry_after_seconds + 1)
    return CONCURRENT_PAUSE if seen.problem == "concurrent" else UNKNOWN_PAUSE


def _day_has_room_at(lane: Lane, *, now: datetime) -> datetime:
    """Xero does not say when its day starts: a day after the oldest call that it may count."""
    if lane.day_full_until and lane.day_full_until > now:
        return lane.day_full_until
    oldest = (
        Attempt.objects.filter(tenant_id=lane.tenant_id, began_at__gt=now - DAY)
        .order_by("began_at")
        .values_list("began_at", flat=True)
        .first()
    )
    return (oldest or now) + DAY
