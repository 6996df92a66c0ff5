"""Working a lane: what was left open first, then the batches in the order of their numbers."""

import logging
import os
import socket
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import uuid4

from django.db import InterfaceError, OperationalError
from django.db import connection as database
from django.db.models import F, Min, Q, QuerySet

from tracker import clock
from tracker.accounts_system import calls, deltas, heads, health, lane
from tracker.accounts_system.lane import Held, LaneLost, fenced
from tracker.accounts_system.models import Call, Connection, Lane
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable
from tracker.sending import attempts, why_waiting
from tracker.sending.batch_work import work_batch
from tracker.sending.contact_updates import KIND
from tracker.sending.context import context_of
from tracker.sending.heartbeat import Heartbeat
from tracker.sending.interruptions import GiveWay, MustReconnect, MustWait
from tracker.sending.models import CARRIED, OPEN, Batch, State
from tracker.sending.recover import Do
from tracker.sending.restored import looking, started
from tracker.sending.round import Round
from tracker.sending.sender import Sender
from tracker.sending.stages.contact_update import ContactUpdateStage, work_contact_updates
from tracker.sending.stages.contacts import ContactsStage
from tracker.sending.stages.documents import DocumentsStage
from tracker.sending.stages.doubled_void import DoubledVoidStage, work_doubled_voids
from tracker.sending.stages.items import ItemsStage
from tracker.sending.stages.receipt_removal import RemoveReceipt
from tracker.sending.stages.receipts import RecordReceipts
from tracker.sending.stages.stage import Stage
from tracker.sending.trial import minutes_to_wait, pause_after_reading
from tracker.sending.waking import others_waiting, wake
from tracker.xero.outcome import OutcomeKind

DATABASE_PAUSE = timedelta(seconds=5)
ABOUT_PAYMENTS = (Call.Purpose.RECORD_RECEIPTS, Call.Purpose.REMOVE_RECEIPT)

log = logging.getLogger(__name__)


def work_lane(tenant_id: str) -> None:
    """Take the lane and work until nothing is left to do now; at once back where it is taken.

    What has to wait is woken again at its time.
    """
    connection = Connection.objects.filter(tenant_id=tenant_id, disconnected_at=None).first()
    if connection is None:
        return
    held = lane.take(tenant_id, owner=_owner())
    if held is None:
        return
    try:
        with Heartbeat(held), calls.in_haste():
            due_at = _work_until_quiet(connection, held)
    except LaneLost:
        log.warning("lane %s was taken over", tenant_id, extra=_about(connection))
        return
    except BaseException:
        lane.let_go(held)
        raise
    if due_at is not None:
        wake(tenant_id, at=due_at)


def _about(connection: Connection) -> dict[str, object]:
    """For the log: whose lane it is."""
    return {
        "agency": connection.agency_id,
        "connection": connection.pk,
        "tenant": connection.tenant_id,
    }


def _owner() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4()}"[:100]


def _work_until_quiet(connection: Connection, held: Held) -> datetime | None:
    """Work, and once more if somebody knocked meanwhile. Answers when the lane is due again."""
    while True:
        held = lane.heard(held)
        due_at, reason = _work(connection, held)
        if lane.give_back(held, due_at=due_at, reason=reason):
            return due_at


def _work(connection: Connection, held: Held) -> tuple[datetime | None, str]:
    """One turn at everything that can go now. Answers when to come back, and why."""
    connection.refresh_from_db()
    if connection.needs_reconnect:
        return _show_reconnect(connection, held)
    sender = Sender(connection, held, others_waiting=others_waiting)
    try:
        _put_back_older(sender)
        if sentence := looking.ahead(connection, held):
            _stop_all(connection, held, State.ADOPT)
            return None, sentence
        _show(connection, held, State.READY, None)
        _work_open_calls(sender)
        for batch in _open_batches(connection):
            _work_one(sender, Round(connection, held, batch))
    except GiveWay:
        return clock.database_now(), "others have their turn"
    except MustWait as wait:
        return _show(connection, held, State.WAITING, wait.until), wait.reason
    except TokenUnavailable as failure:
        return _show(connection, held, State.WAITING, failure.retry_at), str(failure)
    except (MustReconnect, NeedsReconnect):
        return _show_reconnect(connection, held)
    except deltas.ReadFailed as failure:
        return _read_failed(connection, held, failure)
    except LaneLost:
        raise
    except (OperationalError, InterfaceError) as failure:
        return _database_failed(connection, held, failure)
    except Exception as failure:
        return _own_error(connection, held, failure)
    finally:
        sender.close()
    waiting = _waiting_calls(connection)
    return _next_due(waiting), why_waiting.of_calls(waiting)


def _work_one(sender: Sender, this_round: Round) -> None:
    """What a batch carries: companies' details, what is to be voided as doubled, or documents."""
    if this_round.batch.kind == KIND:
        work_contact_updates(sender, this_round)
    elif this_round.batch.doubled_voids.exists():
        work_doubled_voids(sender, this_round)
    else:
        work_batch(sender, this_round)


def _read_failed(
    connection: Connection, held: Held, failure: deltas.ReadFailed
) -> tuple[datetime | None, str]:
    """Reading could not be done: nothing was written, so it is simply tried again."""
    if health.note_refusal(connection, failure.outcome):
        return _show_reconnect(connection, held)
    seconds = timedelta(seconds=failure.outcome.limits.retry_after_seconds or 0)
    pause = pause_after_reading(calls.reads_failed_in_a_row(held.tenant_id))
    if failure.outcome.kind == OutcomeKind.LIMITED and seconds:
        pause = seconds
    until = clock.database_now() + max(pause, seconds)
    return _show(connection, held, State.WAITING, until), why_waiting.of_reading(failure.outcome)


def _database_failed(
    connection: Connection, held: Held, failure: Exception
) -> tuple[datetime | None, str]:
    """It was restarted, or has chosen another leader: no fault of anybody's, and soon over.

    Where it is still away this raises too, and the sweep wakes the lane once it is back.
    """
    about = _about(connection)
    log.warning("lane %s lost its database: %s", held.tenant_id, failure, extra=about)
    started.again()
    database.close()
    until = clock.database_now() + DATABASE_PAUSE
    return _show(connection, held, State.WAITING, until), "Tracker's database was away"


def _own_error(
    connection: Connection, held: Held, failure: Exception
) -> tuple[datetime | None, str]:
    """A mistake of ours: said on the page and in the log, and tried again; nothing is dropped."""
    about = _about(connection)
    log.exception("lane %s met an error of Tracker's own", held.tenant_id, extra=about)
    until = clock.database_now() + _pause_after_own_error(held)
    _show(connection, held, State.WAITING, until)
    return until, f"Tracker met an error of its own ({type(failure).__name__}); it tries again"


def _pause_after_own_error(held: Held) -> timedelta:
    """A minute; longer each time, because every try may cost calls."""
    lane_row = Lane.objects.get(pk=held.tenant_id)
    Lane.objects.filter(pk=lane_row.pk).update(troubles=F("troubles") + 1)
    if lane_row.troubles == 0:
        return timedelta(minutes=1)
    return timedelta(minutes=minutes_to_wait(lane_row.troubles - 1))


def _show(
    connection: Connection, held: Held, state: State, until: datetime | None
) -> datetime | None:
    """Show what everything that no call carries yet is waiting for; answers ``until``."""
    with fenced(held):
        for rows in _open(connection):
            rows.filter(call=None).exclude(state=state, waiting_until=until).update(
                state=state, waiting_until=until
            )
    return until


def _show_reconnect(connection: Connection, held: Held) -> tuple[None, str]:
    """Nothing goes on until a person has connected again, also what a call carries already."""
    connection.refresh_from_db()
    _stop_all(connection, held, State.RECONNECT)
    return None, connection.needs_reconnect


def _stop_all(connection: Connection, held: Held, state: State) -> None:
    """Until a person has done something; also what a call carries already."""
    with fenced(held):
        for rows in _open(connection):
            rows.exclude(state=state).update(state=state, waiting_until=None)


def _open(connection: Connection) -> list[QuerySet[Any]]:
    """Of everything that batches carry, what has no verdict yet."""
    ours = {"batch__connection": connection, "batch__paused_at": None}
    return [rows.objects.filter(**ours, state__in=OPEN) for rows in CARRIED]


def _open_batches(connection: Connection) -> list[Batch]:
    ready = [rows.filter(state=State.READY).values("batch") for rows in _open(connection)]
    found = Batch.objects.filter(reduce(or_, (Q(pk__in=batches) for batches in ready)))
    return list(found.select_related("agency").order_by("number"))


def _put_back_older(sender: Sender) -> None:
    """Calls that certainly have not arrived, made before this process started.

    After a restore Xero may have had the same by another call, and the key is dead: they are
    composed anew, from what Xero holds now.
    """
    older = [call for call in _open_calls(sender.connection) if started.is_older(call)]
    for call in older:
        step = attempts.step(sender.connection, call)
        if step.do == Do.SEND and not step.in_doubt:
            with fenced(sender.held):
                _stage(sender, call).put_back(call)


def _work_open_calls(sender: Sender) -> None:
    """Calls that an earlier owner, or an earlier turn, left without a verdict."""
    for call in _open_calls(sender.connection):
        stage = _stage(sender, call)
        step = attempts.step(sender.connection, call)
        with fenced(sender.held):
            taken_back = sender.verdicts.take_back(stage, call, step)
        if taken_back:
            continue
        if step.at > clock.database_now() and step.do != Do.SETTLE:
            with fenced(sender.held):
                sender.verdicts.hold(stage, call, step)
        elif step.do == Do.SEND:
            sender.carry([(stage, call)])
        elif step.do == Do.RECONNECT:
            health.mark_needs_reconnect(sender.connection, health.NO_LONGER_CONNECTED)
            raise MustReconnect
        else:
            sender.carry(sender.verdicts.resume(stage, call, step))
    _read_what_is_due(sender.connection)


def _read_what_is_due(connection: Connection) -> None:
    """Xero tells nothing of a payment's document with its answer; who was to ask may have died."""
    if connection.heads_read_at is None:
        return
    settled = Call.objects.filter(connection=connection, settled_at__gt=connection.heads_read_at)
    if settled.filter(purpose__in=ABOUT_PAYMENTS).exists():
        heads.read_heads(connection)


def _open_calls(connection: Connection) -> list[Call]:
    """Never those of an agency that the organisation served before."""
    calls = Call.objects.filter(connection=connection, settled_at=None)
    return list(calls.exclude(purpose=Call.Purpose.READ).order_by("pk"))


def _stage(sender: Sender, call: Call) -> Stage:
    batch = Batch.objects.select_related("agency").get(
        connection=call.connection_id, number=call.batch_number or 0
    )
    this_round = Round(sender.connection, sender.held, batch)
    if call.purpose == Call.Purpose.CREATE_CONTACTS:
        return ContactsStage(this_round)
    if call.purpose == Call.Purpose.CREATE_ITEMS:
        return ItemsStage(this_round)
    if call.purpose == Call.Purpose.RECORD_RECEIPTS:
        return RecordReceipts(this_round)
    if call.purpose == Call.Purpose.REMOVE_RECEIPT:
        return RemoveReceipt(this_round)
    if call.purpose == Call.Purpose.UPDATE_CONTACT:
        return ContactUpdateStage(this_round)
    if call.purpose == Call.Purpose.VOID_DOUBLED:
        return DoubledVoidStage(this_round)
    context = context_of(sender.connection, batch.kind, chosen=this_round.settings())
    return DocumentsStage(this_round, context)


def _waiting_calls(connection: Connection) -> QuerySet[Call]:
    open_calls = Call.objects.filter(connection=connection, settled_at=None)
    return open_calls.exclude(purpose=Call.Purpose.READ).exclude(wait_until=None)


def _next_due(waiting: QuerySet[Call]) -> datetime | None:
    found: datetime | None = waiting.aggregate(due=Min("wait_until"))["due"]
    return found
