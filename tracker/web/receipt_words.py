"""What Xero knows of receipts, in words: per receipt, and after marking documents paid."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.accounts_system import settings
from tracker.accounts_system.models import DocumentLink, ReceiptLink
from tracker.documents.models import Document, Receipt
from tracker.sending.receipts.conditions import receipts_wait
from tracker.web.document_conditions import linked
from tracker.web.templatetags.ui import in_currency

BANK_FEED = "Xero will hear of it from the bank feed; Sync brings it back."


@dataclass(frozen=True)
class ReceiptRow:
    """A receipt beside what Xero has of it."""

    receipt: Receipt
    in_xero: str
    may_be_undone: bool


def receipt_rows(document: Document, link: DocumentLink | None) -> list[ReceiptRow]:
    """The receipts that count, and those undone whose Payment is still in Xero."""
    recorded = {each.receipt_id: each for each in _links(document)}
    connection = link.connection if link else None
    since = settings.recording_since(connection, document.kind) if connection else None
    rows = []
    for receipt in document.receipts.order_by("date", "created_at"):
        found = recorded.get(receipt.pk)
        if receipt.counts:
            waits = since is not None and receipt.created_at >= since
            rows.append(ReceiptRow(receipt, _in_xero(document, receipt, found, waits), True))
        elif found is not None and not found.agreed and found.removed_at is None:
            rows.append(ReceiptRow(receipt, "Undone here: Send removes it in Xero", False))
    return rows


def what_xero_hears(documents: Sequence[Document]) -> str:
    """What becomes of receipts in Xero, once these were marked paid; '' where it has none of them.

    One agency's documents. Those that Xero does not have yet take their receipts along.
    """
    if waiting_of(documents):
        return "Send to Xero to record it there."
    is_in_xero = DocumentLink.objects.filter(
        document__in=documents, connection__disconnected_at=None
    )
    return BANK_FEED if is_in_xero.exists() else ""


def waiting_of(documents: Sequence[Document]) -> list[Document]:
    """Those in Xero whose receipts it shall hear of by *Send*."""
    ids = [each.pk for each in documents]
    waiting = Document.objects.filter(receipts_wait(), linked(), pk__in=ids)
    found = set(waiting.values_list("pk", flat=True))
    return [each for each in documents if each.pk in found]


def _links(document: Document) -> Sequence[ReceiptLink]:
    return list(ReceiptLink.objects.filter(receipt__document=document))


def _in_xero(document: Document, receipt: Receipt, found: ReceiptLink | None, waits: bool) -> str:
    if found is None:
        return "Not yet: Send records it" if waits else "Not told: the bank feed does it"
    if found.removed_at is not None:
        return "Removed there"
    if found.agreed:
        return "There already"
    if found.amount != receipt.amount:
        return f"{in_currency(found.amount, document.currency)} recorded"
    return "Recorded"
