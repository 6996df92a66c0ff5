"""Calls and attempts: what is meant to be asked of Xero, and each request made for it.

A call's exact bytes and key are committed before its first attempt leaves, and each attempt
before its request does. Nothing here decides whether to try again: ``sending.recover`` does.
"""

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection as database

from tracker import clock
from tracker.accounts_system import attempt_log, limits
from tracker.accounts_system.models import Attempt, Call, Connection, Lane
from tracker.accounts_system.reading_in_turn import in_turn
from tracker.accounts_system.tokens import NeedsReconnect, access_token
from tracker.xero import json
from tracker.xero.client import Request, Xero
from tracker.xero.outcome import LimitsSeen, Outcome, OutcomeKind

READ_WAIT_SECONDS_MAX, HASTY_SECONDS_MAX = 10, 2
BODIES_KEPT = timedelta(days=395)


@dataclass(frozen=True)
class Element:
    """What one element of a call's body stands for: our mark on it, our record, its name.

    ``lines`` are the ids of our lines, in the order in which they were sent.
    """

    mark: str
    record: str
    name: str
    lines: tuple[int, ...] = ()


def refuse_open_transaction() -> None:
    """Raise where a database transaction is open: no request may leave inside one."""
    if database.in_atomic_block:
        raise RuntimeError("a request to Xero may not leave inside a database transaction")


def open_call(
    connection: Connection,
    request: Request,
    *,
    purpose: Call.Purpose,
    elements: Sequence[Element],
    batch_number: int | None,
    since: datetime | None,
) -> Call:
    """Write one intended request. Part of the transaction that decided to make it."""
    return Call.objects.create(
        connection=connection,
        tenant_id=connection.tenant_id,
        batch_number=batch_number,
        purpose=purpose,
        method=request.method,
        path=request.path,
        query=[list(pair) for pair in request.query],
        body=request.body,
        body_hash=hashlib.sha256(request.body or b"").hexdigest(),
        key=new_key(connection.tenant_id),
        elements=[vars(element) for element in elements],
        since=since,
        created_at=clock.database_now(),
    )


def new_key(tenant_id: str) -> str:
    """A key that no other call has; keys live per app, so the tenant is part of it
    (https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/).
    """
    return f"{tenant_id}-{uuid4()}"


def request_of(call: Call) -> Request:
    """The same bytes under the same key, every time."""
    return Request(
        method=call.method,
        path=call.path,
        query=tuple((name, value) for name, value in call.query),
        body=bytes(call.body) if call.body is not None else None,
        key=call.key or None,
    )


def new_attempt(call: Call, *, epoch: int) -> Attempt:
    """Write that a request is about to leave, within the seconds that settings allow."""
    number = call.attempts.count() + 1
    return Attempt.objects.create(
        call=call,
        tenant_id=call.tenant_id,
        number=number,
        epoch=epoch,
        began_at=clock.database_now(),
    )


def record(attempt: Attempt, outcome: Outcome) -> None:
    """Write what became of an attempt."""
    attempt.ended_at = clock.database_now()
    attempt.outcome = outcome.kind.value
    attempt.status = outcome.status
    attempt.message = f"{outcome.detail} {outcome.message}".strip()[:2000]
    attempt.correlation_id = outcome.correlation_id[:64]
    attempt.bytes_sent = outcome.bytes_sent
    attempt.bytes_received = outcome.bytes_received
    attempt.elapsed_ms = outcome.elapsed_ms
    attempt.answer = outcome.body
    attempt.save()


def answer_of(attempt: Attempt) -> Any:
    """The parsed answer that an attempt got; None where there is none that parses."""
    try:
        return json.read(bytes(attempt.answer or b""))
    except ValueError:
        return None


def note_limits(tenant_id: str, outcome: Outcome) -> None:
    """Remember Xero's time and what is left of its limits."""
    lane, _ = Lane.objects.get_or_create(pk=tenant_id)
    limits.note(
        lane,
        outcome.limits,
        limited=outcome.kind == OutcomeKind.LIMITED,
        now=clock.database_now(),
    )
    if outcome.server_time is not None:
        Lane.objects.filter(pk=tenant_id).exclude(xero_time__gte=outcome.server_time).update(
            xero_time=outcome.server_time
        )


def client(connection: Connection, *, expired: bool = False) -> Xero:
    """A client for one organisation. Raises ``NeedsReconnect`` and ``TokenUnavailable``."""
    return Xero(
        api_url=settings.XERO_API_URL,
        access_token=token(connection, expired=expired),
        tenant_id=connection.tenant_id,
        deadline_seconds=settings.SENDING["CALL_DEADLINE_SECONDS"],
        forbid=refuse_open_transaction,
    )


def token(connection: Connection, *, expired: bool = False) -> str:
    if connection.token_set is None:
        raise NeedsReconnect("Xero is not connected.")
    return access_token(connection.token_set, expired=expired)


_is_hasty: ContextVar[bool] = ContextVar("is_hasty", default=False)


@contextmanager
def in_haste() -> Iterator[None]:
    """Within it a read waits two seconds for room, not ten: a worker is for who can work now."""
    token = _is_hasty.set(True)
    try:
        yield
    finally:
        _is_hasty.reset(token)


def read(
    connection: Connection,
    request: Request,
    *,
    batch_number: int | None = None,
    settles_doubt: bool = False,
) -> Outcome:
    """Read from Xero once, outside any transaction, and record it as a call.

    An expired token is refreshed and the request made once more. Never raises for what Xero or
    the network does; raises ``NeedsReconnect`` and ``TokenUnavailable`` where there is no token.
    Waits up to 10 s (``in_haste``: 2) for room under Xero's limits, then answers *limited*;
    the calls kept back of each day are for what ``settles_doubt``. Then waits for its turn: one
    reads an organisation at a time.
    """
    refuse_open_transaction()
    seconds_max = HASTY_SECONDS_MAX if _is_hasty.get() else READ_WAIT_SECONDS_MAX
    full = _wait_for_room(connection, seconds_max, settles_doubt=settles_doubt)
    if full is not None:
        return full
    with in_turn(connection.tenant_id):
        # Somebody else may have read meanwhile.
        full = _wait_for_room(connection, 0, settles_doubt=settles_doubt)
        return full or _read(connection, request, batch_number)


def _read(connection: Connection, request: Request, batch_number: int | None) -> Outcome:
    with client(connection) as xero:
        call = _open_read(connection, request, batch_number)
        outcome = _read_once(connection, xero, call, request)
    if outcome.kind == OutcomeKind.UNAUTHORISED and outcome.detail == "TokenExpired":
        with client(connection, expired=True) as xero:
            outcome = _read_once(connection, xero, call, request)
    Call.objects.filter(pk=call.pk).update(
        settled_at=clock.database_now(), verdict=outcome.kind.value
    )
    return outcome


def _open_read(connection: Connection, request: Request, batch_number: int | None) -> Call:
    return Call.objects.create(
        connection=connection,
        tenant_id=connection.tenant_id,
        batch_number=batch_number,
        purpose=Call.Purpose.READ,
        method=request.method,
        path=request.path,
        query=[list(pair) for pair in request.query],
        created_at=clock.database_now(),
    )


def _read_once(connection: Connection, xero: Xero, call: Call, request: Request) -> Outcome:
    attempt = new_attempt(call, epoch=0)
    attempt_log.tell_leaving(connection, attempt)
    outcome = xero.send(request)
    attempt_log.tell_ended(connection, attempt, outcome)
    record(attempt, _without_body(outcome))
    note_limits(call.tenant_id, outcome)
    return outcome


def _without_body(outcome: Outcome) -> Outcome:
    """Pages of a ledger are not kept: what matters of them goes into our own tables."""
    return replace(outcome, body=b"")


def _wait_for_room(
    connection: Connection, seconds_max: float, *, settles_doubt: bool
) -> Outcome | None:
    lane, _ = Lane.objects.get_or_create(pk=connection.tenant_id)
    now = clock.database_now()
    wait = limits.may_leave_at(lane, now=now, settles_doubt=settles_doubt) - now
    if wait > timedelta(seconds=seconds_max):
        seconds = int(wait.total_seconds()) + 1
        return Outcome(kind=OutcomeKind.LIMITED, limits=LimitsSeen(retry_after_seconds=seconds))
    if wait > timedelta(0):
        time.sleep(wait.total_seconds())
    return None


def reads_failed_in_a_row(tenant_id: str) -> int:
    """How many reads, up to ten, failed since one was answered; a limit is no failure."""
    reads = Call.objects.filter(tenant_id=tenant_id, purpose=Call.Purpose.READ)
    verdicts = reads.exclude(verdict__in=("", OutcomeKind.LIMITED)).order_by("-pk")
    newest = verdicts.values_list("verdict", flat=True)[:10]
    return len(list(takewhile(lambda verdict: verdict != OutcomeKind.ANSWERED, newest)))


def is_writing(tenant_id: str) -> bool:
    """Whether something of ours is on its way to Xero at this moment; what waits is not."""
    out = Call.objects.filter(tenant_id=tenant_id, settled_at=None, wait_until=None)
    return out.exclude(purpose=Call.Purpose.READ).exists()


def drop_old_bodies() -> int:
    """Forget what was asked and answered 13 months ago; hash, ids and verdict stay."""
    long_ago = clock.now() - BODIES_KEPT
    Attempt.objects.filter(began_at__lt=long_ago, answer__isnull=False).update(answer=None)
    return Call.objects.filter(created_at__lt=long_ago, body__isnull=False).update(body=None)
