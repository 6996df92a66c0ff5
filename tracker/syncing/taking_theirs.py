"""Taking Xero's word: what is paid, and that a document is voided."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from tracker import clock
from tracker.accounts_system.models import DocumentLink, ReceiptLink
from tracker.agencies import events
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents import receipts
from tracker.documents.kinds import words_for
from tracker.sending.receipts.marking_paid import record_theirs
from tracker.sending.voids import gone
from tracker.xero.invoice_statuses import GONE

ZERO = Decimal("0.00")


def take_status(link: DocumentLink, *, by: Person) -> None:
    """Void here what is voided or deleted in Xero. Raises ``NotPossible`` for anything else."""
    document = link.document
    if document.is_void:
        raise NotPossible(
            f"{document} is void here for good: take what is paid on it away in Xero and send it"
            " again, or accept the difference."
        )
    if link.seen_status not in GONE:
        raise NotPossible(f"{document}: its status is Xero’s to change: send yours, or approve it.")
    gone.accept_void(document, by=by)


def take_paid(link: DocumentLink, *, by: Person) -> None:
    """Have receipts here say what Xero says: those that Xero does not have are undone, and what
    it has beyond the others is recorded, as something that Xero has already.

    Once there are no receipts here, Xero's word is taken by itself. Raises ``NotPossible`` where
    it cannot be known which of Tracker's own receipts Xero has lost.
    """
    document, paid = link.document, link.seen_paid or ZERO
    settled = paid + (link.seen_credited or ZERO) + link.seen_withheld
    known = _in_xero(link, is_unpaid=not settled)
    for receipt in document.receipts.filter(undone_at=None).exclude(pk__in=known):
        receipts.undo(receipt, by=by)
    document.refresh_from_db()
    if document.received > settled:
        raise NotPossible(
            f"Xero has lost some of what Tracker recorded on {document}: open it and undo the"
            f" {words_for(document.kind).money} that is gone."
        )
    if document.received and paid > document.received:
        rest = paid - document.received
        record_theirs(document, link, rest, date=clock.today(), by=by)
    sentence = f"Xero’s word was taken: {paid:,} {document.currency} paid."
    events.record(document.agency, "document", document.pk, sentence, by=by)


def _in_xero(link: DocumentLink, *, is_unpaid: bool) -> Sequence[UUID]:
    """The receipts that Xero has. Where nothing is paid there it has lost them all."""
    rows = ReceiptLink.objects.filter(
        connection=link.connection, receipt__document=link.document, removed_at=None
    )
    if rows.filter(agreed=False, linked_at__gte=link.read_started_at or clock.now()).exists():
        money = words_for(link.document.kind).money
        raise NotPossible(
            f"Tracker has just recorded a {money} of {link.document}: Sync, then look again."
        )
    if is_unpaid:
        rows.update(removed_at=clock.now())
        return ()
    return list(rows.values_list("receipt_id", flat=True))
