"""The whole sandbox: organisations, grants, and what every call goes through."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock
from typing import Any
from uuid import uuid4

from xero_sandbox.books import history
from xero_sandbox.books.organisation import Books
from xero_sandbox.clock import Clock
from xero_sandbox.http.fault_kinds import Fault
from xero_sandbox.http.faults import Faults
from xero_sandbox.http.idempotency import Keys
from xero_sandbox.http.journal import Entry, Journal
from xero_sandbox.http.limits import Limits
from xero_sandbox.identity.grants import Grants
from xero_sandbox.store import Store
from xero_sandbox.stories import DEFAULT, STORIES
from xero_sandbox.webhooks.deliveries import Webhooks

CONTROL_CLIENT = "sandbox"


class UnknownStory(ValueError):
    """There is no story of that name; the message lists those there are."""


class Sandbox:
    """Everything that one running sandbox holds. ``lock`` guards the books and is never held
    while anything waits."""

    def __init__(
        self,
        *,
        folder: Path | None = None,
        story: str | None = None,
        limits: str = "real",
        latency_ms: int = 0,
    ) -> None:
        """``story`` is for a folder without books yet. Raises UnknownStory or BadFolder."""
        self.store = Store(folder)
        settings = self.store.notes("setting")
        self.clock = Clock(float(settings.get("clock", 0)))
        self.lock = RLock()
        self._arrivals = Lock()
        self.journal = Journal()
        self.faults = Faults()
        self.limits = Limits(self.clock, limits)
        self.keys = Keys(self.clock, self.store)
        self.grants = Grants(self.clock, self.store)
        self.webhooks = Webhooks(self.clock, self.store)
        self._first = (limits, latency_ms)
        self.latency_ms = latency_ms
        self.story = str(settings.get("story", story or DEFAULT))
        found = self.store.load_organisations(self.clock)
        self.organisations = {books.tenant_id: books for books in found}
        if not found:
            self.tell(story or DEFAULT)

    def close(self) -> None:
        self.faults.clear()
        self.webhooks.close()
        self.store.close()

    def tell(self, story: str) -> None:
        """Begin anew with a story: its organisations in place of all there were."""
        if story not in STORIES:
            raise UnknownStory(f"There is no story {story!r}: choose one of {', '.join(STORIES)}.")
        with self.lock:
            self.store.forget_organisations()
            self.story = story
            self.store.keep("setting", "story", story)
            self.organisations = {}
            for position, books in enumerate(STORIES[story](self.clock)):
                history.record(books)
                books.take_changes()
                self.organisations[books.tenant_id] = books
                self.store.save_organisation(books, position)
            self.keys.clear()
            self.webhooks.clear()

    def reset(self) -> None:
        """Back to how it started: the story anew, no journal, faults or keys; limits as given.

        Tokens, connections and the clock stay.
        """
        self.faults.clear()
        self.tell(self.story)
        self.journal.clear()
        tier, self.latency_ms = self._first
        self.limits.set_tier(tier)

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.store.keep("setting", "clock", str(self.clock.offset_seconds))

    def books(self, tenant: str | None = None) -> Books | None:
        """An organisation's books; the first one's where none is named."""
        if tenant is None:
            return next(iter(self.organisations.values()))
        return self.organisations.get(tenant)

    @contextmanager
    def writing(self, books: Books) -> Iterator[None]:
        """Hold the books for a change that is stored at the end, or taken back where it fails."""
        with self.lock:
            try:
                yield
            except BaseException:
                books.undo_to(0)
                raise
            self.save(books)
            self.save_head(books)

    def save(
        self,
        books: Books,
        notes: list[tuple[str, str, str]] | None = None,
        *,
        app: str | None = None,
    ) -> None:
        """Store what changed since the last save, then tell of it. The caller holds the lock.

        ``app``: the app whose call it was; None where a person did it.
        """
        try:
            history.record(books, app)
            self.store.save_changes(books, books.changes, notes or [])
        except BaseException:  # a full disk: what cannot be stored was never done
            books.undo_to(0)
            raise
        self.webhooks.hear(books, books.take_changes())

    def save_head(self, books: Books) -> None:
        """Store the organisation's own record."""
        self.store.save_head(books, list(self.organisations).index(books.tenant_id))

    def issue_token(self, scopes: list[str], client: str = CONTROL_CLIENT) -> dict[str, Any]:
        """Tokens for an app that is connected to every organisation, without a browser."""
        auth_event = str(uuid4())
        for tenant in self.organisations:
            self.grants.connections.add(client, tenant, auth_event)
        told = self.grants.issue(client, " ".join(scopes), auth_event)
        return {**told, "tenants": self.connection_rows(client)}

    def connection_rows(self, client: str, auth_event: str | None = None) -> list[dict[str, Any]]:
        """The rows of ``GET /connections``."""
        return [
            _connection_row(row, self.organisations[row["tenantId"]])
            for row in self.grants.connections.of(client)
            if row["tenantId"] in self.organisations
            and auth_event in (None, "", row["authEventId"])
        ]

    def arrive(self, entry: Entry, *, is_accounting: bool) -> Fault | None:
        """Write a call down, and draw what may befall it: both in one order."""
        with self._arrivals:
            entry.told["at_ms"] = int(self.clock.timestamp() * 1000)
            told = self.journal.arrive(entry).told
            return self.faults.arrive(told["method"], told["path"]) if is_accounting else None

    def wait_latency(self) -> None:
        if self.latency_ms:
            time.sleep(self.latency_ms / 1000)


def _connection_row(row: dict[str, Any], books: Books) -> dict[str, Any]:
    return {
        "id": row["id"],
        "authEventId": row["authEventId"],
        "tenantId": row["tenantId"],
        "tenantType": "ORGANISATION",
        "tenantName": books.about["Name"],
        "createdDateUtc": row["createdDateUtc"],
        "updatedDateUtc": row["updatedDateUtc"],
    }
