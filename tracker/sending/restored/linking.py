"""Linking documents to what bears their mark in Xero: values are taken as seen, nothing is sent."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tracker import clock
from tracker.accounts_system import head_rows
from tracker.accounts_system.models import Connection, DocumentLink, FormerLink
from tracker.accounts_system.models.link import How
from tracker.accounts_system.strays import Stray
from tracker.agencies import events
from tracker.agencies.events import By, Happening
from tracker.agencies.models import Person
from tracker.documents import lifecycle
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.acceptance import differs, in_words
from tracker.sending.adoption.linking import end_refusals, link_fields
from tracker.sending.models import OPEN, Delivery, State
from tracker.sending.planned import Will
from tracker.sending.restored.numbers import take_number

NOTHING_KNOWN: Mapping[UUID, int] = {}


def link(
    connection: Connection,
    strays: Iterable[Stray],
    *,
    by: By,
    revisions: Mapping[UUID, int] = NOTHING_KNOWN,
) -> list[Stray]:
    """Link each document to one of those that bear its mark; those that were linked.

    The one that counts in Xero is taken before one that was voided there, the one of the document's
    number before a copy that somebody made, the newest before the others. What is left of a
    document's is a former link where it was voided, else it is doubled.
    ``revisions`` says of which of a document's it is known that Xero holds it; else today's is
    taken for it, and what differs is a difference. One transaction of whoever holds the lane.
    """
    wanted = [each for each in strays if each.document is not None and not each.is_doubled]
    by_document: dict[UUID, list[Stray]] = {}
    for each in sorted(wanted, key=_best_last):
        by_document.setdefault(each.document_id, []).append(each)
    if not by_document:
        return []
    with transaction.atomic():
        head_rows.lock(connection)
        open_ones = _held(connection, by_document)
        chosen = [found[-1] for found in by_document.values()]
        for found in by_document.values():
            _end_former(found, by)
        for each in chosen:
            take_number(each, by=by)
        DocumentLink.objects.bulk_create([_link_of(each, by, revisions) for each in chosen])
        _settle(connection, chosen, open_ones, by)
    return chosen


def _best_last(stray: Stray) -> tuple[bool, bool, str]:
    moved, document = stray.head.updated_at, stray.document
    is_of_its_number = document is not None and stray.head.number == document.books_number
    return stray.is_alive, is_of_its_number, moved.isoformat() if moved else ""


def _held(connection: Connection, ids: Iterable[UUID]) -> list[Delivery]:
    """Deliveries before documents, as the sender locks them; the open ones."""
    wanted = list(ids)
    rows = Delivery.objects.filter(
        batch__connection=connection, document__in=wanted, state__in=OPEN, call=None
    )
    held = list(rows.order_by("pk").select_for_update(of=("self",)).select_related("batch"))
    list(Document.objects.filter(pk__in=wanted).order_by("pk").select_for_update().only("pk"))
    return held


def _end_former(found: Sequence[Stray], by: By) -> None:
    """What the document was linked to and was voided there, and every other voided one."""
    chosen, link = found[-1], found[-1].link
    gone = {each.head.remote_id for each in found[:-1] if not each.is_alive}
    if link is not None:
        gone.add(link.remote_id)
        DocumentLink.objects.filter(pk=link.pk).delete()
    assert chosen.document is not None
    FormerLink.objects.bulk_create(
        [
            FormerLink(
                connection=chosen.head.connection,
                document=chosen.document,
                remote_id=remote_id,
                number=chosen.document.number or "",
                ended_at=clock.now(),
                by=by if isinstance(by, Person) else None,
            )
            for remote_id in sorted(gone)
        ]
    )


def _link_of(stray: Stray, by: By, revisions: Mapping[UUID, int]) -> DocumentLink:
    assert stray.document is not None
    made = DocumentLink(**link_fields(stray.document, stray.head, by))
    made.how = How.CREATED
    made.accepted_revision = revisions.get(stray.document_id, made.accepted_revision)
    if stray.document.is_void and stray.is_alive:
        # Void here: Xero has not heard of it.
        made.accepted_revision = max(stray.document.revision - 1, 0)
    return made


def _settle(
    connection: Connection, chosen: Sequence[Stray], open_ones: Sequence[Delivery], by: By
) -> None:
    documents = [each.document for each in chosen if each.document is not None]
    end_refusals(documents)
    marked = [document for document in documents if document.already_in_xero]
    lifecycle.set_already_in_xero(marked, by=by, yes=False)
    ids = [each.pk for each in open_ones if each.intent == Will.CREATE]
    done = Delivery.objects.filter(pk__in=ids)
    _say_what_differs(chosen, ids)
    _wait_for_receipts(ids)
    done.filter(document_sent_at=None).update(
        state=State.SENT, waiting_until=None, settled_at=clock.now()
    )
    told = [Happening("document", each.document_id, _sentence(each)) for each in chosen]
    events.record_all(connection.agency, told, by=by)


def _say_what_differs(chosen: Sequence[Stray], ids: Sequence[int]) -> None:
    """Beside *Sent*, as if Xero had answered with that total now."""
    for each in chosen:
        ours, theirs = each.document, each.head.total
        if ours is None or theirs is None or theirs == ours.gross or not each.is_alive:
            continue
        found = differs(in_words(theirs, ours.gross))
        Delivery.objects.filter(pk__in=ids, document=ours).update(
            cause=found.cause, sentence=found.sentence, fix=found.fix
        )


def _wait_for_receipts(ids: Sequence[int]) -> None:
    """Where receipts go with it, they go next: the document itself is through."""
    with_receipts = Delivery.objects.filter(pk__in=ids).exclude(Q(receipts={}))
    with_receipts.update(document_sent_at=clock.now(), state=State.READY, waiting_until=None)


def _sentence(stray: Stray) -> str:
    assert stray.document is not None
    number = stray.head.number or "without a number"
    what = words_for(stray.document.kind).in_xero
    return f"Adopted: the {what} {number} in Xero was sent by Tracker, which had forgotten it."
