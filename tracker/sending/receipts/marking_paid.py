"""Marking a document paid, by what Tracker and Xero know of the money. Nothing is sent here."""

import datetime
from decimal import Decimal

from django.db import transaction

from tracker import clock
from tracker.accounts_system.models import DocumentLink, ReceiptLink
from tracker.agencies.events import XERO, By
from tracker.agencies.not_possible import NotPossible
from tracker.documents import receipts
from tracker.documents.kinds import words_for
from tracker.documents.models import Document, Receipt
from tracker.sending.receipts import conditions
from tracker.xero.invoice_statuses import GONE, PAID

ZERO = Decimal("0.00")


@transaction.atomic
def mark_paid(
    document: Document,
    *,
    date: datetime.date,
    amount: Decimal | None = None,
    due_shown: Decimal | None = None,
    by: By,
) -> Receipt:
    """Say that money came in: ``amount``, or all that is due. Raises ``NotPossible``, also where
    ``due_shown``, what the person saw to be due, is not due any more: the same money is told once.

    What somebody had recorded in Xero before is written down here first, as Xero's, so that both
    sides add up to the same.
    """
    Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    document.refresh_from_db()
    link = link_of(document)
    leaves = receipt_leaves(document)
    left = _left(document, link, leaves)
    if due_shown is not None and due_shown != left:
        raise NotPossible(
            f"{left:,} {document.currency} of {document} is due now, and not {due_shown:,} as this"
            " page said: somebody has just told of money. Look again before you mark it paid."
        )
    amount = left if amount is None else amount
    if amount > left:
        raise NotPossible(f"Only {left:,} {document.currency} of {document} is left to pay.")
    if link is not None and not leaves:
        _note_theirs(document, link)
    return receipts.mark_paid(document, date=date, amount=amount, by=by)


def record_theirs(
    document: Document, link: DocumentLink, amount: Decimal, *, date: datetime.date, by: By
) -> Receipt:
    """Write down money that Xero has already: agreed, so nothing is sent of it."""
    made = receipts.mark_paid(document, date=date, amount=amount, by=by)
    ReceiptLink.objects.create(
        connection_id=link.connection_id,
        receipt=made,
        agreed=True,
        amount=amount,
        linked_at=clock.now(),
    )
    return made


def why_not(document: Document, link: DocumentLink | None, *, receipt_leaves: bool = False) -> str:
    """Why it cannot be marked paid; '' where it can. Pure; ``receipt_leaves`` as in ``due``."""
    try:
        _left(document, link, receipt_leaves)
    except NotPossible as problem:
        return problem.sentence
    return ""


def due(document: Document, link: DocumentLink | None, *, receipt_leaves: bool = False) -> Decimal:
    """What is left to pay. The same money is told here and in Xero, so the larger sum counts.

    ``receipt_leaves``: Xero still has a Payment of a receipt undone here; its word does not count.
    """
    if link is None or link.seen_status in GONE or receipt_leaves:
        return max(ZERO, receipts.still_due(document))
    if link.seen_status == PAID:
        return ZERO
    money = max(document.received, link.seen_paid or ZERO)
    credited = link.seen_credited or ZERO
    return max(ZERO, document.gross - money - credited - link.seen_withheld)


def link_of(document: Document) -> DocumentLink | None:
    """The link in force; after a move to another organisation, that one's."""
    return DocumentLink.objects.filter(document=document).order_by("linked_at").last()


def receipt_leaves(document: Document) -> bool:
    """A receipt was undone here, and the Payment that Tracker made of it is still in Xero."""
    return Document.objects.filter(conditions.receipt_leaves(), pk=document.pk).exists()


def _left(document: Document, link: DocumentLink | None, receipt_leaves: bool) -> Decimal:
    if not document.is_approved:
        what = f"{document} is void" if document.is_void else "A draft cannot be paid"
        words = words_for(document.kind)
        raise NotPossible(f"{what}: a {words.money} needs an approved {words.one}.")
    if receipts.still_due(document) <= 0:
        raise NotPossible(f"{document} is paid already.")
    if link is not None and link.seen_status in GONE:
        raise NotPossible(f"{document} was voided in Xero: issue it again, or accept that first.")
    left = due(document, link, receipt_leaves=receipt_leaves)
    if left <= 0:
        how = "paid" if link is not None and link.seen_paid else "settled by a credit"
        raise NotPossible(f"{document} is {how} in Xero already: nothing is left to pay.")
    return left


def _note_theirs(document: Document, link: DocumentLink) -> None:
    theirs = min(link.seen_paid or ZERO, document.gross) - document.received
    if theirs > 0:
        when = link.seen_updated_at or clock.now()
        record_theirs(document, link, theirs, date=min(when.date(), clock.today()), by=XERO)
