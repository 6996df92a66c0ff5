"""Receipts that Xero has from us and that Tracker has forgotten: known by our Reference."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tracker import clock
from tracker.accounts_system import deltas, marks, settings
from tracker.accounts_system.models import Connection, DocumentLink, ReceiptLink
from tracker.agencies import events
from tracker.agencies.events import By, Happening
from tracker.documents.kinds import KINDS, words_for
from tracker.documents.models import Receipt
from tracker.xero import payments, types
from tracker.xero.types import Payment

READ_MAX = 1000
"""So many documents' payments are read for one click: 25 calls."""


def link(connection: Connection, found: Iterable[Payment], *, by: By) -> int:
    """Link each payment of ours that counts to its receipt, where that has no link; how many."""
    marked = [each for each in found if each.counts and marks.receipt_of(each.reference)]
    if not marked:
        return 0
    ours = {(marks.receipt_of(each.reference), each.invoice.invoice_id): each for each in marked}
    with transaction.atomic():
        made = [
            _link_of(connection, receipt, payment)
            for receipt, remote_id in _unlinked(connection, {key for key, _ in ours if key})
            if (payment := ours.get((receipt.pk, remote_id))) is not None
        ]
        ReceiptLink.objects.bulk_create(made)
        told = [Happening("document", each.receipt.document_id, _sentence(each)) for each in made]
        events.record_all(connection.agency, told, by=by)
    return len(made)


def read(connection: Connection) -> list[Payment]:
    """The payments of documents that are paid in Xero and whose receipts are to be recorded there.

    Outside any transaction; raises as ``deltas.must_read``.
    """
    wanted = _documents_to_read(connection)
    links = DocumentLink.objects.filter(
        connection=connection, document__in=wanted, seen_paid__gt=0
    ).order_by("pk")
    return list(_read(connection, list(links.values_list("remote_id", flat=True)[:READ_MAX])))


def _read(connection: Connection, ids: list[str]) -> Iterator[Payment]:
    for start in range(0, len(ids), payments.IDS_PER_CALL):
        part = ids[start : start + payments.IDS_PER_CALL]
        answer = deltas.must_read(connection, payments.of_invoices(part))
        if any(map(_is_ours, types.unreadable(answer.data, "Payments", Payment))):
            raise deltas.ReadFailed(answer)
        yield from payments.parse_all(answer.data)


def _is_ours(raw: Any) -> bool:
    return isinstance(raw, dict) and marks.receipt_of(str(raw.get("Reference"))) is not None


def _documents_to_read(connection: Connection) -> set[UUID]:
    """Also of receipts that were undone since: then Tracker's payment is to be removed there."""
    found: set[UUID] = set()
    for kind in KINDS:
        since = settings.recording_since(connection, kind)
        if since is not None:
            rows = _without_link(connection).filter(created_at__gte=since, document__kind=kind)
            found |= set(rows.values_list("document_id", flat=True))
    return found


def _unlinked(connection: Connection, ids: Collection[UUID]) -> list[tuple[Receipt, str]]:
    """With what each one's document is linked to: one that was issued again has had another."""
    rows = _without_link(connection).filter(pk__in=ids).select_related("document")
    held = list(rows.order_by("pk").select_for_update(of=("self",)))
    links = DocumentLink.objects.filter(
        connection=connection, document__in=[each.document_id for each in held]
    )
    remote_ids = dict(links.values_list("document_id", "remote_id"))
    return [(each, remote_ids.get(each.document_id, "")) for each in held]


def _without_link(connection: Connection) -> QuerySet[Receipt]:
    links = ReceiptLink.objects.filter(connection=connection, receipt=OuterRef("pk"))
    mine = Receipt.objects.filter(document__entity=connection.entity_id)
    return mine.exclude(Exists(links))


def _link_of(connection: Connection, receipt: Receipt, payment: Payment) -> ReceiptLink:
    return ReceiptLink(
        connection=connection,
        receipt=receipt,
        remote_id=payment.payment_id,
        amount=payment.amount or receipt.amount,
        linked_at=clock.database_now(),
    )


def _sentence(link: ReceiptLink) -> str:
    money = words_for(link.receipt.document.kind).money.capitalize()
    return f"{money} of {link.receipt.amount:,}: Tracker had recorded it in Xero already."
