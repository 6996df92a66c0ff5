"""The subscription, and the thread that delivers to it. No answer of the API waits for it.

Xero tries for 24 hours; here a batch is tried eight times within a minute and then given up.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any

from xero_sandbox.books.organisation import Books, Change
from xero_sandbox.books.table import Record
from xero_sandbox.clock import Clock
from xero_sandbox.store import Store
from xero_sandbox.webhooks.events import events_of
from xero_sandbox.webhooks.posting import Target, body_of, is_taken, post, problems_of, signature

RETRY_SECONDS = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
GATHER_SECONDS = 0.1
LARGEST_BATCH = 100
KEPT = 1000
NEW_YEAR = 1_767_225_600  # 2026-01-01, so that numbers are handy and grow over restarts

Numbered = tuple[int, Record]
"""An event with its sequence number."""


@dataclass
class Delivery:
    """One batch on its way. ``status``: sending, retrying, delivered, failed or dropped."""

    events: list[Numbered]
    status: str = "sending"
    attempts: int = 0
    answer: int = 0

    def body(self) -> bytes:
        numbers = [number for number, _ in self.events]
        return body_of([event for _, event in self.events], min(numbers), max(numbers))

    def told(self) -> Record:
        numbers = [number for number, _ in self.events]
        return {
            "status": self.status,
            "events": len(numbers),
            "firstEventSequence": min(numbers),
            "lastEventSequence": max(numbers),
            "attempts": self.attempts,
            "answer": self.answer or None,
        }


@dataclass
class Post:
    """What waits, and what became of what went out."""

    waiting: list[Numbered] = field(default_factory=list)
    current: Delivery | None = None
    sent: deque[Numbered] = field(default_factory=lambda: deque(maxlen=KEPT))
    deliveries: deque[Delivery] = field(default_factory=lambda: deque(maxlen=KEPT))


class Webhooks:
    """One subscription, as a Xero app has; a new one takes the old one's place."""

    def __init__(self, clock: Clock, store: Store) -> None:
        self.retry_seconds: tuple[float, ...] = RETRY_SECONDS
        self._store = store
        self._turn = Condition()
        self._post = Post()
        self._number = int(clock.timestamp()) - NEW_YEAR
        self._target: Target | None = None
        self._problems: list[str] = []
        self._thread: Thread | None = None
        self._closed = False
        kept = store.notes("setting").get("webhooks")
        if kept:
            self._begin(Target(kept["url"], kept["key"]), kept["problems"])

    # The subscription -------------------------------------------------------------------------

    def subscribe(self, target: Target) -> Record:
        """Ask for the intent to receive; deliver from now on where it was right."""
        self.end()
        problems = problems_of(target)
        self._begin(target, problems)
        kept = {"url": target.url, "key": target.key, "problems": problems}
        self._store.keep("setting", "webhooks", kept)
        return self.told()

    def _begin(self, target: Target, problems: list[str]) -> None:
        with self._turn:
            self._target, self._problems = target, problems
            if self._thread is None:
                self._thread = Thread(target=self._work, daemon=True)
                self._thread.start()

    def end(self) -> None:
        """No more deliveries; what waits is dropped."""
        self._store.forget("setting", ["webhooks"])
        with self._turn:
            self._target = None
        self.clear()

    def clear(self) -> None:
        """Forget every event and delivery; the subscription stays."""
        with self._turn:
            self._post = Post()
            self._turn.notify_all()

    def close(self) -> None:
        with self._turn:
            self._closed = True
            self._turn.notify_all()

    @property
    def status(self) -> str:
        if self._target is None:
            return "NONE"
        return "FAILED" if self._problems else "OK"

    def told(self) -> Record:
        with self._turn:
            done = [each.told() for each in self._post.deliveries]
            return {
                "status": self.status,
                "url": self._target.url if self._target else None,
                "problems": self._problems if self._target else [],
                "waiting": len(self._post.waiting),
                "delivered": sum(each["events"] for each in done if each["status"] == "delivered"),
                "failed": sum(each["events"] for each in done if each["status"] == "failed"),
                "deliveries": done,
            }

    # Events -----------------------------------------------------------------------------------

    def hear(self, books: Books, changes: list[Change]) -> None:
        """Learn of stored changes. Returns at once."""
        if self.status != "OK":
            return
        events = events_of(books, changes)
        with self._turn:
            for event in events:
                self._number += 1
                self._post.waiting.append((self._number, event))
            self._turn.notify_all()

    def replay(self, *, count: int, reverse: bool) -> int:
        """Send the last ``count`` events again with their old numbers; tells how many.

        Turned round, each goes alone and the newest goes first.
        """
        with self._turn:
            again = list(self._post.sent)[-count:] if count else []
            if self.status != "OK":
                return 0
            if reverse:
                self._post.waiting += reversed(again)
            else:
                self._post.waiting += again
            self._turn.notify_all()
        return len(again)

    def wait_until_idle(self, *, timeout_seconds: float = 10) -> bool:
        """Wait until nothing waits or is under way; whether that came true."""
        with self._turn:
            return self._turn.wait_for(
                lambda: not self._post.waiting and self._post.current is None,
                timeout=timeout_seconds,
            )

    # Delivering -------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._closed or bool(self._post.waiting))
                self._turn.wait_for(lambda: self._closed, timeout=GATHER_SECONDS)
                if self._closed:
                    return
            with self._taken() as delivery:
                if delivery is not None:
                    self._deliver(delivery)

    @contextmanager
    def _taken(self) -> Iterator[Delivery | None]:
        """The next batch, under way until the block ends."""
        with self._turn:
            mail = self._post
            batch = _rising(mail.waiting[:LARGEST_BATCH])
            mail.waiting = mail.waiting[len(batch) :]
            delivery = Delivery(batch) if batch else None
            mail.current = delivery
            if delivery is not None:
                mail.deliveries.append(delivery)
                known = {number for number, _ in mail.sent}
                mail.sent += [each for each in batch if each[0] not in known]
        try:
            yield delivery
        finally:
            with self._turn:
                mail.current = None
                self._turn.notify_all()

    def _deliver(self, delivery: Delivery) -> None:
        target, body = self._target, delivery.body()
        if target is None:
            delivery.status = "dropped"
            return
        for wait_seconds in (*self.retry_seconds, None):
            delivery.attempts += 1
            delivery.answer = post(target, body, signature(body, target.key))
            if is_taken(delivery.answer):
                delivery.status = "delivered"
                return
            delivery.status = "retrying"
            if wait_seconds is None or self._is_dropped(delivery, wait_seconds):
                break
        delivery.status = "failed"

    def _is_dropped(self, delivery: Delivery, wait_seconds: float) -> bool:
        """Wait for the next try; whether it was called off meanwhile."""
        with self._turn:

            def called_off() -> bool:
                return self._closed or self._post.current is not delivery

            return self._turn.wait_for(called_off, timeout=wait_seconds)


def _rising(events: list[Numbered]) -> list[Numbered]:
    """As many of the first events as stand in rising order: those fit into one batch."""
    for at in range(1, len(events)):
        if events[at][0] <= events[at - 1][0]:
            return events[:at]
    return events


def count_wished(wish: dict[str, Any]) -> int:
    """How many events a replay is to send: ``count``, or all that are kept."""
    count = wish.get("count", KEPT)
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise ValueError("'count' is a whole number of events, 1 or more.")
    return count
