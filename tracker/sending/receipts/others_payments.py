"""What others have recorded in Xero of invoices that receipts here stand for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from tracker.accounts_system import marks
from tracker.accounts_system.models import Connection, DocumentLink, ReceiptLink
from tracker.documents.models import Receipt
from tracker.xero.types import Payment

ByInvoice: TypeAlias = Mapping[str, Sequence[Payment]]
"""Payments by Xero's id of the document that they settle."""


def theirs_of(connection: Connection, found: Iterable[Payment]) -> ByInvoice:
    """Those that count and that no receipt here stands for.

    One that Tracker made of a receipt that it has forgotten counts as anybody else's.
    """
    living = [each for each in found if each.counts]
    ours = ReceiptLink.objects.filter(
        connection=connection, remote_id__in=[each.payment_id for each in living]
    )
    known = set(ours.values_list("remote_id", flat=True))
    marked = {key for each in living if (key := marks.receipt_of(each.reference))}
    here = set(Receipt.objects.filter(pk__in=marked).values_list("pk", flat=True))
    theirs: dict[str, list[Payment]] = {}
    for each in living:
        if each.payment_id not in known and marks.receipt_of(each.reference) not in here:
            theirs.setdefault(each.invoice.invoice_id, []).append(each)
    return theirs


def have_recorded(link: DocumentLink, receipt: Receipt, theirs: ByInvoice) -> bool:
    """Whether somebody else has recorded just this money: as much, on the same day.

    Each payment of theirs stands for one receipt.
    """
    alike = [
        each
        for each in theirs.get(link.remote_id, ())
        if (each.amount, each.date) == (receipt.amount, receipt.date)
    ]
    agreed = ReceiptLink.objects.filter(
        connection=link.connection_id,
        receipt__document=receipt.document_id,
        receipt__date=receipt.date,
        receipt__amount=receipt.amount,
        receipt__undone_at=None,
        agreed=True,
    )
    return len(alike) > 0 and len(alike) > agreed.count()
