"""The sandbox's only source of time; tests move it forward."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


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
        """Move time forward. Raises ValueError for a negative step: records are kept in order."""
        if seconds < 0:
            raise ValueError("The clock only moves forward: advance_seconds may not be negative.")
        self.offset_seconds += seconds


def plus(moment: datetime, *, seconds: float) -> datetime:
    return moment + timedelta(seconds=seconds)
