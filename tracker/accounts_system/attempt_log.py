"""What the log says of each attempt: that it leaves, and what became of it.

Enough to find it again here and at Xero. Never a token, never a body, never an address with its
query: those hold secrets, or names of people.
"""

import logging
from typing import Any

from tracker.accounts_system.models import Attempt, Connection
from tracker.xero.outcome import Outcome, OutcomeKind

log = logging.getLogger(__name__)


def tell_leaving(connection: Connection, attempt: Attempt) -> None:
    """It is committed, and its request leaves now."""
    log.info("%s leaves", _name(attempt), extra=_about(connection, attempt))


def tell_ended(connection: Connection, attempt: Attempt, outcome: Outcome) -> None:
    """What became of it, before anything is written or decided."""
    level = logging.INFO if outcome.kind == OutcomeKind.ANSWERED else logging.WARNING
    result = " ".join(
        str(part) for part in (outcome.kind.value, outcome.status, outcome.detail) if part
    )
    extra = {**_about(connection, attempt), **_result(outcome)}
    log.log(level, "%s: %s in %s ms", _name(attempt), result, outcome.elapsed_ms, extra=extra)


def _name(attempt: Attempt) -> str:
    call = attempt.call
    return f"call {call.pk}, attempt {attempt.number}: {call.method} {call.path}"


def _about(connection: Connection, attempt: Attempt) -> dict[str, Any]:
    call = attempt.call
    found = {
        "agency": connection.agency_id,
        "connection": connection.pk,
        "tenant": call.tenant_id,
        "batch": call.batch_number,
        "call": call.pk,
        "attempt": attempt.number,
        "purpose": str(call.purpose),
        "method": call.method,
        "path": call.path,
        "key": call.key,
    }
    return _known(found)


def _result(outcome: Outcome) -> dict[str, Any]:
    found = {
        "outcome": outcome.kind.value,
        "status": outcome.status,
        "detail": outcome.detail,
        "correlation_id": outcome.correlation_id,
        "limit": outcome.limits.problem,
        "retry_after_seconds": outcome.limits.retry_after_seconds,
    }
    measured = {
        "duration_ms": outcome.elapsed_ms,
        "bytes_sent": outcome.bytes_sent,
        "bytes_received": outcome.bytes_received,
    }
    return _known(found) | measured


def _known(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value not in (None, "")}
