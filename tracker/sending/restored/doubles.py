"""What stands in Xero a second time under our mark: voided there, or left, as a person says."""

from django.db import transaction

from tracker import clock
from tracker.accounts_system import lane, strays
from tracker.accounts_system.failures import require_working
from tracker.accounts_system.models import Connection
from tracker.accounts_system.strays import Stray
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.batches import next_number
from tracker.sending.models import OPEN, Batch, DoubledVoid
from tracker.sending.waking import wake

NOT_DOUBLED = "It is not there twice any more: look again."


def doubled(connection: Connection, kind: str) -> list[Stray]:
    """Of one kind of document, with those that are about to be voided."""
    found = strays.doubled(connection)
    return [each for each in found if each.document and each.document.kind == kind]


def on_their_way(connection: Connection) -> dict[str, DoubledVoid]:
    """By Xero's id: the newest wish to void each, whatever became of it."""
    rows = DoubledVoid.objects.filter(batch__connection=connection).select_related("batch")
    return {row.remote_id: row for row in rows.order_by("pk")}


@transaction.atomic
def void(connection: Connection, remote_id: str, *, by: By) -> Batch:
    """Have the one that no document is linked to voided in Xero; the lane is woken.

    Raises ``NotPossible``.
    """
    require_working(connection)
    lane.knock(connection.tenant_id)
    stray, document = _held(connection, remote_id)
    batch = _batch(connection, document.kind, by)
    row = DoubledVoid.objects.create(
        batch=batch, document=document, remote_id=remote_id, number=stray.head.number
    )
    what = words_for(document.kind).in_xero
    sentence = f"To be voided in Xero: the doubled {what} {row.number or 'without a number'}."
    for subject, key in (("document", document.pk), ("batch", batch.pk)):
        events.record(batch.agency, subject, key, sentence, by=by, batch_number=batch.number)
    wake(connection.tenant_id)
    return batch


@transaction.atomic
def leave(connection: Connection, remote_id: str, *, by: By) -> None:
    """Say that it is another one, which somebody copied: it stays, and is asked about no more."""
    stray, document = _held(connection, remote_id)
    strays.leave(connection, [remote_id])
    what = words_for(document.kind).in_xero
    number = stray.head.number or "without a number"
    sentence = f"The {what} {number} bears its mark in Xero too, and is another one."
    events.record(connection.agency, "document", document.pk, sentence, by=by)


def _held(connection: Connection, remote_id: str) -> tuple[Stray, Document]:
    """The document is held: two people who press at once do so one after the other."""
    stray = _the_stray(connection, remote_id)
    assert stray.document is not None
    document = Document.objects.select_for_update().get(pk=stray.document_id)
    if DoubledVoid.objects.filter(
        batch__connection=connection, remote_id=remote_id, state__in=OPEN
    ).exists():
        raise NotPossible("It is about to be voided already.")
    return _the_stray(connection, remote_id), document


def _the_stray(connection: Connection, remote_id: str) -> Stray:
    for each in strays.doubled(connection):
        if each.head.remote_id == remote_id:
            return each
    raise NotPossible(NOT_DOUBLED)


def _batch(connection: Connection, kind: str, by: By) -> Batch:
    now = clock.now()
    return Batch.objects.create(
        agency=connection.agency,
        connection=connection,
        kind=kind,
        number=next_number(connection.agency),
        by=by if isinstance(by, Person) else None,
        by_name=str(by),
        prepared_at=now,
        clicked_at=now,
    )
