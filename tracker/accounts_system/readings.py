"""What reading the heads of documents brought: which of ours changed in Xero, at what cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tracker.xero.outcome import Outcome


@dataclass(frozen=True)
class Change:
    """One document of which Xero says something new. ``kind`` is one of ``changes.WORDS``."""

    document_id: UUID
    kind: str
    sentence: str


@dataclass(frozen=True)
class Reading:
    """``checked`` counts the records that Xero gave, ``bytes_in`` their length as transferred."""

    checked: int = 0
    changes: tuple[Change, ...] = ()
    calls: int = 0
    bytes_in: int = 0

    def __add__(self, other: Reading) -> Reading:
        return Reading(
            checked=self.checked + other.checked,
            changes=self.changes + other.changes,
            calls=self.calls + other.calls,
            bytes_in=self.bytes_in + other.bytes_in,
        )


def reading_of(outcome: Outcome, *, checked: int, changes: Iterable[Change]) -> Reading:
    """What one call brought."""
    return Reading(checked, tuple(changes), calls=1, bytes_in=outcome.bytes_received)
