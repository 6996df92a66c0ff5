"""What became of one HTTP request, told from what came back and from nothing else.

Xero changes the content type under error, so the status speaks first and the body is never
assumed to be JSON: https://developer.xero.com/documentation/api/accounting/responsecodes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from tracker.xero import json
from tracker.xero.dates import moment
from tracker.xero.refusal import refusal_detail, refusal_text


class OutcomeKind(StrEnum):
    """The eight ways one request can end."""

    ANSWERED = "answered"
    """2xx with the JSON object expected, or 204."""
    NOT_SENT = "not_sent"
    """No byte of the request left: the connection was never opened."""
    NO_ANSWER = "no_answer"
    """It may have arrived, and what Xero made of it is not known."""
    LIMITED = "limited"
    """429: nothing was done; limits are counted before anything else is looked at."""
    SERVER_ERROR = "server_error"
    """500: remembered under the key, so that a replay only repeats it."""
    REFUSED = "refused"
    """The call as a whole was refused: 400, 404, 501 and every other 4xx."""
    UNAUTHORISED = "unauthorised"
    """401: the token is expired, invalid, or lacks the scope; ``detail`` says which."""
    FORBIDDEN = "forbidden"
    """403: this organisation is not (or no longer) connected, or the scope is missing."""


@dataclass(frozen=True)
class LimitsSeen:
    """What the answer's headers say about Xero's limits; None where a header was absent.

    https://developer.xero.com/documentation/guides/oauth2/limits
    """

    minute_remaining: int | None = None
    day_remaining: int | None = None
    app_minute_remaining: int | None = None
    retry_after_seconds: int | None = None
    problem: str | None = None
    """``minute``, ``day``, ``concurrent``, or whatever else Xero says; lower case."""


@dataclass(frozen=True)
class Verdict:
    """What status, headers and body mean, before anything is known of the wire."""

    kind: OutcomeKind
    data: Any = None
    message: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Outcome:
    """One request's end. Complete by itself: nothing has to be looked up to record it."""

    kind: OutcomeKind
    status: int | None = None
    """The HTTP status; None where no status line came. Also kept when the body was cut."""
    data: Any = None
    """The parsed JSON (``Decimal`` for numbers with a point), or None. Also under a 400."""
    message: str = ""
    """Xero's own text of a whole-call refusal, plain; '' otherwise."""
    detail: str = ""
    """One word: ``TokenExpired``, ``ValidationException``, ``Deadline``, ``ReadError``, …"""
    limits: LimitsSeen = field(default_factory=LimitsSeen)
    correlation_id: str = ""
    server_time: datetime | None = None
    """Xero's own clock (``DateTimeUTC``), aware, UTC."""
    bytes_sent: int = 0
    """Length of the request's body."""
    bytes_received: int = 0
    """Length of the answer's body as transferred (compressed), also when it was cut."""
    elapsed_ms: int = 0
    body: bytes = field(default=b"", repr=False)
    """The answer's body, decompressed."""


NO_VERDICT_STATUSES = frozenset({408, 502, 503, 504})
"""A gateway spoke, or Xero before it had finished: what happened behind it is not known."""


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Verdict:
    """Say what an answer means. Pure. ``body`` is decompressed; headers in any case.

    Every row of the status codes seen in recordings and on Xero's page is a case; a status nobody
    has seen (3xx, 505, 520…) may hide anything and is no answer.
    """
    headers = {name.lower(): value for name, value in headers.items()}
    if 200 <= status < 300:
        return _success(status, body)
    data = json.read_or_none(body)
    return Verdict(
        kind=_failure(status),
        data=data,
        message=refusal_text(data, body),
        detail=refusal_detail(data, headers, body),
    )


def _success(status: int, body: bytes) -> Verdict:
    if status == 204:
        return Verdict(OutcomeKind.ANSWERED)
    data = json.read_or_none(body)
    if isinstance(data, dict):
        return Verdict(OutcomeKind.ANSWERED, data=data)
    return Verdict(OutcomeKind.NO_ANSWER, detail="Unparsable")


def _failure(status: int) -> OutcomeKind:
    match status:
        case 401:
            return OutcomeKind.UNAUTHORISED
        case 403:
            return OutcomeKind.FORBIDDEN
        case 429:
            return OutcomeKind.LIMITED
        case 500:
            return OutcomeKind.SERVER_ERROR
        case 501:
            return OutcomeKind.REFUSED
        case _ if 400 <= status < 500 and status not in NO_VERDICT_STATUSES:
            return OutcomeKind.REFUSED
    return OutcomeKind.NO_ANSWER


def limits_seen(headers: Mapping[str, str]) -> LimitsSeen:
    """Read the limit headers; a value that is no whole number counts as absent."""
    headers = {name.lower(): value for name, value in headers.items()}
    problem = headers.get("x-rate-limit-problem", "").strip().lower()
    return LimitsSeen(
        minute_remaining=_number(headers.get("x-minlimit-remaining")),
        day_remaining=_number(headers.get("x-daylimit-remaining")),
        app_minute_remaining=_number(headers.get("x-appminlimit-remaining")),
        retry_after_seconds=_number(headers.get("retry-after")),
        problem=problem or None,
    )


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def server_time(data: Any) -> datetime | None:
    """Xero's clock at the moment of its answer, from the envelope's ``DateTimeUTC``."""
    return moment(data.get("DateTimeUTC")) if isinstance(data, dict) else None
