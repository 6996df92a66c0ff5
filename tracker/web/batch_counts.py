"""What became of a batch as counts, and as one icon with words."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from tracker.sending.models import CARRIED, OPEN, STOPPED_BY_XERO, Batch, State
from tracker.web import moments
from tracker.web.statuses import UNDER_WAY, Status

NOT_SENT = (State.STOPPED, State.LEFT_OUT)


@dataclass
class Counts:
    """How many deliveries or companies of a batch are in each state, and until when one waits."""

    states: Counter[str] = field(default_factory=Counter)
    until: dict[str, datetime] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.states.total()

    @property
    def open(self) -> int:
        return self._of(*OPEN)

    @property
    def settled(self) -> int:
        return self.total - self.open

    @property
    def sent(self) -> int:
        return self.states[State.SENT]

    @property
    def unchanged(self) -> int:
        return self.states[State.UNCHANGED]

    @property
    def refused(self) -> int:
        return self.states[State.REFUSED]

    @property
    def not_sent(self) -> int:
        return self._of(*NOT_SENT)

    @property
    def to_retry(self) -> int:
        return self.refused + self.states[State.STOPPED]

    def _of(self, *states: State) -> int:
        return sum(self.states[state] for state in states)


def counts_of(batches: Iterable[Batch]) -> dict[int, Counts]:
    """By batch id; three grouped queries for any number of batches."""
    found: dict[int, Counts] = defaultdict(Counts)
    wanted = list(batches)
    for rows in CARRIED:
        _count(found, rows.objects.filter(batch__in=wanted))
    return found


def _count(found: dict[int, Counts], rows: QuerySet[Any]) -> None:
    """A batch carries documents, or companies' details, or what is doubled in Xero."""
    groups = rows.order_by().values("batch_id", "state")
    for row in groups.annotate(n=Count("pk"), until=Min("waiting_until")):
        counts = found[row["batch_id"]]
        counts.states[row["state"]] = row["n"]
        if row["until"] is not None:
            counts.until[row["state"]] = row["until"]


def batch_status_of(batch: Batch, counts: Counts) -> Status:
    """What a person should know first: what is stuck, what moves, what went wrong, all is well."""
    if counts.open:
        return _open_status(batch, counts)
    if counts.refused:
        return Status("refused", "bad", "Refused", f"{counts.refused:,} of {counts.total:,}")
    if counts.not_sent:
        return Status("not-sent", "quiet", "Not sent", f"{counts.not_sent:,} of {counts.total:,}")
    if counts.unchanged and not counts.sent:
        return Status("same", "quiet", "No change")
    return Status("sent", "good", "Sent")


def waiting_words(until: datetime | None) -> str:
    return f"Waiting until {moments.told(until)}" if until else "Waiting"


def checking_words(until: datetime | None) -> str:
    return f"Checking with Xero until {moments.told(until)}" if until else "Checking with Xero"


def _open_status(batch: Batch, counts: Counts) -> Status:
    if batch.paused_at is not None:
        return Status("waiting", "wait", "Paused", f"{counts.open:,} left")
    for state in STOPPED_BY_XERO:
        if counts.states[state]:
            return UNDER_WAY[state]
    if counts.states[State.CHECKING]:
        return Status("checking", "wait", checking_words(counts.until.get(State.CHECKING)))
    if counts.states[State.WAITING]:
        return Status("waiting", "wait", waiting_words(counts.until.get(State.WAITING)))
    return UNDER_WAY[State.SENDING]
