"""One clock for Tracker and the sandbox, moved by hand: nothing in a history waits for real.

It begins at the same moment for every seed, so limits and dates fall alike each time. A look at it
takes a millisecond, and nothing else does: a busy machine lives the same history.
"""

from datetime import UTC, datetime
from threading import Lock
from types import SimpleNamespace

import pytest
from django.conf import settings

from tracker import clock
from tracker.sending.restored import started
from xero_sandbox.clock import Clock

BEGIN = datetime(2026, 11, 4, 10, 0, 7, tzinfo=UTC)
A_LOOK_SECONDS = 0.001


class VirtualTime:
    """Moves both clocks. Whatever would sleep moves them instead.

    The database is on this machine, so its clock is not asked for each time.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._seconds = BEGIN.timestamp()
        self._lock = Lock()
        patch.setattr(settings, "TRACKER_CLOCK_OFFSET_SECONDS", 0)
        for name in ("now", "database_now"):
            patch.setattr(f"tracker.clock.{name}", self.now)
        patch.setattr("xero_sandbox.sandbox.Clock", self._for_the_sandbox)
        patch.setattr("tracker.sending.sender.sleep", self.move)
        asleep = SimpleNamespace(sleep=self.move)
        patch.setattr("tracker.accounts_system.calls.time", asleep)
        patient = SimpleNamespace(sleep=self.move, monotonic=self.look)
        patch.setattr("tracker.sending.restored.reconciling.time", patient)
        patch.setattr("tracker.syncing.settling.sleep", self.move)
        self.begin_process()

    def begin_process(self) -> None:
        """A worker starts now, by this clock: by the machine's it started in another month."""
        self._patch.setattr(started, "_start", started._Start(0, clock.database_now()))

    def look(self) -> float:
        """Seconds since 1970."""
        with self._lock:
            self._seconds += A_LOOK_SECONDS
            return self._seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.look(), UTC)

    def move(self, seconds: float) -> None:
        """Let so much time pass on both sides."""
        if seconds > 0:
            with self._lock:
                self._seconds += seconds

    def _for_the_sandbox(self, _: float) -> Clock:
        return _Shared(self)


class _Shared(Clock):
    """The sandbox's view of the same time; nobody else moves it."""

    def __init__(self, time: VirtualTime) -> None:
        super().__init__()
        self._time = time

    def timestamp(self) -> float:
        return self._time.look()

    def advance(self, seconds: float) -> None:
        raise AssertionError("in a history time is moved on both sides at once")
