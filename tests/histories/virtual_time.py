"""One clock for Tracker and the sandbox, moved by hand: nothing in a history waits for real.

It begins at the same moment for every seed, so limits and dates fall alike each time.
"""

from datetime import UTC, datetime
from time import time
from types import SimpleNamespace

import pytest
from django.conf import settings

from tracker import clock
from tracker.sending.restored import started
from xero_sandbox.clock import Clock

BEGIN = datetime(2026, 11, 4, 10, 0, 7, tzinfo=UTC)


class VirtualTime:
    """Moves both clocks. Whatever would sleep moves them instead.

    The database is on this machine, so its clock is not asked for each time.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._offset = BEGIN.timestamp() - time()
        self._sandbox: Clock | None = None
        patch.setattr(settings, "TRACKER_CLOCK_OFFSET_SECONDS", self._offset)
        patch.setattr("tracker.clock.database_now", clock.now)
        patch.setattr("xero_sandbox.sandbox.Clock", self._for_the_sandbox)
        patch.setattr("tracker.sending.sender.sleep", self.move)
        asleep = SimpleNamespace(sleep=self.move)
        patch.setattr("tracker.accounts_system.calls.time", asleep)
        patient = SimpleNamespace(sleep=self.move, monotonic=self._monotonic)
        patch.setattr("tracker.sending.restored.reconciling.time", patient)
        patch.setattr("tracker.syncing.settling.sleep", self.move)
        self.begin_process()

    def begin_process(self) -> None:
        """A worker starts now, by this clock: by the machine's it started in another month."""
        self._patch.setattr(started, "_start", started._Start(0, clock.database_now()))

    def move(self, seconds: float) -> None:
        """Let so much time pass on both sides."""
        if seconds <= 0:
            return
        self._offset += seconds
        settings.TRACKER_CLOCK_OFFSET_SECONDS = self._offset
        if self._sandbox is not None:
            self._sandbox.advance(seconds)

    def _monotonic(self) -> float:
        return time() + self._offset

    def _for_the_sandbox(self, _: float) -> Clock:
        self._sandbox = Clock(self._offset)
        return self._sandbox
