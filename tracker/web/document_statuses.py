"""The status of a document: what we want of it, what was paid, and what Xero says.

A pure function of document, receipts and link. What somebody here decided and Xero has not got
yet comes first; where both disagree, the note says what it is there.
"""

from dataclasses import dataclass
from decimal import Decimal

from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.web.statuses import is_gone
from tracker.xero.invoice_statuses import PAID, gone_in_words

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class DocumentStatus:
    """``Paid``; or ``Paid here`` with ``due in Xero`` as its note."""

    text: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.text} · {self.note}" if self.note else self.text


def document_status(
    document: Document, link: DocumentLink | None, *, receipt_leaves: bool = False
) -> DocumentStatus:
    """Draft, Approved or Void; once approved the money says: Part paid, Paid, Credited.

    ``receipt_leaves``: a receipt was undone here and its Payment is still in Xero, so what Xero
    says of the money does not count.
    """
    if document.is_void:
        return _void(link)
    if document.is_draft or link is None:
        return DocumentStatus(_here(document))
    if is_gone(link):
        there = f"{gone_in_words(link.seen_status)} in Xero"
        return DocumentStatus(f"{_here(document)} here", there)
    if receipt_leaves:
        return DocumentStatus(f"{_here(document)} here", _paid_there(link))
    if is_settled(link) and not has_risen(document, link):
        return _settled(document, link)
    return _open(document, link)


def received_in_full(document: Document, not_to_be_paid: Decimal = ZERO) -> bool:
    """By the receipts that were written down here; what was credited or withheld is not due."""
    return document.received > 0 and document.received + not_to_be_paid >= document.gross


def is_settled(link: DocumentLink) -> bool:
    """Nothing is due in Xero any more, whatever settled it."""
    return link.seen_status == PAID


def has_risen(document: Document, link: DocumentLink) -> bool:
    """Changed here, and not sent yet: what settled it in Xero is not all of it any more."""
    is_changed = link.accepted_revision < document.revision
    return is_changed and link.seen_total is not None and link.seen_total < document.gross


def is_credited(link: DocumentLink) -> bool:
    """Settled, and by no money at all."""
    return is_settled(link) and bool(link.seen_credited) and not link.seen_paid


def _here(document: Document, not_to_be_paid: Decimal = ZERO) -> str:
    """By what Tracker knows itself."""
    if not document.is_approved:
        return document.get_lifecycle_display()
    if received_in_full(document, not_to_be_paid):
        return "Paid"
    return "Part paid" if document.received else "Approved"


def _paid_there(link: DocumentLink) -> str:
    """In full, or how much."""
    return "paid in Xero" if is_settled(link) else f"{link.seen_paid or ZERO:,} paid in Xero"


def _void(link: DocumentLink | None) -> DocumentStatus:
    if link is None or is_gone(link):
        return DocumentStatus("Void")
    return DocumentStatus("Void here", "still in Xero")


def _settled(document: Document, link: DocumentLink) -> DocumentStatus:
    if is_credited(link):
        if document.received:
            return DocumentStatus(f"{_here(document)} here", "credited in Xero")
        return DocumentStatus("Credited")
    if document.received and not received_in_full(document, link.seen_withheld):
        return DocumentStatus("Paid in Xero", "part paid here")
    credited = f"{link.seen_credited:,} of it by a credit" if link.seen_credited else ""
    return DocumentStatus("Paid", credited)


def _open(document: Document, link: DocumentLink) -> DocumentStatus:
    paid, credited = link.seen_paid or ZERO, link.seen_credited or ZERO
    rest = credited + link.seen_withheld
    if received_in_full(document, rest) or document.received > paid:
        note = f"{paid:,} paid in Xero" if paid else "due in Xero"
        return DocumentStatus(f"{_here(document, rest)} here", note)
    if paid and is_settled(link):
        return DocumentStatus("Part paid here", "paid in Xero")
    if paid:
        return DocumentStatus("Part paid")
    return DocumentStatus("Approved", f"{credited:,} credited in Xero" if credited else "")
