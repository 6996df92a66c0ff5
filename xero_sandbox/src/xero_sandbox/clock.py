"""The sandbox's only source of time; tests move it forward."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

FURTHEST_SECONDS = 100 * 365 * 86_400


class Clock:
    """Wall-clock time plus an offset in seconds that only grows."""

    def __init__(self, offset_seconds: float = 0.0) -> None:
        self.offset_seconds = offset_seconds

    def timestamp(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time() + self.offset_seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def today(self, zone: str) -> date:
        """The calendar date in an organisation's time zone, such as ``Europe/London``."""
        return self.now().astimezone(ZoneInfo(zone)).date()

    def advance(self, seconds: float) -> None:
        """Move time forward. Raises ValueError for a negative step: records are kept in order.

        It stops a century from here: what is dated far beyond has no date at all.
        """
        if seconds < 0:
            raise ValueError("The clock only moves forward: advance_seconds may not be negative.")
        if self.offset_seconds + seconds > FURTHEST_SECONDS:
            raise ValueError("The clock goes no further than a hundred years ahead.")
        self.offset_seconds += seconds


def plus(moment: datetime, *, seconds: float) -> datetime:
    return moment + timedelta(seconds=seconds)
