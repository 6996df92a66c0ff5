"""Money is told and taken back; documents are voided, and what is gone in Xero is answered."""

from decimal import Decimal
from random import Random

from tests.histories.office import Place, one_of
from tracker import clock
from tracker.documents import receipts
from tracker.documents.models import Document, Receipt
from tracker.sending.receipts import marking_paid
from tracker.sending.voids import gone, voiding
from tracker.xero.invoice_statuses import GONE


def mark_paid(place: Place, draw: Random) -> str:
    document = place.document(draw, lambda each: each.is_approved)
    amount = draw.choice([None, None, Decimal(1), Decimal("60.50"), Decimal(250)])
    made = marking_paid.mark_paid(
        document, date=clock.today(), amount=amount, by=place.somebody(draw)
    )
    return f"{document}: {made.amount}"


def undo(place: Place, draw: Random) -> str:
    living = Receipt.objects.filter(undone_at=None).values_list("document", flat=True)
    document = place.document(draw, lambda each: each.pk in set(living))
    mine = document.receipts.filter(undone_at=None).order_by("created_at", "amount")
    receipt = one_of(draw, mine)
    receipts.undo(receipt, by=place.somebody(draw))
    return f"{document}: {receipt.amount}"


def void(place: Place, draw: Random) -> str:
    document = place.document(draw, lambda each: not each.is_void)
    voiding.void(document, by=place.somebody(draw))
    return str(document)


def issue_again(place: Place, draw: Random) -> str:
    document = _gone(place, draw)
    return f"{document} as {gone.issue_again(document, by=place.somebody(draw))}"


def accept_void(place: Place, draw: Random) -> str:
    document = _gone(place, draw)
    gone.accept_void(document, by=place.somebody(draw))
    return str(document)


def _gone(place: Place, draw: Random) -> Document:
    """One that is voided in Xero, as far as Tracker knows."""
    links = place.connection()
    rows = Document.objects.filter(links__connection=links, links__seen_status__in=GONE)
    found = set(rows.values_list("pk", flat=True))
    return place.document(draw, lambda each: each.pk in found)
