"""The client: one request to Xero's Accounting API, one outcome, no repeats.

Whether and when a request is sent again is decided by whoever owns the call, never here: a
create that a library re-sends by itself is a duplicate nobody knows of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx2

from tracker.xero import answers, wire
from tracker.xero.dates import header_moment
from tracker.xero.outcome import (
    LimitsSeen,
    Outcome,
    OutcomeKind,
    Verdict,
    classify,
    limits_seen,
    server_time,
)

__all__ = [
    "DEADLINE_SECONDS",
    "KEY_LENGTH_MAX",
    "LimitsSeen",
    "Outcome",
    "OutcomeKind",
    "Request",
    "Verdict",
    "Xero",
    "classify",
]

ACCOUNTING_PATH = "/api.xro/2.0"
DEADLINE_SECONDS = 90.0
KEY_LENGTH_MAX = 128
"""https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/"""

_NAMED_OTHERWISE = {"/Organisation": "Organisations", "/Organisation/Actions": "Actions"}


@dataclass(frozen=True)
class Request:
    """One request as plain data. ``path`` starts after ``/api.xro/2.0``: ``/Invoices``."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = field(default=None, repr=False)
    key: str | None = None
    """The Idempotency-Key, at most 128 characters; only writes may have one."""
    modified_since: datetime | None = None
    """Aware; sent to the second."""
    leave_by: float | None = None
    """The moment of ``time.monotonic`` after which no byte of it leaves."""

    def __post_init__(self) -> None:
        if self.key is not None and (not self.key or len(self.key) > KEY_LENGTH_MAX):
            raise ValueError(f"a key has 1 to {KEY_LENGTH_MAX} characters")
        if self.key is not None and self.method not in {"PUT", "POST", "PATCH"}:
            raise ValueError("only a write carries a key")


class Xero:
    """Sends requests to one organisation. Safe to share between threads; close it when done.

    ``forbid`` is called before each send and may raise: Tracker passes a function that refuses to
    send while a database transaction is open.
    """

    def __init__(
        self,
        *,
        api_url: str,
        access_token: str,
        tenant_id: str,
        deadline_seconds: float = DEADLINE_SECONDS,
        transport: httpx2.BaseTransport | None = None,
        forbid: Callable[[], None] | None = None,
    ) -> None:
        self._base = api_url.rstrip("/") + ACCOUNTING_PATH
        self._access_token = access_token
        self._tenant_id = tenant_id
        self._deadline_seconds = deadline_seconds
        self._forbid = forbid
        self._client = wire.open_client(api_url, transport=transport)

    def __repr__(self) -> str:
        return f"Xero({self._base}, tenant {self._tenant_id})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def send(self, request: Request) -> Outcome:
        """Send once and say what became of it.

        Never raises for anything that the network or Xero does. The socket is closed after
        ``deadline_seconds`` in all; no byte leaves later than 10 s after the call, or earlier where
        the request says so.
        """
        if self._forbid is not None:
            self._forbid()
        reply = wire.exchange(
            self._client,
            request.method,
            self._base + request.path,
            seconds=self._deadline_seconds,
            leave_by=request.leave_by,
            params=request.query,
            headers=self._headers(request),
            body=request.body,
        )
        return _outcome(request, reply)

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "Authorization": f"Bearer {self._access_token}",
            "xero-tenant-id": self._tenant_id,
        }
        if request.body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        if request.key is not None:
            headers["Idempotency-Key"] = request.key
        if request.modified_since is not None:
            headers["If-Modified-Since"] = header_moment(request.modified_since)
        return headers


def _outcome(request: Request, reply: wire.Reply) -> Outcome:
    verdict = _verdict(request, reply)
    return Outcome(
        kind=verdict.kind,
        status=reply.status,
        data=verdict.data,
        message=verdict.message,
        detail=verdict.detail,
        limits=limits_seen(reply.headers),
        correlation_id=reply.headers.get("xero-correlation-id", ""),
        server_time=server_time(verdict.data),
        bytes_sent=len(request.body or b"") if reply.was_sent else 0,
        bytes_received=reply.bytes_received,
        elapsed_ms=reply.elapsed_ms,
        body=reply.body,
    )


def _verdict(request: Request, reply: wire.Reply) -> Verdict:
    """A reading without the list that was asked for is no answer: else whoever got it would take
    what it does not name for missing in Xero.
    """
    if not reply.was_sent:
        return Verdict(OutcomeKind.NOT_SENT, detail=reply.failure)
    if reply.failure or reply.status is None:
        return Verdict(OutcomeKind.NO_ANSWER, detail=reply.failure)
    verdict = classify(reply.status, reply.headers, reply.body)
    is_read = request.method == "GET" and verdict.kind == OutcomeKind.ANSWERED
    if is_read and not answers.has_list(verdict.data, _records(request.path)):
        return Verdict(OutcomeKind.NO_ANSWER, detail="NoRecords")
    return verdict


def _records(path: str) -> str:
    """The list that Xero's answer to a reading of ``path`` holds, be it empty."""
    return _NAMED_OTHERWISE.get(path) or path.split("/")[1]
