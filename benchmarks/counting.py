"""Counting calls as Xero counts them, over the sandbox's journal."""

from collections.abc import Iterable, Mapping
from typing import Any

MINUTE_MS = 60_000


def most_at_once(calls: Iterable[Mapping[str, Any]]) -> int:
    """The most calls that Xero was answering at one moment."""
    changes = [change for each in calls for change in _changes(each)]
    most = now = 0
    for _, change in sorted(changes):
        now += change
        most = max(most, now)
    return most


def _changes(call: Mapping[str, Any]) -> list[tuple[int, int]]:
    return [(call["at_ms"], 1), (call["at_ms"] + call["ms"], -1)]


def most_in_a_minute(calls: Iterable[Mapping[str, Any]]) -> int:
    """The most calls in any sixty seconds, wherever Xero's minute begins."""
    moments = sorted(each["at_ms"] for each in calls)
    return max(sum(at <= other < at + MINUTE_MS for other in moments) for at in moments)
