"""Deleted or voided in Xero by somebody there: issued again, or void here too."""

from django.db import transaction

from tracker import clock
from tracker.accounts_system.models import DocumentLink, FormerLink, Head, ReceiptLink
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.models import Delivery, State
from tracker.sending.voids.voiding import link_of, lock, nothing_to_send, refuse_on_its_way
from tracker.xero.invoice_statuses import GONE, INVOICE, gone_in_words


@transaction.atomic
def issue_again(document: Document, *, by: By) -> str:
    """End its link, so that *Send* creates it anew; the number under which it does.

    The number of a voided invoice stays used for good, here and in Xero, so it gets a new one.
    Bills may share a number: a payment keeps its own, and the supplier's. ``document`` is brought
    up to date. Raises ``NotPossible``.
    """
    locked, link = _require_gone(document)
    if locked.is_void:
        one = words_for(locked.kind).one
        raise NotPossible(f"{locked} is void here: write a new {one} instead.")
    old = str(locked)
    _end(link, locked, by)
    new = _number_again(locked, link, by)
    _settle_refused(locked)
    what = gone_in_words(link.seen_status)
    sentence = f"{old} was {what} in Xero: issued again"
    sentence += "." if new == old else f" as {new} ({old} stays used)."
    events.record(locked.agency, "document", locked.pk, sentence, by=by)
    document.refresh_from_db()
    return new


def _number_again(document: Document, link: DocumentLink, by: By) -> str:
    if not words_for(document.kind).has_unique_number:
        return str(document)
    return lifecycle.give_new_number(
        document, is_taken=lambda number: _is_in_xero(link, number), by=by
    )


@transaction.atomic
def accept_void(document: Document, *, by: By) -> None:
    """Make it void here too; nothing is sent. Raises ``NotPossible``."""
    locked, link = _require_gone(document)
    if locked.received:
        money = words_for(locked.kind).money
        raise NotPossible(f"{locked} has a {money} here: undo the {money} first.")
    if not locked.is_void:
        lifecycle.void(locked, by=by)
    nothing_to_send(locked, link)
    _settle_refused(locked)
    sentence = f"It was {gone_in_words(link.seen_status)} in Xero: accepted, void here too."
    events.record(locked.agency, "document", locked.pk, sentence, by=by)
    document.refresh_from_db()


def _require_gone(document: Document) -> tuple[Document, DocumentLink]:
    locked = lock(document)
    refuse_on_its_way(locked)
    link = link_of(locked)
    if link is None or link.seen_status not in GONE:
        raise NotPossible(f"{locked} is not voided or deleted in Xero, as far as Tracker knows.")
    return locked, link


def _end(link: DocumentLink, document: Document, by: By) -> None:
    """End the link for good. What was recorded of receipts went with the old invoice."""
    FormerLink.objects.create(
        connection=link.connection,
        document=document,
        remote_id=link.remote_id,
        number=document.number or "",
        ended_at=clock.now(),
        by=by if isinstance(by, Person) else None,
    )
    ReceiptLink.objects.filter(connection=link.connection, receipt__document=document).delete()
    DocumentLink.objects.filter(pk=link.pk).delete()


def _is_in_xero(link: DocumentLink, number: str) -> bool:
    """Xero takes numbers for equal that differ in case only, voided ones included."""
    rows = Head.objects.filter(connection=link.connection, type=INVOICE)
    return rows.filter(number__iexact=number).exists()


def _settle_refused(document: Document) -> None:
    """That it was refused, because it was gone, is over."""
    Delivery.objects.filter(document=document, latest=True, state=State.REFUSED).update(
        latest=False
    )
