"""When Tracker looks at Xero by itself: every few minutes, every night, every month.

What is due follows from when it was last done, not from the hour that a timer struck: after a day
of downtime everything that was missed is due at once.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Q

from tracker import clock
from tracker.accounts_system.models import Connection
from tracker.agencies.events import TRACKER
from tracker.syncing import syncs
from tracker.syncing.models import Sync

NIGHT = time(2, 30)
"""At the desk. A sweep of the night or month is due from then on."""
PAUSE_AFTER_FAILURE = timedelta(minutes=10)


@dataclass(frozen=True)
class Done:
    """When each was last asked for, and when heads were last read by anybody.

    A sweep that could not be done counts as not asked for, once a poll's time has gone by.
    """

    polled_at: datetime | None
    read_at: datetime | None
    nightly_at: datetime | None
    monthly_at: datetime | None


def is_on() -> bool:
    """Whether Tracker looks by itself at all: ``TRACKER_POLL`` is not *off*."""
    return settings.TRACKER_POLL_MINUTES is not None


def due(done: Done, *, now: datetime, minutes: int) -> list[Sync.Why]:
    """What is to be asked for. The wider one includes the narrower. Pure."""
    at_desk = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    if _before(done.monthly_at, last_month_began(at_desk)):
        return [Sync.Why.MONTHLY]
    if _before(_latest(done.nightly_at, done.monthly_at), last_night(at_desk)):
        return [Sync.Why.NIGHTLY]
    long_ago = now - timedelta(minutes=minutes)
    return [Sync.Why.POLL] if _before(_latest(done.polled_at, done.read_at), long_ago) else []


def last_night(at_desk: datetime) -> datetime:
    """The last time that a nightly sweep became due."""
    tonight = at_desk.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    return tonight if tonight <= at_desk else tonight - timedelta(days=1)


def last_month_began(at_desk: datetime) -> datetime:
    """The last time that a monthly sweep became due: the night of the first."""
    return last_night(at_desk).replace(day=1)


def ask_for_due() -> None:
    """Ask for what is due on every connection that works."""
    minutes = settings.TRACKER_POLL_MINUTES
    if minutes is None:
        return
    now = clock.now()
    working = Connection.objects.filter(disconnected_at=None, needs_reconnect="")
    for connection in working.select_related("agency").order_by("pk"):
        for why in due(done_of(connection, minutes=minutes), now=now, minutes=minutes):
            syncs.ask_once(connection=connection, why=why, by=TRACKER)


def done_of(connection: Connection, *, minutes: int) -> Done:
    """A connection's first month and night count as done: connecting reads everything."""
    return Done(
        polled_at=_asked_at(connection, Sync.Why.POLL),
        read_at=connection.heads_read_at,
        nightly_at=_swept_at(connection, Sync.Why.NIGHTLY, minutes),
        monthly_at=_swept_at(connection, Sync.Why.MONTHLY, minutes),
    )


def has_just_failed(connection: Connection) -> bool:
    """Whether the last look failed so lately that what nobody waits for is not tried again yet."""
    since = clock.database_now() - PAUSE_AFTER_FAILURE
    ended = Sync.objects.filter(connection=connection, ended_at__gte=since)
    newest = ended.order_by("ended_at").last()
    return newest is not None and bool(newest.failure)


def last(connection: Connection, why: str) -> Sync | None:
    """The newest sync of this kind, done or not."""
    return Sync.objects.filter(connection=connection, why=why).order_by("-asked_at").first()


def _asked_at(connection: Connection, why: str) -> datetime | None:
    sync = last(connection, why)
    return sync.asked_at if sync else None


def _swept_at(connection: Connection, why: str, minutes: int) -> datetime | None:
    """When one was last asked for that was done, is still to be done, or has only just failed."""
    sweeps = Sync.objects.filter(connection=connection, why=why)
    just_now = clock.database_now() - timedelta(minutes=minutes)
    counts = Q(failure="") | Q(ended_at=None) | Q(asked_at__gte=just_now)
    found = sweeps.filter(counts).aggregate(at=Max("asked_at"))["at"]
    return found or connection.connected_at


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _before(moment: datetime | None, limit: datetime) -> bool:
    return moment is None or moment < limit
