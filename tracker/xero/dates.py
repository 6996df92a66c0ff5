"""Xero's dates: ``/Date(1789344000000+0000)/`` and ISO strings, in; ISO out.

https://developer.xero.com/documentation/api/accounting/requests-and-responses#dates
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSOFT = re.compile(r"/Date\((-?\d{1,15})(?:([+-])(\d\d)(\d\d))?\)/")


def moment(value: Any) -> datetime | None:
    """A point in time, aware, UTC; None for what is no date. Without a zone it is UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if not isinstance(value, str):
        return None
    try:
        return _microsoft(value) or _iso(value)
    except (ValueError, OverflowError):
        return None


def day(value: Any) -> date | None:
    """A document's calendar date.

    Xero writes it as midnight UTC. Old answers carry the organisation's offset instead
    (``+1300``) and mean midnight there, so the offset counts where UTC is not at midnight.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    at = moment(value)
    if at is None:
        return None
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return at.date()
    return at.astimezone(_offset(value)).date()


def header_moment(at: datetime) -> str:
    """``If-Modified-Since`` as Xero wants it: UTC, to the second, without a zone."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _microsoft(text: str) -> datetime | None:
    match = _MICROSOFT.fullmatch(text.strip())
    return _EPOCH + timedelta(milliseconds=int(match[1])) if match else None


def _iso(text: str) -> datetime:
    at = datetime.fromisoformat(text.strip())
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _offset(value: Any) -> timezone:
    match = _MICROSOFT.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or not match[2]:
        return UTC
    minutes = int(match[3]) * 60 + int(match[4])
    return timezone(timedelta(minutes=minutes if match[2] == "+" else -minutes))
