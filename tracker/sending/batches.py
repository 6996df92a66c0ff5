"""Batches: prepared by opening the dialog, sent by the click, stopped, paused and resumed.

What a click means is committed with it: batch, deliveries, each document's revision and the
version of the settings. The lane is knocked at in the same transaction.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, Q, QuerySet

from tracker import clock
from tracker.accounts_system import lane, settings
from tracker.accounts_system.failures import NOT_CONNECTED
from tracker.accounts_system.models import Connection
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Agency, Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending.models import OPEN, STOPPED_BY_XERO, Batch, Delivery, State
from tracker.sending.plan import Planned, Will, plan, with_lines
from tracker.sending.waking import wake

RETRIED = (State.REFUSED, State.STOPPED)
STOPPABLE = (State.READY, State.WAITING, State.CHECKING, *STOPPED_BY_XERO)


def prepare(*, agency: Agency, kind: str, documents: QuerySet[Document], by: By) -> Batch:
    """A numbered batch of one kind with what will happen to each document; nothing leaves yet.

    Raises ``NotPossible`` where Xero is not connected or there is nothing to send.
    """
    connection = connection_of(agency)
    wanted = with_lines(documents.filter(kind=kind).order_by("-date", "-number"))
    planned = plan(connection, kind, wanted, may_replace=isinstance(by, Person))
    if not planned:
        raise NotPossible("Nothing is ticked.")
    with transaction.atomic():
        batch = Batch.objects.create(
            agency=agency,
            connection=connection,
            kind=kind,
            number=next_number(agency),
            by=by if isinstance(by, Person) else None,
            by_name=str(by),
            prepared_at=clock.now(),
        )
        Delivery.objects.bulk_create(_prepared(batch, planned), batch_size=1000)
    return batch


def connection_of(agency: Agency) -> Connection:
    """The agency's live connection. Raises ``NotPossible`` where there is none."""
    connection = Connection.objects.filter(agency=agency, disconnected_at=None).first()
    if connection is None:
        raise NotPossible(NOT_CONNECTED)
    return connection


def next_number(agency: Agency) -> int:
    """A batch number that nobody else has; inside a transaction."""
    # Whoever holds a document and writes down what happened to it may go on.
    locked = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    Agency.objects.filter(pk=agency.pk).update(next_batch_number=F("next_batch_number") + 1)
    return locked.next_batch_number


def _prepared(batch: Batch, planned: Sequence[Planned]) -> Iterable[Delivery]:
    for position, each in enumerate(planned):
        delivery = Delivery(batch=batch, document=each.document, position=position)
        foretell(delivery, each)
        yield delivery


def foretell(delivery: Delivery, planned: Planned) -> None:
    """Write what will happen on a delivery that nobody has clicked yet, unsaved."""
    delivery.revision = planned.document.revision
    delivery.intent = planned.will.value
    delivery.will = planned.words[:300]
    delivery.replaces = planned.replaces
    delivery.receipts = planned.receipts
    found = planned.refusal
    delivery.cause = found.cause if found else ""
    delivery.sentence = found.sentence if found else ""
    delivery.fix = found.fix if found else ""


def send(*, batch: Batch, by: By, only_first: bool = False) -> Batch:
    """The click. Documents changed since the preview, or open elsewhere, are left out and say so.

    Raises ``NotPossible`` where the batch was sent already, or Xero was disconnected meanwhile.
    """
    with transaction.atomic():
        lane.knock(batch.connection.tenant_id)
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        if batch.clicked_at is not None:
            raise NotPossible(f"Batch {batch.number} was sent already.")
        if not batch.connection.is_live:
            raise NotPossible(_why_disconnected(batch))
        _lock_documents(batch)
        rows = batch.deliveries.filter(state=State.PREPARED)
        _leave_out(batch, rows)
        _settle_at_once(batch, rows)
        _make_ready(batch, rows, only_first=only_first)
        batch.clicked_at = clock.now()
        batch.by = by if isinstance(by, Person) else None
        batch.by_name = str(by)
        batch.save()
        events.record(
            batch.agency,
            "batch",
            batch.pk,
            f"Batch {batch.number} was sent.",
            by=by,
            batch_number=batch.number,
        )
        wake(batch.connection.tenant_id)
    return batch


def _why_disconnected(batch: Batch) -> str:
    live = Connection.objects.filter(agency=batch.agency_id, disconnected_at=None).first()
    if live is None:
        return NOT_CONNECTED
    return (
        f"Batch {batch.number} was for {batch.connection}, and Tracker is connected to {live} now."
        " Close it, and send them again."
    )


def _lock_documents(batch: Batch) -> None:
    """Two clicks on the same documents wait for each other."""
    wanted = Document.objects.filter(deliveries__batch=batch).order_by("id")
    list(wanted.select_for_update(of=("self",)).values_list("id", flat=True))


def _leave_out(batch: Batch, rows: QuerySet[Delivery]) -> None:
    now = clock.now()
    was_voided = Q(document__lifecycle="void", intent__in=(Will.CREATE, Will.UPDATE))
    moved = ~Q(document__revision=F("revision")) | was_voided
    rows.filter(moved).exclude(intent=Will.BLOCKED).update(
        state=State.LEFT_OUT,
        sentence="Changed since the preview: send it again.",
        settled_at=now,
    )
    elsewhere = Delivery.objects.filter(
        document__in=rows.values("document"), state__in=OPEN
    ).select_related("batch")
    for other in elsewhere:
        rows.filter(document=other.document_id).update(
            state=State.LEFT_OUT,
            sentence=f"Already in batch {other.batch.number}.",
            settled_at=now,
        )


def _settle_at_once(batch: Batch, rows: QuerySet[Delivery]) -> None:
    """What needs no call: nothing changed, or refused by what the preview knew."""
    now = clock.now()
    rows.filter(intent=Will.UNCHANGED).update(state=State.UNCHANGED, settled_at=now)
    blocked = rows.filter(intent=Will.BLOCKED)
    events.record_all(
        batch.agency,
        [
            events.Happening(
                "document", each.document_id, f"Refused: {each.sentence}", batch.number
            )
            for each in blocked
        ],
        by=events.TRACKER,
    )
    _make_latest(batch, blocked)
    blocked.update(state=State.REFUSED, settled_at=now)


def _make_ready(batch: Batch, rows: QuerySet[Delivery], *, only_first: bool) -> None:
    if only_first:
        first = rows.order_by("position").values("pk")[:1]
        rows.exclude(pk__in=list(first.values_list("pk", flat=True))).update(
            state=State.STOPPED,
            sentence="Left for later: only the first one was sent.",
            settled_at=clock.now(),
        )
    current = settings.current(batch.connection, batch.kind)
    _make_latest(batch, rows)
    rows.update(state=State.READY, settings=current)


def _make_latest(batch: Batch, rows: QuerySet[Delivery]) -> None:
    documents = list(rows.values_list("document_id", flat=True))
    Delivery.objects.filter(document__in=documents, latest=True).update(latest=False)
    batch.deliveries.filter(document__in=documents).update(latest=True)


def stop(*, batch: Batch, by: By) -> int:
    """Leave the rest unsent; what is on its way arrives. Answers how many were left."""
    with transaction.atomic():
        lane.knock(batch.connection.tenant_id)
        left = sum(
            rows.filter(state__in=STOPPABLE, call=None).update(
                state=State.STOPPED,
                sentence=f"Stopped by {by}.",
                waiting_until=None,
                settled_at=clock.now(),
            )
            for rows in (batch.deliveries, batch.contact_updates, batch.doubled_voids)
        )
        Batch.objects.filter(pk=batch.pk).update(stopped_at=clock.now())
        events.record(
            batch.agency,
            "batch",
            batch.pk,
            f"Stopped: {left} left unsent.",
            by=by,
            batch_number=batch.number,
        )
        # A call of it that Xero has not taken yet is taken back at once.
        wake(batch.connection.tenant_id)
    return left


def pause(*, batch: Batch, by: By) -> None:
    """Send nothing more of this batch until it is resumed."""
    _set_paused(batch, by, yes=True)


def resume(*, batch: Batch, by: By) -> None:
    _set_paused(batch, by, yes=False)


def _set_paused(batch: Batch, by: By, *, yes: bool) -> None:
    with transaction.atomic():
        lane.knock(batch.connection.tenant_id)
        Batch.objects.filter(pk=batch.pk).update(paused_at=clock.now() if yes else None)
        events.record(
            batch.agency,
            "batch",
            batch.pk,
            "Paused." if yes else "Resumed.",
            by=by,
            batch_number=batch.number,
        )
        wake(batch.connection.tenant_id)


def retry(*, batch: Batch, by: By) -> Batch:
    """A new batch, prepared, with what this one refused or left unsent."""
    again = Document.objects.filter(
        agency=batch.agency, deliveries__batch=batch, deliveries__state__in=RETRIED
    )
    return prepare(agency=batch.agency, kind=batch.kind, documents=again, by=by)
