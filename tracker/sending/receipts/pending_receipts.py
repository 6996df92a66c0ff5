"""Receipts that Xero shall hear of: those to record, and those of ours to remove there."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.accounts_system import settings
from tracker.accounts_system.models import Connection, DocumentLink, ReceiptLink
from tracker.documents.models import Document, Receipt


@dataclass(frozen=True)
class Pending:
    """The receipts of one document that Xero has not heard of; falsy where there is none."""

    record: tuple[Receipt, ...] = ()
    remove: tuple[Receipt, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.record or self.remove)

    def as_json(self) -> dict[str, list[str]]:
        """What ``Delivery.receipts`` keeps."""
        if not self:
            return {}
        return {
            "record": [str(each.pk) for each in self.record],
            "remove": [str(each.pk) for each in self.remove],
        }


NOTHING = Pending()


def pending(connection: Connection, documents: Iterable[Document]) -> dict[UUID, Pending]:
    """By document, only where there is something; three queries for any number of one kind."""
    wanted = list(documents)
    ids = [document.pk for document in wanted]
    record: dict[UUID, list[Receipt]] = {}
    for kind in {document.kind for document in wanted}:
        record |= _by_document(to_record(connection, kind).filter(document__in=ids))
    remove = _by_document(to_remove(connection).filter(document__in=ids))
    return {
        key: Pending(tuple(record.get(key, ())), tuple(remove.get(key, ())))
        for key in record.keys() | remove.keys()
    }


def to_record(connection: Connection, kind: str) -> QuerySet[Receipt]:
    """Receipts on documents of that kind that count and that Xero has not heard of, made since
    they are recorded there.

    Earlier ones are the bank feed's. None where receipts are not recorded.
    """
    since = settings.recording_since(connection, kind)
    if since is None:
        return Receipt.objects.none()
    return Receipt.objects.filter(
        undone_at=None,
        created_at__gte=since,
        document__kind=kind,
        document__lifecycle=Document.Lifecycle.APPROVED,
    ).exclude(Exists(_links(connection)))


def to_remove(connection: Connection) -> QuerySet[Receipt]:
    """Receipts that were undone here and whose payment in Xero is Tracker's own.

    Also where recording was switched off since: what Tracker made, Tracker takes back.
    """
    ours = _links(connection).filter(agreed=False, removed_at=None)
    return Receipt.objects.filter(Exists(ours), undone_at__isnull=False)


def waiting(connection: Connection, kind: str) -> Q | None:
    """Which documents in Xero have receipts that it shall hear of; None where none has.

    For use in a query over documents.
    """
    linked = DocumentLink.objects.filter(connection=connection, document=OuterRef("document"))
    record = to_record(connection, kind).filter(Exists(linked))
    remove = to_remove(connection).filter(document__kind=kind)
    found = [each for each in (record, remove) if each.exists()]
    if not found:
        return None
    return reduce(or_, (Q(pk__in=each.order_by().values("document")) for each in found))


def _links(connection: Connection) -> QuerySet[ReceiptLink]:
    return ReceiptLink.objects.filter(connection=connection, receipt=OuterRef("pk"))


def _by_document(receipts: QuerySet[Receipt]) -> dict[UUID, list[Receipt]]:
    found: dict[UUID, list[Receipt]] = {}
    for receipt in receipts.order_by("date", "created_at", "pk"):
        found.setdefault(receipt.document_id, []).append(receipt)
    return found
