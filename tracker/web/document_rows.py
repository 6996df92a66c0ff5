"""Documents as a list shows them, each with its latest delivery and its link: a few queries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet

from tracker.accounts_system.models import DocumentLink
from tracker.documents import pairs
from tracker.documents.models import Document
from tracker.sending.models import Delivery
from tracker.sending.receipts.conditions import receipt_leaves, receipts_wait
from tracker.web.document_statuses import DocumentStatus, document_status
from tracker.web.row_money import due_of, paid_of
from tracker.web.statuses import Status, batch_status

PIECE = 500


@dataclass(frozen=True)
class Row:
    """``paid`` and ``due`` are what settled it and what is left, here or in Xero.

    ``margin`` is that of `tracker.documents.pairs`, where it was asked for.
    ``receipt_leaves``: Xero still has a Payment of a receipt that was undone here.
    """

    document: Document
    status: DocumentStatus
    delivery: Delivery | None
    link: DocumentLink | None
    batch_status: Status
    paid: Decimal
    due: Decimal
    receipt_leaves: bool
    margin: Decimal | None


@dataclass(frozen=True)
class _Known:
    """What is known of the listed documents, by their ids."""

    deliveries: dict[object, Delivery]
    links: dict[object, DocumentLink]
    waiting: set[object]
    leaving: set[object]
    margins: Mapping[UUID, Decimal]


def rows_of(documents: Iterable[Document], *, with_margins: bool = False) -> list[Row]:
    """One row per document, in the same order."""
    listed = list(documents)
    known = _known(listed, pairs.margins_of(listed) if with_margins else {})
    return [_row(each, known) for each in listed]


def rows_in_pieces(documents: QuerySet[Document]) -> Iterator[Row]:
    """The rows of any number of documents, read piece by piece. They need their company."""
    found = documents.iterator(chunk_size=PIECE)
    while piece := list(islice(found, PIECE)):
        yield from rows_of(piece)


def row_of(document: Document) -> Row:
    return rows_of([document])[0]


def newest_link(document: Document) -> DocumentLink | None:
    """The link in force; after a move to another organisation, that one's."""
    return _newest_links([document]).get(document.pk)


def _known(documents: list[Document], margins: Mapping[UUID, Decimal]) -> _Known:
    receipts = Document.objects.filter(pk__in=[each.pk for each in documents]).annotate(
        waits=receipts_wait(), leaves=receipt_leaves()
    )
    said = list(receipts.values_list("pk", "waits", "leaves"))
    return _Known(
        deliveries=_latest_deliveries(documents),
        links=_newest_links(documents),
        waiting={pk for pk, waits, _ in said if waits},
        leaving={pk for pk, _, leaves in said if leaves},
        margins=margins,
    )


def _row(document: Document, known: _Known) -> Row:
    link = known.links.get(document.pk)
    delivery = known.deliveries.get(document.pk)
    leaves = document.pk in known.leaving
    return Row(
        document=document,
        status=document_status(document, link, receipt_leaves=leaves),
        delivery=delivery,
        link=link,
        batch_status=batch_status(
            document, delivery, link, receipts_wait=document.pk in known.waiting
        ),
        paid=paid_of(document, link, receipt_leaves=leaves),
        due=due_of(document, link, receipt_leaves=leaves),
        receipt_leaves=leaves,
        margin=known.margins.get(document.pk),
    )


def _latest_deliveries(documents: list[Document]) -> dict[object, Delivery]:
    found = Delivery.objects.filter(document__in=documents, latest=True).select_related("batch")
    return {delivery.document_id: delivery for delivery in found}


def _newest_links(documents: list[Document]) -> dict[object, DocumentLink]:
    found = DocumentLink.objects.filter(document__in=documents).select_related("connection")
    return {link.document_id: link for link in found.order_by("linked_at")}
