"""Where a cell takes place: a desk, the sandbox's process, the wire between, and time that passes.

The protocol keeps its own numbers, in minutes, and nothing here waits for time to pass: where
something has to wait, both clocks are moved to when it is due.
"""

from dataclasses import dataclass
from math import ceil

from django.conf import settings

from tests.connected import connected
from tests.faults.relay import Relay
from tests.faults.xero_process import Books, XeroProcess
from tests.sending.adopting import in_xero
from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system import heads, lists
from tracker.accounts_system.models import Lane
from tracker.sending import batches
from tracker.sending.models import CARRIED, Batch

ROUNDS_MAX = 8
ONLY_A_PERSON_HELPS = ("reconnect",)


@dataclass
class Place(Desk):
    """A desk whose calls go over a wire that can be cut."""

    wire: Relay
    xero: XeroProcess

    def books(self) -> Books:
        return self.xero.books()

    def work_until_quiet(self, batch: Batch) -> None:
        """Work whenever something is due, until nothing moves or only a person can help."""
        for _ in range(ROUNDS_MAX):
            if not _moves(batch):
                return
            self._let_time_pass()
            self.work()
        raise AssertionError(f"it still moves after {ROUNDS_MAX} rounds")

    def _let_time_pass(self) -> None:
        """Until the lane is due; by then Xero is done with whatever was under way."""
        self.xero.wait_until_done()
        due_at = Lane.objects.get().due_at
        assert due_at is not None, "nothing is due, so nobody will ever wake the lane"
        gone = max(1, ceil((due_at - clock.now()).total_seconds()) + 1)
        self.xero.move_clock(gone)
        settings.TRACKER_CLOCK_OFFSET_SECONDS += gone

    def item_in_xero(self, code: str) -> None:
        """An item that somebody made in Xero."""
        in_xero(self, "PUT", "Items", {"Items": [{"Code": code}]})

    def poll(self) -> None:
        """What Tracker does every 15 minutes."""
        heads.read_heads(self.connection)

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        self.xero.end_faults()
        self.wire.open()

    def reconnect(self, batch: Batch) -> Batch:
        """An owner connects Xero again; what was on its way goes on."""
        connected(self.office, self.sandbox)
        self.work()
        return batch

    def retry(self, batch: Batch) -> Batch:
        """A colleague presses *Retry the refused*, *Refresh* and *Send*."""
        self.forget_freshness()
        lists.refresh(self.connection, lists.LISTS)
        again = batches.retry(batch=batch, by=self.office.colleague)
        batches.send(batch=again, by=self.office.colleague)
        self.work()
        return again


def _moves(batch: Batch) -> bool:
    carried = (rows.objects.filter(batch=batch, settled_at=None) for rows in CARRIED)
    return any(rows.exclude(state__in=ONLY_A_PERSON_HELPS).exists() for rows in carried)
