"""The panel *In Xero* of a document's page: what Xero last said of it, and since when."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from tracker.accounts_system.models import DocumentLink, Head
from tracker.documents.models import Document
from tracker.web.navigation import address_of
from tracker.web.xero_pages import page_of_document


@dataclass(frozen=True)
class InXero:
    """``due_date`` and ``total`` are Xero's where they are others than here, else None.

    ``known_at`` is when Xero was last asked, ``moved_at`` Xero's time of the last change there.
    """

    status: str
    total: Decimal | None
    is_other_total: bool
    paid: Decimal | None
    credited: Decimal | None
    due: Decimal | None
    due_date: datetime.date | None
    known_at: datetime.datetime | None
    moved_at: datetime.datetime | None
    address: str
    differences_address: str


def in_xero(document: Document, link: DocumentLink | None) -> InXero | None:
    """What Xero has of it; None where it has nothing."""
    if link is None:
        return None
    return InXero(
        status=link.seen_status,
        total=link.seen_total,
        is_other_total=has_other_total(document, link),
        paid=link.seen_paid,
        credited=link.seen_credited,
        due=link.seen_due,
        due_date=_other_due_date(document, link),
        known_at=link.connection.heads_read_at or link.read_started_at,
        moved_at=link.seen_updated_at,
        address=page_of_document(link, document.kind),
        differences_address=address_of("differences", document.kind) if link.differs else "",
    )


def has_other_total(document: Document, link: DocumentLink | None) -> bool:
    """Xero holds this very revision, and its total is another."""
    if link is None or link.seen_total is None or link.accepted_revision != document.revision:
        return False
    return link.seen_total != document.gross


def _other_due_date(document: Document, link: DocumentLink) -> datetime.date | None:
    heads = Head.objects.filter(connection=link.connection_id, remote_id=link.remote_id)
    found = heads.values_list("due_date", flat=True).first()
    return found if found != document.due_date else None
