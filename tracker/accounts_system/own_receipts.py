"""What our own receipts brought about in Xero, told from what others did there."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, Sum

from tracker.accounts_system import changes, marks
from tracker.accounts_system.models import Call, Connection, DocumentLink, ReceiptLink
from tracker.accounts_system.readings import Change
from tracker.documents.models import Receipt


def moved(
    connection: Connection, links: Iterable[DocumentLink], found: Mapping[DocumentLink, Change]
) -> set[DocumentLink]:
    """Those whose money changed because we recorded or removed a receipt: no news to anybody."""
    candidates = [link for link in links if found[link].kind in changes.MONEY]
    # Those on their way come first: what is settled after that is among the recorded ones.
    out = _with_receipts_out(connection) if candidates else set()
    paid = _recorded_by_us(connection, [link.document_id for link in candidates])
    return {
        link
        for link in candidates
        if link.document_id in out or paid.get(link.document_id) == link.seen_paid
    }


def _with_receipts_out(connection: Connection) -> set[UUID]:
    """Documents of which a receipt's call has no verdict yet."""
    open_calls = Call.objects.filter(
        tenant_id=connection.tenant_id,
        settled_at=None,
        purpose__in=(Call.Purpose.RECORD_RECEIPTS, Call.Purpose.REMOVE_RECEIPT),
    ).values_list("elements", flat=True)
    named = [marks.receipt_of(each["mark"]) for elements in open_calls for each in elements]
    receipts = Receipt.objects.filter(pk__in=[key for key in named if key])
    return set(receipts.values_list("document", flat=True))


def _recorded_by_us(connection: Connection, documents: Iterable[UUID]) -> dict[UUID, Decimal]:
    """What Xero holds of the receipts that we recorded there; none where we never did."""
    recorded = ReceiptLink.objects.filter(
        connection=connection, receipt__document__in=documents, agreed=False
    )
    still = Sum("amount", filter=Q(removed_at=None), default=Decimal(0))
    sums = recorded.order_by().values("receipt__document").annotate(still=still)
    return {row["receipt__document"]: row["still"] for row in sums}
