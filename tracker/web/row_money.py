"""What settled a document and what is left, from our receipts and from what Xero says."""

from decimal import Decimal

from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending.receipts import marking_paid
from tracker.web.document_statuses import ZERO, has_risen, is_settled
from tracker.web.statuses import is_gone


def paid_of(
    document: Document, link: DocumentLink | None, *, receipt_leaves: bool = False
) -> Decimal:
    """Money that came in or went out. The same is told here and there: the larger sum counts."""
    if link is None or is_gone(link) or receipt_leaves:
        return document.received
    return max(document.received, link.seen_paid or ZERO)


def due_of(
    document: Document, link: DocumentLink | None, *, receipt_leaves: bool = False
) -> Decimal:
    """What is left to pay of an approved document; nothing is due of any other."""
    if not document.is_approved:
        return ZERO
    if link is not None and is_settled(link) and has_risen(document, link):
        settled = (link.seen_paid or ZERO) + (link.seen_credited or ZERO)
        return max(ZERO, document.gross - max(settled, document.received) - link.seen_withheld)
    return marking_paid.due(document, link, receipt_leaves=receipt_leaves)
