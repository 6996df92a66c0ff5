"""Reading a long list of Xero's by what changed since we last read it.

A page that follows asks for what changed since the last record less a second, page 1 again:
numbered pages skip records that change meanwhile. Where a full page ends in the second it began,
numbered pages follow until the second changes. Each page is kept before the next is asked for, so
a read that breaks off goes on where it stopped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from tracker.accounts_system.calls import read
from tracker.accounts_system.models import Connection
from tracker.xero import types
from tracker.xero.client import Request
from tracker.xero.outcome import Outcome, OutcomeKind

SECOND = timedelta(seconds=1)
WATERMARK_OVERLAP = timedelta(seconds=5)
PAGES_MAX = 1000

Record = TypeVar("Record")


class ReadFailed(Exception):
    """A list could not be read. ``outcome`` is what became of the request."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.message or outcome.detail or outcome.kind.value)
        self.outcome = outcome


@dataclass(frozen=True)
class Page:
    """What one page told: the moment of its first and last record, and whether more follow."""

    first_at: datetime | None
    last_at: datetime | None
    is_full: bool


def read_pages(
    connection: Connection,
    *,
    since: datetime | None,
    request: Callable[[datetime | None, int], Request],
    keep: Callable[[Outcome], Page],
    batch_number: int | None = None,
) -> datetime | None:
    """Read every page since ``since``; ``keep`` stores one and says where it ended.

    Answers the watermark for the next delta: Xero's time at the first page less five seconds.
    Raises ``ReadFailed``.
    """
    watermark: datetime | None = None
    number = 1
    for _ in range(PAGES_MAX):
        outcome = must_read(connection, request(since, number), batch_number=batch_number)
        if watermark is None and outcome.server_time is not None:
            watermark = outcome.server_time - WATERMARK_OVERLAP
        page = keep(outcome)
        if not page.is_full or page.last_at is None:
            return watermark
        since, number = _next(since, number, page)
    raise RuntimeError("Xero's list does not end")


def must_read(
    connection: Connection,
    request: Request,
    *,
    batch_number: int | None = None,
    settles_doubt: bool = False,
) -> Outcome:
    """Read once; raises ``ReadFailed`` for anything but an answer."""
    outcome = read(connection, request, batch_number=batch_number, settles_doubt=settles_doubt)
    if outcome.kind != OutcomeKind.ANSWERED:
        raise ReadFailed(outcome)
    return outcome


def _next(since: datetime | None, number: int, page: Page) -> tuple[datetime | None, int]:
    assert page.last_at is not None
    follows = (page.last_at - SECOND).replace(microsecond=0)
    same_second = page.first_at is not None and _second(page.first_at) == _second(page.last_at)
    if same_second or (since is not None and follows <= since):
        return since, number + 1
    return follows, 1


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def page_of(
    outcome: Outcome, name: str, moments: Sequence[datetime | None], *, size_max: int
) -> Page:
    """The page that records changed at ``moments`` make, with those that could not be read."""
    known = [moment for moment in moments if moment is not None]
    return Page(
        first_at=known[0] if known else None,
        last_at=known[-1] if known else None,
        is_full=types.count(outcome.data, name) >= size_max,
    )
