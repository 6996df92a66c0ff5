"""*It is another one*: what a person said of what looks like one of ours in Xero."""

from django.db import transaction
from django.db.models import QuerySet

from tracker import clock
from tracker.accounts_system.models import Connection
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.adoption.already_there import already_there
from tracker.sending.adoption.proposing import forget_count
from tracker.sending.models import AnotherInvoice


@transaction.atomic
def say_another(connection: Connection, document: Document, remote_id: str, *, by: By) -> str:
    """From now on ``document`` may be sent beside that one; answers what Xero calls it.

    Raises ``NotPossible`` where the two do not look alike (any more).
    """
    locked = Document.objects.select_for_update(of=("self",)).select_related("company")
    held = locked.get(pk=document.pk, entity=connection.entity_id)
    alike = already_there(connection, held.kind, [held]).perhaps(held)
    head = next((each for each in alike if each.remote_id == remote_id), None)
    if head is None:
        raise NotPossible(f"Xero has nothing more that looks like {held}: look again.")
    AnotherInvoice.objects.create(
        connection=connection,
        document=held,
        remote_id=remote_id,
        number=head.number,
        by=by if isinstance(by, Person) else None,
        decided_at=clock.now(),
    )
    called = head.number or "without a number"
    sentence = (
        f"It is not the {words_for(held.kind).in_xero} {called} that is in Xero: it may be sent."
    )
    events.record(held.agency, "document", held.pk, sentence, by=by)
    forget_count(connection)
    return called


@transaction.atomic
def take_back(connection: Connection, decision_id: int, *, by: By) -> Document:
    """Forget what was said: the two are proposed again. Raises ``NotPossible`` where it is gone."""
    rows = said_to_be_others(connection).select_for_update(of=("self",))
    decision = rows.filter(pk=decision_id).first()
    if decision is None:
        raise NotPossible("That was taken back already.")
    document = decision.document
    decision.delete()
    called = decision.number or "without a number"
    sentence = f"Perhaps it is the {words_for(document.kind).in_xero} {called} in Xero after all."
    events.record(document.agency, "document", document.pk, sentence, by=by)
    forget_count(connection)
    return document


def said_to_be_others(connection: Connection) -> QuerySet[AnotherInvoice]:
    """What was said of this organisation's invoices and bills, the newest first."""
    rows = AnotherInvoice.objects.filter(connection=connection)
    return rows.select_related("document__company", "by").order_by("-pk")
