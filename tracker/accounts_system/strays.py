"""Strays: invoices and bills in Xero that bear our mark, and that nothing here accounts for.

Either Tracker's records are older than Xero's (its database was put back to an earlier day), or the
document is linked to another one there: then it is doubled. A head is flagged when it is read
without a link; whether it is a stray is asked when it matters, because links come later.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker import clock
from tracker.accounts_system import document_links, marks
from tracker.accounts_system.models import Connection, DocumentLink, FormerLink, Head
from tracker.documents.models import Document
from tracker.xero.invoice_statuses import GONE


@dataclass(frozen=True)
class Stray:
    """One of Xero's, and the document that its mark names.

    ``document`` is None where Tracker has no such document any more; ``link`` is what the document
    is linked to instead.
    """

    head: Head
    document_id: UUID
    document: Document | None
    link: DocumentLink | None

    @property
    def is_alive(self) -> bool:
        return self.head.status not in GONE

    @property
    def is_doubled(self) -> bool:
        """The document is linked to another one, and both count in Xero."""
        return self.link is not None and self.link.seen_status not in GONE and self.is_alive


def flag(connection: Connection, rows: Iterable[Head], kept: dict[str, Head]) -> None:
    """Flag, unsaved, the heads that bear our mark and that no link knows."""
    installation = marks.installation_id() if rows else None
    marked = [
        row
        for row in rows
        if installation is not None and marks.document_of(row.mark, installation) is not None
    ]
    known = _known(connection, [row.remote_id for row in marked])
    for row in marked:
        before = kept.get(row.remote_id)
        was_left = before is not None and before.left_at is not None
        row.stray = row.remote_id not in known and not was_left


def is_any_flagged(connection: Connection) -> bool:
    """Whether there is anything to look at; an index knows."""
    return Head.objects.filter(connection=connection, stray=True).exists()


def find(connection: Connection, *, and_on_their_way: bool = False) -> list[Stray]:
    """Those of this organisation, doubled or not; one query where there is none.

    What an open call carries is left out, as nothing is concluded of it, unless it is asked for.
    """
    heads = list(_flagged(connection).order_by("pk"))
    if not heads:
        return []
    installation = marks.installation_id()
    named = [(head, marks.document_of(head.mark, installation)) for head in heads]
    marked = [(head, key) for head, key in named if key is not None]
    ids = {key for _, key in marked}
    documents = Document.objects.select_related("company").in_bulk(ids)
    rows = DocumentLink.objects.filter(connection=connection, document__in=ids)
    links = {link.document_id: link for link in rows}
    out: set[UUID] = set() if and_on_their_way else document_links.on_their_way(connection)
    found = [Stray(head, key, documents.get(key), links.get(key)) for head, key in marked]
    return [each for each in found if _counts(each, connection, out)]


def older(connection: Connection) -> list[Stray]:
    """What says that Tracker's records are older than Xero's."""
    return [each for each in find(connection) if not each.is_doubled]


def doubled(connection: Connection) -> list[Stray]:
    """What stands in Xero a second time."""
    return [each for each in find(connection) if each.is_doubled]


def leave(connection: Connection, remote_ids: Collection[str]) -> int:
    """A person saw these and leaves them as they are: they are no strays any more. How many."""
    return Head.objects.filter(connection=connection, remote_id__in=remote_ids, stray=True).update(
        stray=False, left_at=clock.now()
    )


def forget_explained(connection: Connection) -> None:
    """Take the flag from what has got its link since it was read."""
    flagged = Head.objects.filter(connection=connection, stray=True)
    flagged.filter(_is_known(connection)).update(stray=False)


def _counts(stray: Stray, connection: Connection, out: set[UUID]) -> bool:
    """Nothing is concluded of what is on its way, nor of what belongs to another entity here."""
    if stray.document is not None and stray.document.entity_id != connection.entity_id:
        return False
    if stray.link is not None and not stray.is_alive:
        return False
    return stray.document_id not in out


def _flagged(connection: Connection) -> QuerySet[Head]:
    return Head.objects.filter(connection=connection, stray=True).exclude(_is_known(connection))


def _is_known(connection: Connection) -> Q:
    """By a link that there is, or was; also of another entity that the organisation served."""
    here = {"connection__tenant_id": connection.tenant_id, "remote_id": OuterRef("remote_id")}
    linked = Exists(DocumentLink.objects.filter(**here))
    return Q(linked) | Q(Exists(FormerLink.objects.filter(**here)))


def _known(connection: Connection, ids: Collection[str]) -> set[str]:
    if not ids:
        return set()
    here = {"connection__tenant_id": connection.tenant_id, "remote_id__in": ids}
    links = DocumentLink.objects.filter(**here).values_list("remote_id", flat=True)
    former = FormerLink.objects.filter(**here).values_list("remote_id", flat=True)
    return {*links, *former}
