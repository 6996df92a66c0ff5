"""Writing what became of deliveries and calls; always part of the sender's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from tracker import clock
from tracker.accounts_system import document_links, heads
from tracker.accounts_system.models import Call
from tracker.agencies import events
from tracker.agencies.models import Agency
from tracker.sending.models import Delivery, State
from tracker.sending.refusals import Refusal

RETRY = "Correct it, then retry."


def settle_call(call: Call, verdict: str) -> None:
    """Close a call: nothing more is sent or asked for it.

    What was read of its documents while it was out is shown on their links now.
    """
    call.settled_at = clock.database_now()
    call.verdict = verdict
    call.wait_until = None
    call.save(update_fields=["settled_at", "verdict", "wait_until"])
    if call.purpose == Call.Purpose.UPDATE_DOCUMENTS:
        documents = document_links.documents_of(call.elements)
        heads.catch_up(call.connection, documents=documents)


def refuse(
    agency: Agency, refused: Sequence[tuple[Delivery, Refusal]], *, call: Call | None = None
) -> None:
    """Refuse deliveries, each for its own reason and with an event."""
    for delivery, refusal in refused:
        settle(delivery, State.REFUSED, refusal)
    save_settled([delivery for delivery, _ in refused])
    sentences = [(delivery, f"Refused: {refusal.sentence}") for delivery, refusal in refused]
    record(agency, sentences, call=call)


def settle(delivery: Delivery, state: State, refusal: Refusal | None = None) -> None:
    """Give a delivery its final state, unsaved."""
    delivery.state = state
    delivery.waiting_until = None
    delivery.settled_at = clock.now()
    if refusal is not None:
        delivery.cause = refusal.cause
        delivery.sentence = refusal.sentence
        delivery.fix = refusal.fix


def save_settled(deliveries: Iterable[Delivery]) -> None:
    """Save what ``settle`` changed: one statement for all that ended alike."""
    alike: defaultdict[tuple[str, str, str, str], list[Delivery]] = defaultdict(list)
    for each in deliveries:
        alike[each.state, each.cause, each.sentence, each.fix].append(each)
    for (state, cause, sentence, fix), rows in alike.items():
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=state,
            cause=cause,
            sentence=sentence,
            fix=fix,
            waiting_until=None,
            settled_at=rows[0].settled_at,
        )


def hold(deliveries: QuerySet[Delivery], until: datetime, *, in_doubt: bool) -> None:
    """Show what deliveries wait for: an answer that is missing, or room to send."""
    state = State.CHECKING if in_doubt else State.WAITING
    ids = list(deliveries.values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=ids).update(state=state, waiting_until=until)


def go_on(deliveries: QuerySet[Delivery], *, in_doubt: bool) -> None:
    """Show that something is done about deliveries now, whether or not an answer is missing."""
    state = State.CHECKING if in_doubt else State.SENDING
    deliveries.update(state=state, waiting_until=None)


def record(agency: Agency, sentences: Iterable[tuple[Delivery, str]], *, call: Call | None) -> None:
    """One message for each thing done, on the document's history and the batch's page."""
    happenings = [
        events.Happening(
            "document",
            delivery.document_id,
            sentence,
            batch_number=delivery.batch.number,
            call_id=call.pk if call is not None else None,
        )
        for delivery, sentence in sentences
    ]
    events.record_all(agency, happenings, by=events.XERO if call else events.TRACKER)
