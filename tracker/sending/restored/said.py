"""A doubt that cannot be asked: the connection has ended, so a person says what became of it.

*It is in Xero*: it is not sent again, and is linked when the organisation is connected again.
*It is not*: it may be sent again, and that is only known once Xero is done with what left. Never as
a shortcut: where Xero can be asked, it is asked.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tracker import clock
from tracker.accounts_system import strays
from tracker.accounts_system.models import Attempt, Call, Connection, DocumentLink
from tracker.agencies import events
from tracker.agencies.events import By, Happening
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.sending.models import OPEN, Batch, Delivery, State
from tracker.sending.planned import Will
from tracker.sending.restored import linking

IN_XERO = "said_in_xero"
NOT_IN_XERO = "said_not_in_xero"
SENTENCES = {
    IN_XERO: "{who} said that it is in Xero: Xero could not be asked any more.",
    NOT_IN_XERO: "{who} said that it is not in Xero: Xero could not be asked any more.",
}
FIXES = {
    IN_XERO: "It is linked once the same organisation is connected again.",
    NOT_IN_XERO: "It may be sent again.",
}
NOTHING = "Nothing here waits for an answer that Xero cannot give any more."
TOO_EARLY = "Xero may still be at work on what just left: look there again in three minutes."


def in_doubt(connection: Connection) -> QuerySet[Delivery]:
    """What was on its way when the connection ended, and can be asked about no more."""
    if connection.is_live:
        return Delivery.objects.none()
    return Delivery.objects.filter(batch__connection=connection, state__in=OPEN, call__isnull=False)


def is_in_doubt(delivery: Delivery) -> bool:
    """Whether a person may say what became of it."""
    is_carried = delivery.is_open and delivery.call_id is not None
    return is_carried and not delivery.batch.connection.is_live


def say(document: Document, *, is_there: bool, by: By) -> None:
    """Of one document. Raises ``NotPossible`` where nothing of it is in such a doubt, and where it
    is too early to know that it is not there.
    """
    rows = Delivery.objects.filter(document=document, state__in=OPEN).select_related(
        "batch__connection"
    )
    found = [each for each in rows if is_in_doubt(each)]
    if not found:
        raise NotPossible(NOTHING)
    _say(found[0].batch, [found[0].pk], is_there=is_there, by=by)


def say_of_all(batch: Batch, *, is_there: bool, by: By) -> int:
    """Of everything of a batch that is in such a doubt; how many. Raises as ``say``."""
    ids = in_doubt(batch.connection).filter(batch=batch).values_list("pk", flat=True)
    said = _say(batch, list(ids), is_there=is_there, by=by)
    if not said:
        raise NotPossible(NOTHING)
    return said


@transaction.atomic
def _say(batch: Batch, ids: Iterable[int], *, is_there: bool, by: By) -> int:
    # Whoever connects again at this moment waits, or was first: then Xero is asked.
    connection = Connection.objects.select_for_update(no_key=True).get(pk=batch.connection_id)
    rows = in_doubt(connection).filter(batch=batch, pk__in=list(ids)).order_by("pk")
    held = list(rows.select_for_update(of=("self",)).select_related("document"))
    if not held:
        return 0
    if not is_there and _may_still_arrive(held):
        raise NotPossible(TOO_EARLY)
    cause = IN_XERO if is_there else NOT_IN_XERO
    sentence = SENTENCES[cause].format(who=by)
    Delivery.objects.filter(pk__in=[each.pk for each in held]).update(
        state=State.SENT if is_there else State.STOPPED,
        cause=cause,
        sentence=sentence,
        fix=FIXES[cause],
        waiting_until=None,
        settled_at=clock.now(),
    )
    if is_there:
        _keep_from_sending(connection, held, by)
    _settle_calls(held)
    told = [Happening("document", each.document_id, sentence, batch.number) for each in held]
    events.record_all(batch.agency, told, by=by)
    return len(held)


def _may_still_arrive(held: Iterable[Delivery]) -> bool:
    """Whether something of them left so lately that Xero may not be done with it."""
    done_after = timedelta(seconds=settings.SENDING["ASK_AFTER_SECONDS"])
    lately = clock.database_now() - done_after
    calls = {each.call_id for each in held}
    return Attempt.objects.filter(call__in=calls, began_at__gt=lately).exists()


def _keep_from_sending(connection: Connection, held: Iterable[Delivery], by: By) -> None:
    """A new one is marked; an update or a void is what Xero holds now, by this person's word."""
    links = DocumentLink.objects.filter(connection=connection)
    for each in held:
        if each.intent == Will.CREATE and each.document_sent_at is None:
            lifecycle.set_already_in_xero([each.document], by=by, yes=True)
        elif each.intent in (Will.UPDATE, Will.VOID):
            behind = links.filter(document=each.document_id, accepted_revision__lt=each.revision)
            behind.update(accepted_revision=each.revision)


def _settle_calls(held: Iterable[Delivery]) -> None:
    """A call that carries nothing open any more is over."""
    calls = Call.objects.filter(pk__in={each.call_id for each in held}, settled_at=None)
    for call in calls.exclude(deliveries__state__in=OPEN):
        call.settled_at, call.verdict, call.wait_until = clock.database_now(), "said", None
        call.save(update_fields=["settled_at", "verdict", "wait_until"])


def link_what_was_said(connection: Connection) -> None:
    """The organisation is connected again: what a person said is there is linked by its mark."""
    # Their call may still carry others, of which nobody has said anything.
    found = strays.find(connection, and_on_their_way=True)
    said = _said_to_be_there(connection, {each.document_id for each in found})
    theirs = [each for each in found if each.document_id in said]
    linking.link(connection, theirs, by=events.TRACKER, revisions=said)


def to_be_linked() -> set[str]:
    """Organisations in which something bears our mark, and of which somebody said that it is there:
    whoever read it did not work the lane.
    """
    rows = Delivery.objects.filter(
        document__already_in_xero=True,
        cause=IN_XERO,
        state=State.SENT,
        batch__connection__heads__stray=True,
    )
    return set(rows.values_list("batch__connection__tenant_id", flat=True))


def _said_to_be_there(connection: Connection, documents: set[UUID]) -> dict[UUID, int]:
    """By document: the revision that was on its way."""
    rows = Delivery.objects.filter(
        batch__connection=connection,
        document__in=documents,
        document__already_in_xero=True,
        cause=IN_XERO,
        state=State.SENT,
    )
    return dict(rows.order_by("pk").values_list("document_id", "revision"))
