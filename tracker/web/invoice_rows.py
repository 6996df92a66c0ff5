"""Documents as a list shows them, each with its latest delivery and its link: three queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending.models import Delivery
from tracker.web.statuses import Status, batch_status, document_status


@dataclass(frozen=True)
class Row:
    document: Document
    status: str
    delivery: Delivery | None
    batch_status: Status


def rows_of(documents: Iterable[Document]) -> list[Row]:
    """One row per document, in the same order."""
    listed = list(documents)
    deliveries = _latest_deliveries(listed)
    links = _newest_links(listed)
    return [_row(each, deliveries.get(each.pk), links.get(each.pk)) for each in listed]


def row_of(document: Document) -> Row:
    return rows_of([document])[0]


def newest_link(document: Document) -> DocumentLink | None:
    """The link in force; after a move to another organisation, that one's."""
    return _newest_links([document]).get(document.pk)


def _row(document: Document, delivery: Delivery | None, link: DocumentLink | None) -> Row:
    return Row(
        document=document,
        status=document_status(document, link),
        delivery=delivery,
        batch_status=batch_status(document, delivery, link),
    )


def _latest_deliveries(documents: list[Document]) -> dict[object, Delivery]:
    found = Delivery.objects.filter(document__in=documents, latest=True).select_related("batch")
    return {delivery.document_id: delivery for delivery in found}


def _newest_links(documents: list[Document]) -> dict[object, DocumentLink]:
    found = DocumentLink.objects.filter(document__in=documents).select_related("connection")
    return {link.document_id: link for link in found.order_by("linked_at")}
