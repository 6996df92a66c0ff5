"""Syncs: asked for by a person, by Xero or by the clock, and carried out by a worker.

They only read, so they run beside the lane that sends. One at a time works for a connection; what
is asked meanwhile is carried out after it.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tracker import clock
from tracker.accounts_system import lists
from tracker.accounts_system.deltas import ReadFailed
from tracker.accounts_system.models import Connection, DocumentLink
from tracker.accounts_system.readings import Change, Reading
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.syncing import differences, news, queueing, webhook_events
from tracker.syncing.models import Sync
from tracker.syncing.sync_reading import read
from tracker.xero.outcome import OutcomeKind

log = logging.getLogger(__name__)

CHANGES_KEPT = 500
PATIENCE = timedelta(minutes=10)
"""How long a sync waits for room under Xero's limits; what takes longer is asked for again."""
NOT_CONNECTED = "Tracker is not connected to Xero."
ERROR_OF_OUR_OWN = "Tracker met an error of its own; what was read until then is kept."


def ask(
    *, connection: Connection, why: str, by: By, kind: str, documents: Iterable[UUID] = ()
) -> Sync:
    """Have a worker look at Xero: for all that changed of a kind, and at these more closely.

    Xero tells of invoices and bills together: what changed of the others is only counted.
    """
    with transaction.atomic():
        sync = _new(connection, why, by)
        sync.kind = kind
        sync.documents = [str(key) for key in documents]
        sync.save()
        queueing.wake(connection.pk)
    return sync


def ask_once(*, connection: Connection, why: str, by: By) -> None:
    """The same for what nobody waits for: where one has not begun yet, it is enough."""
    with transaction.atomic():
        made = Sync.objects.filter(connection=connection, why=why, began_at=None, ended_at=None)
        if made.exists():
            return
        Sync.objects.bulk_create([_new(connection, why, by)], ignore_conflicts=True)
        queueing.wake(connection.pk)


def work(connection_id: int) -> None:
    """Carry out all that was asked, in its order, unless somebody else does."""
    # Whoever finds the door closed leaves; so whoever opens it looks once more.
    while is_asked(connection_id):
        with queueing.alone(connection_id) as is_alone:
            if not is_alone:
                return
            while (sync := _asked(connection_id).first()) is not None:
                carry_out(sync.pk)


def is_asked(connection_id: int) -> bool:
    """Whether something may be carried out now."""
    return _asked(connection_id).exists()


def left_behind() -> list[int]:
    """Connections with something asked: a worker may have been killed before it was done."""
    open_ones = _due(Sync.objects.all()).order_by()
    return list(open_ones.values_list("connection", flat=True).distinct())


def carry_out(sync_id: int) -> None:
    """Read Xero for one sync and write down what was found. Never raises for what Xero does."""
    sync = Sync.objects.select_related("connection__agency").get(pk=sync_id)
    began_at = clock.database_now()
    Sync.objects.filter(pk=sync.pk).update(began_at=began_at, failure="", waiting_until=None)
    if not sync.connection.works:
        _fail(sync, sync.connection.needs_reconnect or NOT_CONNECTED)
        return
    try:
        reading = read(sync)
    except ReadFailed as failure:
        _stop(sync, failure)
    except (NeedsReconnect, TokenUnavailable) as problem:
        _fail(sync, str(problem))
    except Exception:
        about = {"agency": sync.agency_id, "tenant": sync.connection.tenant_id}
        log.exception("sync %s met an error of Tracker's own", sync.pk, extra=about)
        _fail(sync, ERROR_OF_OUR_OWN)
    else:
        _end(sync, reading, began_at)
        differences.renew(sync.connection)


def _asked(connection_id: int) -> QuerySet[Sync]:
    return _due(Sync.objects.filter(connection=connection_id)).order_by("asked_at", "pk")


def _due(syncs: QuerySet[Sync]) -> QuerySet[Sync]:
    may_begin = Q(waiting_until=None) | Q(waiting_until__lte=clock.database_now())
    return syncs.filter(may_begin, ended_at=None)


def _new(connection: Connection, why: str, by: By) -> Sync:
    return Sync(
        agency=connection.agency,
        connection=connection,
        why=why,
        by=by if isinstance(by, Person) else None,
        by_name=str(by),
        asked_at=clock.database_now(),
    )


def _end(sync: Sync, reading: Reading, began_at: datetime) -> None:
    scope = _scope(sync)
    just_read = {each.document_id: each for each in reading.changes}
    with transaction.atomic():
        changes = news.take(scope) if sync.why in news.ASKED else list(just_read.values())
        Sync.objects.filter(pk=sync.pk).update(
            ended_at=clock.database_now(),
            checked=scope.count(),
            changed=len(changes),
            calls=reading.calls,
            bytes_in=reading.bytes_in,
            summary=_summary(changes, others=len(just_read) - _count(scope, just_read)),
            changes=[_row(each) for each in changes[:CHANGES_KEPT]],
        )
        webhook_events.settle(sync.connection.tenant_id, told_before=began_at)


def _scope(sync: Sync) -> QuerySet[DocumentLink]:
    """The links that the sync was asked about."""
    scope = DocumentLink.objects.filter(connection=sync.connection)
    if sync.kind:
        scope = scope.filter(document__kind=sync.kind)
    if sync.documents:
        scope = scope.filter(document__in=[UUID(key) for key in sync.documents])
    return scope


def _count(scope: QuerySet[DocumentLink], documents: Iterable[UUID]) -> int:
    return scope.filter(document__in=list(documents)).count()


def _summary(changes: Iterable[Change], *, others: int) -> dict[str, int]:
    counted = dict(Counter(each.kind for each in changes))
    return {**counted, "others": others} if others else counted


def _row(change: Change) -> dict[str, str]:
    return {
        "document": str(change.document_id),
        "kind": change.kind,
        "sentence": change.sentence,
    }


def _stop(sync: Sync, failure: ReadFailed) -> None:
    """Wait for room under Xero's limits where that is soon, else say what is wrong."""
    outcome = failure.outcome
    if outcome.kind != OutcomeKind.LIMITED:
        _fail(sync, lists.why_not(sync.connection, "invoices and bills", outcome))
        return
    wait = timedelta(seconds=outcome.limits.retry_after_seconds or 60)
    until = clock.database_now() + wait
    sentence = f"Xero's limit of calls is reached until {_time(until)}"
    if wait > PATIENCE:
        _fail(sync, f"{sentence}: sync again then.")
        return
    with transaction.atomic():
        Sync.objects.filter(pk=sync.pk).update(failure=f"{sentence}: waiting.", waiting_until=until)
        queueing.wake(sync.connection_id, at=until)


def _fail(sync: Sync, sentence: str) -> None:
    Sync.objects.filter(pk=sync.pk).update(ended_at=clock.database_now(), failure=sentence[:300])


def _time(moment: datetime) -> str:
    local = timezone.localtime(moment)
    soon = local.date() == clock.today()
    return f"{local:%H:%M}" if soon else f"{local.day} {local:%b, %H:%M}"
