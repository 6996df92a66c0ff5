"""The subscription, and the thread that delivers to it. No answer of the API waits for it.

Xero tries for 24 hours and then disables the subscription until its owner enables it again, when
what happened meanwhile is delivered in order; here a batch is tried eight times within a minute.
https://developer.xero.com/documentation/webhooks/configuring-your-server
"""

from threading import Condition, Thread

from xero_sandbox.books.organisation import Books, Change
from xero_sandbox.books.table import Record
from xero_sandbox.clock import Clock
from xero_sandbox.store import Store
from xero_sandbox.webhooks.events import events_of
from xero_sandbox.webhooks.outbox import Delivery, Outbox
from xero_sandbox.webhooks.posting import Target, is_taken, post, problems_of, signature

RETRY_SECONDS = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
GATHER_SECONDS = 0.1
NEW_YEAR = 1_767_225_600  # 2026-01-01, so that numbers are handy and grow over restarts


class Webhooks:
    """One subscription, as a Xero app has; a new one takes the old one's place."""

    def __init__(self, clock: Clock, store: Store) -> None:
        self.retry_seconds: tuple[float, ...] = RETRY_SECONDS
        self._store = store
        self._turn = Condition()
        self._outbox = Outbox()
        self._number = int(clock.timestamp()) - NEW_YEAR
        self._target: Target | None = None
        self._problems: list[str] = []
        self._is_disabled = False
        self._thread: Thread | None = None
        self._closed = False
        kept = store.notes("setting").get("webhooks")
        if kept:
            self._begin(Target(kept["url"], kept["key"]), kept["problems"])

    # The subscription -------------------------------------------------------------------------

    def subscribe(self, target: Target) -> Record:
        """Ask for the intent to receive; deliver from now on where it was right.

        The address that was disabled is enabled again so, and gets what it has missed.
        """
        if not (self._is_disabled and self._target and self._target.url == target.url):
            self.end()
        problems = problems_of(target)
        self._begin(target, problems)
        kept = {"url": target.url, "key": target.key, "problems": problems}
        self._store.keep("setting", "webhooks", kept)
        return self.told()

    def _begin(self, target: Target, problems: list[str]) -> None:
        with self._turn:
            self._target, self._problems, self._is_disabled = target, problems, bool(problems)
            self._turn.notify_all()
            if self._thread is None:
                self._thread = Thread(target=self._work, daemon=True)
                self._thread.start()

    def end(self) -> None:
        """No more deliveries; what waits is dropped."""
        self._store.forget("setting", ["webhooks"])
        with self._turn:
            self._target, self._is_disabled = None, False
        self.clear()

    def clear(self) -> None:
        """Forget every event and delivery; the subscription stays."""
        with self._turn:
            self._outbox = Outbox()
            self._turn.notify_all()

    def close(self) -> None:
        with self._turn:
            self._closed = True
            self._turn.notify_all()

    @property
    def status(self) -> str:
        """NONE, OK, FAILED where the intent to receive was answered wrongly, or DISABLED."""
        if self._target is None:
            return "NONE"
        if self._problems:
            return "FAILED"
        return "DISABLED" if self._is_disabled else "OK"

    def told(self) -> Record:
        with self._turn:
            return {
                "status": self.status,
                "url": self._target.url if self._target else None,
                "problems": self._problems if self._target else [],
                **self._outbox.told(),
            }

    # Events -----------------------------------------------------------------------------------

    def hear(self, books: Books, changes: list[Change]) -> None:
        """Learn of stored changes. Returns at once."""
        if self.status not in ("OK", "DISABLED"):
            return
        events = events_of(books, changes)
        with self._turn:
            for event in events:
                self._number += 1
                self._outbox.waiting.append((self._number, event))
            self._turn.notify_all()

    def replay(self, *, count: int, reverse: bool) -> int:
        """Send the last ``count`` events again with their old numbers; tells how many.

        Turned round, each goes alone and the newest goes first.
        """
        with self._turn:
            repeated = self._outbox.repeat(count, reverse=reverse)
            self._turn.notify_all()
        return repeated

    def wait_until_idle(self, *, timeout_seconds: float = 10) -> bool:
        """Wait until nothing more is going to be sent; whether that came true."""
        with self._turn:
            return self._turn.wait_for(
                lambda: self._outbox.is_idle or self._is_disabled, timeout=timeout_seconds
            )

    # Delivering -------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(self._has_work)
                self._turn.wait_for(lambda: self._closed, timeout=GATHER_SECONDS)
                if self._closed:
                    return
                if self._is_disabled:
                    continue
                target, delivery = self._target, self._outbox.take()
            if target is not None and delivery is not None:
                self._deliver(target, delivery)
            with self._turn:
                if self._outbox.current is delivery:
                    self._put_away(delivery)
                self._turn.notify_all()

    def _has_work(self) -> bool:
        return self._closed or bool(self._outbox.waiting and not self._is_disabled)

    def _put_away(self, delivery: Delivery | None) -> None:
        """What nobody took waits again, before all else, until somebody enables it."""
        self._outbox.current = None
        if delivery is not None and delivery.status == "failed":
            self._outbox.waiting = delivery.events + self._outbox.waiting
            self._is_disabled = True

    def _deliver(self, target: Target, delivery: Delivery) -> None:
        body = delivery.body()
        signed = signature(body, target.key)
        for wait_seconds in (*self.retry_seconds, None):
            delivery.attempts += 1
            delivery.answer = post(target, body, signed)
            if is_taken(delivery.answer):
                delivery.status = "delivered"
                return
            delivery.status = "retrying"
            if wait_seconds is None or self._is_called_off(delivery, wait_seconds):
                break
        delivery.status = "failed"

    def _is_called_off(self, delivery: Delivery, wait_seconds: float) -> bool:
        """Wait for the next try; whether it was called off meanwhile."""
        with self._turn:
            return self._turn.wait_for(
                lambda: self._closed or self._outbox.current is not delivery, timeout=wait_seconds
            )
