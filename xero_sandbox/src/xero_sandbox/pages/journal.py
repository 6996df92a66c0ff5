"""What the pages tell of the calls that arrived on Xero's paths."""

from collections.abc import Mapping

from xero_sandbox.books.table import Record
from xero_sandbox.pages.listing import listed as page_of


def listed(calls: list[Record], asked: Mapping[str, str]) -> Record:
    """The newest first."""
    return page_of(reversed(calls), asked, speaks=_words, row=_row)


def _words(call: Record) -> str:
    told = (call[name] for name in ("method", "path", "query", "status", "key", "fault"))
    return " ".join(str(each) for each in told if each is not None)


def _row(call: Record) -> Record:
    icon, state, tone = _state(call["status"])
    address = call["path"] + (f"?{call['query']}" if call["query"] else "")
    return {**call, "address": address, "icon": icon, "state": state, "tone": tone}


def _state(status: int | None) -> tuple[str, str, str]:
    if status is None:
        return "◷", "Held", "wait"
    if status < 400:
        return "✓", str(status), "good"
    return "✕", str(status), "bad"
