"""When Tracker looks at Xero by itself: every few minutes, every night, every month.

What is due follows from when it was last done, not from the hour that a timer struck: after a day
of downtime everything that was missed is due at once.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from tracker import clock
from tracker.accounts_system.models import Connection
from tracker.agencies.events import TRACKER
from tracker.syncing import syncs
from tracker.syncing.models import Sync

NIGHT = time(2, 30)
"""At the desk. A sweep of the night or month is due from then on."""
SWEEPS = (Sync.Why.NIGHTLY, Sync.Why.MONTHLY)


@dataclass(frozen=True)
class Done:
    """When each was last asked for, and when heads were last read by anybody."""

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
        for why in due(done_of(connection), now=now, minutes=minutes):
            syncs.ask_once(connection=connection, why=why, by=TRACKER)


def done_of(connection: Connection) -> Done:
    """A connection's first month and night count as done: connecting reads everything."""
    return Done(
        polled_at=_asked_at(connection, Sync.Why.POLL),
        read_at=connection.heads_read_at,
        nightly_at=_asked_at(connection, Sync.Why.NIGHTLY) or connection.connected_at,
        monthly_at=_asked_at(connection, Sync.Why.MONTHLY) or connection.connected_at,
    )


def last(connection: Connection, why: str) -> Sync | None:
    return Sync.objects.filter(connection=connection, why=why).order_by("-asked_at").first()


def _asked_at(connection: Connection, why: str) -> datetime | None:
    sync = last(connection, why)
    return sync.asked_at if sync else None


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _before(moment: datetime | None, limit: datetime) -> bool:
    return moment is None or moment < limit
