"""Since when this process may trust what the database says of Xero.

A database that was restored, or that lost its last transactions when another took over, is older
than Xero. Both end every process's connection, or the process itself: so each process reads Xero's
heads once, before its first write to an organisation, unless somebody has read them since.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings

from tracker import clock
from tracker.accounts_system.models import Call, Connection


@dataclass
class _Start:
    """``at`` is the database's time of it, asked for once."""

    moment: float
    at: datetime | None = None


_start = _Start(monotonic())


def again() -> None:
    """Trust nothing that was read until now: the database was away, and may be another one."""
    _start.moment, _start.at = monotonic(), None


def since() -> datetime:
    """When this process started, or its database came back, by the database's clock."""
    if _start.at is None:
        moved = timedelta(seconds=float(getattr(settings, "TRACKER_CLOCK_OFFSET_SECONDS", 0)))
        ran = timedelta(seconds=monotonic() - _start.moment)
        _start.at = clock.database_now() - moved - ran
    return _start.at


def has_read(connection: Connection) -> bool:
    """Whether anybody has read the organisation's heads since."""
    return connection.heads_read_at is not None and connection.heads_read_at >= since()


def has_looked_for_receipts(connection: Connection) -> bool:
    """Whether anybody has looked since for receipts in Xero that Tracker has forgotten."""
    looked_at = connection.receipts_looked_for_at
    return looked_at is not None and looked_at >= since()


def is_older(call: Call) -> bool:
    """Whether the call was made before that: what it would do may have been done."""
    return call.created_at < since()
