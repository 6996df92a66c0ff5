"""Voiding what Xero may have already: here at once, there by the *Send* that follows."""

from django.db import transaction

from tracker.accounts_system.models import DocumentLink
from tracker.agencies.events import By
from tracker.agencies.not_possible import NotPossible
from tracker.documents import invoices
from tracker.documents.models import Document
from tracker.sending.corrections.paid_edits import is_settled
from tracker.sending.models import OPEN, Delivery
from tracker.xero.invoice_statuses import GONE


@transaction.atomic
def void(document: Document, *, by: By) -> None:
    """Make an invoice void, sent or not; ``document`` is brought up to date.

    Raises ``NotPossible`` with what to do where money is on it, here or in Xero by what is known,
    or where it is on its way.
    """
    locked = lock(document)
    refuse_on_its_way(locked)
    _refuse_with_receipts(locked)
    link = link_of(locked)
    if link is not None and is_settled(link):
        raise NotPossible(_why_not(locked, link))
    invoices.void(locked, by=by)
    if link is not None and link.seen_status in GONE:
        nothing_to_send(locked, link)
    document.refresh_from_db()


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
    under_way = Delivery.objects.filter(document=document, state__in=OPEN).select_related("batch")
    if (delivery := under_way.first()) is not None:
        raise NotPossible(
            f"{document} is on its way in batch {delivery.batch.number}: wait until it is settled."
        )


def nothing_to_send(document: Document, link: DocumentLink) -> None:
    """Both sides agree: Xero needs to hear nothing more of it."""
    link.accepted_revision = document.revision
    link.save(update_fields=["accepted_revision"])


def _refuse_with_receipts(document: Document) -> None:
    if document.received:
        raise NotPossible(f"{document} has a receipt here: undo the receipt, then void it.")


def _why_not(document: Document, link: DocumentLink) -> str:
    if link.seen_credited and not link.seen_paid:
        return f"{document} is credited in Xero: remove the credit there, Sync, then void it."
    return (
        f"{document} has a payment in Xero: undo the receipt here and send that,"
        " or remove the payment in Xero; Sync, then void it."
    )
