"""What waits to be told, what is under way, and what became of what went out."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from xero_sandbox.books.table import Record
from xero_sandbox.webhooks.posting import body_of

LARGEST_BATCH = 100
KEPT = 1000

Numbered = tuple[int, Record]
"""An event with its sequence number."""


@dataclass
class Delivery:
    """One batch on its way. ``status``: sending, retrying, delivered or failed."""

    events: list[Numbered]
    status: str = "sending"
    attempts: int = 0
    answer: int = 0

    @property
    def numbers(self) -> list[int]:
        return [number for number, _ in self.events]

    def body(self) -> bytes:
        told = [event for _, event in self.events]
        return body_of(told, min(self.numbers), max(self.numbers))

    def told(self) -> Record:
        return {
            "status": self.status,
            "events": len(self.events),
            "firstEventSequence": min(self.numbers),
            "lastEventSequence": max(self.numbers),
            "attempts": self.attempts,
            "answer": self.answer or None,
        }


@dataclass
class Outbox:
    """Events in the order in which they leave. Whoever holds it guards it with a lock."""

    waiting: list[Numbered] = field(default_factory=list)
    current: Delivery | None = None
    sent: deque[Numbered] = field(default_factory=lambda: deque(maxlen=KEPT))
    deliveries: deque[Delivery] = field(default_factory=lambda: deque(maxlen=KEPT))

    @property
    def is_idle(self) -> bool:
        return not self.waiting and self.current is None

    def take(self) -> Delivery | None:
        """The next batch, which is the current one until it is put away."""
        batch = _rising(self.waiting[:LARGEST_BATCH])
        if not batch:
            return None
        self.waiting = self.waiting[len(batch) :]
        self.current = Delivery(batch)
        self.deliveries.append(self.current)
        known = {number for number, _ in self.sent}
        self.sent += [each for each in batch if each[0] not in known]
        return self.current

    def repeat(self, count: int, *, reverse: bool) -> int:
        """Let the last ``count`` events wait again; tells how many there were."""
        again: Iterable[Numbered] = list(self.sent)[-count:]
        before = len(self.waiting)
        self.waiting += reversed(list(again)) if reverse else again
        return len(self.waiting) - before

    def told(self) -> Record:
        done = [each.told() for each in self.deliveries]
        return {
            "waiting": len(self.waiting),
            "delivered": sum(each["events"] for each in done if each["status"] == "delivered"),
            "failed": sum(each["events"] for each in done if each["status"] == "failed"),
            "deliveries": done,
        }


def _rising(events: list[Numbered]) -> list[Numbered]:
    """As many of the first events as stand in rising order: those fit into one batch."""
    for at in range(1, len(events)):
        if events[at][0] <= events[at - 1][0]:
            return events[:at]
    return events
