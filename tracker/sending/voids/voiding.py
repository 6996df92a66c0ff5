"""Voiding what Xero may have already: here at once, there by the *Send* that follows."""

from django.db import transaction

from tracker.accounts_system.models import DocumentLink
from tracker.agencies.events import By
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.corrections.paid_edits import has_money
from tracker.sending.models import OPEN, Delivery
from tracker.xero.invoice_statuses import GONE


@transaction.atomic
def void(document: Document, *, by: By) -> None:
    """Make a document void, sent or not; ``document`` is brought up to date.

    Raises ``NotPossible`` with what to do where money is on it, here or in Xero by what is known,
    or where it is on its way.
    """
    locked = lock(document)
    link = link_of(locked)
    if sentence := why_not(locked, link, _open_delivery(locked)):
        raise NotPossible(sentence)
    lifecycle.void(locked, by=by)
    if link is not None and link.seen_status in GONE:
        nothing_to_send(locked, link)
    document.refresh_from_db()


def why_not(document: Document, link: DocumentLink | None, delivery: Delivery | None) -> str:
    """Why it cannot be voided now, and what to do; '' where it can. Pure.

    ``link`` is that of the organisation that is connected now, ``delivery`` one that is open.
    """
    if delivery is not None:
        return _on_its_way(document, delivery)
    if document.received:
        money = words_for(document.kind).money
        return f"{document} has a {money} here: undo the {money}, then void it."
    if link is not None and has_money(link):
        return _with_money(document, link)
    return ""


def lock(document: Document) -> Document:
    """Whoever sends it meanwhile waits, or was first."""
    rows = Document.objects.select_for_update(of=("self",)).select_related("company", "agency")
    return rows.get(pk=document.pk)


def link_of(document: Document) -> DocumentLink | None:
    """What it is linked to in the organisation that is connected now."""
    rows = DocumentLink.objects.select_for_update(of=("self",)).select_related("connection")
    return rows.filter(document=document, connection__disconnected_at=None).first()


def refuse_on_its_way(document: Document) -> None:
    """Raises ``NotPossible`` while a batch carries it."""
    if (delivery := _open_delivery(document)) is not None:
        raise NotPossible(_on_its_way(document, delivery))


def nothing_to_send(document: Document, link: DocumentLink) -> None:
    """Both sides agree: Xero needs to hear nothing more of it."""
    link.accepted_revision = document.revision
    link.save(update_fields=["accepted_revision"])


def _open_delivery(document: Document) -> Delivery | None:
    rows = Delivery.objects.filter(document=document, state__in=OPEN)
    return rows.select_related("batch").first()


def _on_its_way(document: Document, delivery: Delivery) -> str:
    return f"{document} is on its way in batch {delivery.batch.number}: wait until it is settled."


def _with_money(document: Document, link: DocumentLink) -> str:
    if link.seen_credited and not link.seen_paid:
        return f"{document} is credited in Xero: remove the credit there, Sync, then void it."
    money = words_for(document.kind).money
    return (
        f"{document} has a payment in Xero: undo the {money} here and send that,"
        " or remove the payment in Xero; Sync, then void it."
    )
