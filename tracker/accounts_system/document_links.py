"""What our links see of documents in Xero.

Whoever reads (a sync, the sender, a refresh), what changed in Xero is written on the document as
an event, once. Of a document whose own call is still without a verdict nothing is concluded: the
head is kept, and the link catches up when the call is settled.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from tracker.accounts_system import changes, head_rows, marks, own_receipts
from tracker.accounts_system.changes import Seen
from tracker.accounts_system.models import Call, Connection, DocumentLink, Head
from tracker.accounts_system.readings import Change
from tracker.agencies import events
from tracker.xero.types import Invoice

ZERO = head_rows.ZERO
SEEN_FIELDS = (
    "seen_status",
    "seen_total",
    "seen_tax",
    "seen_due",
    "seen_paid",
    "seen_credited",
    "seen_updated_at",
)
"""What ``show`` writes on a link."""


def see(
    connection: Connection,
    heads: Iterable[Head],
    *,
    before: dict[str, Head],
    busy: Collection[UUID] = (),
) -> list[Change]:
    """Show on linked documents what Xero says, and write an event for each that changed.

    Under ``head_rows.lock``. ``before`` are the heads as they were: what links do not keep (dates,
    number, contact) is compared with them. Documents in ``busy`` are left as they are.
    """
    rows = {head.remote_id: head for head in heads}
    links = DocumentLink.objects.filter(connection=connection, remote_id__in=rows)
    moved: list[DocumentLink] = []
    found: dict[DocumentLink, Change] = {}
    credited: set[DocumentLink] = set()
    for link in links.select_for_update(of=("self",)).order_by("pk"):
        head = rows[link.remote_id]
        if link.document_id in busy or not _is_newer(head, link):
            continue
        if change := _change(link, head, before.get(link.remote_id)):
            found[link] = change
            if (link.seen_credited or ZERO) != (head.credited or ZERO):
                credited.add(link)
        _show(link, head)
        moved.append(link)
    DocumentLink.objects.bulk_update(moved, [*SEEN_FIELDS, "read_started_at"], batch_size=500)
    _tell(connection, found, credited)
    return list(found.values())


def show(link: DocumentLink, said: Invoice) -> None:
    """Copy what Xero says onto the link, unsaved; an older word never replaces a newer one."""
    at = said.updated_date_utc
    if link.seen_updated_at is not None and at is not None and at < link.seen_updated_at:
        return
    link.seen_status = said.status
    link.seen_total = said.total
    link.seen_tax = said.total_tax
    link.seen_due = said.amount_due
    link.seen_paid = said.amount_paid or ZERO
    if said.amount_credited is not None or link.seen_credited is None:
        link.seen_credited = said.amount_credited or ZERO
    link.seen_updated_at = said.updated_date_utc


def on_their_way(connection: Connection) -> set[UUID]:
    """Documents whose call has no verdict yet."""
    open_calls = Call.objects.filter(
        tenant_id=connection.tenant_id,
        settled_at=None,
        purpose__in=(Call.Purpose.CREATE_DOCUMENTS, Call.Purpose.UPDATE_DOCUMENTS),
    ).values_list("elements", flat=True)
    return documents_of([element for elements in open_calls for element in elements])


def documents_of(elements: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """The documents that elements of calls stand for, by our mark."""
    named = {element["mark"] for element in elements}
    if not named:
        return set()
    installation = marks.installation_id()
    return {key for mark in named if (key := marks.document_of(mark, installation))}


def _is_newer(head: Head, link: DocumentLink) -> bool:
    if head.updated_at is None:
        return False
    if link.seen_updated_at is None or head.updated_at != link.seen_updated_at:
        return link.seen_updated_at is None or head.updated_at > link.seen_updated_at
    return head_rows.began_later(head.read_started_at, link.read_started_at)


def _show(link: DocumentLink, head: Head) -> None:
    link.seen_status = head.status
    link.seen_total = head.total
    link.seen_tax = head.tax
    link.seen_due = head.due
    link.seen_paid = head.paid
    link.seen_credited = head.credited
    link.seen_updated_at = head.updated_at
    link.read_started_at = head.read_started_at


def _change(link: DocumentLink, head: Head, before: Head | None) -> Change | None:
    found = changes.between(_seen_before(link, head.type, before), _seen(head))
    return Change(link.document_id, *found) if found else None


def _seen(head: Head) -> Seen:
    return Seen(
        type=head.type,
        status=head.status,
        total=head.total,
        due=head.due,
        paid=head.paid,
        credited=head.credited,
        document_date=head.date,
        due_date=head.due_date,
        number=head.number,
        contact_id=head.contact_id,
    )


def _seen_before(link: DocumentLink, type: str, before: Head | None) -> Seen:
    return Seen(
        type=type,
        status=link.seen_status,
        total=link.seen_total,
        due=link.seen_due,
        paid=link.seen_paid or ZERO,
        credited=link.seen_credited or ZERO,
        document_date=before.date if before else None,
        due_date=before.due_date if before else None,
        number=before.number if before else None,
        contact_id=before.contact_id if before else None,
    )


def _tell(
    connection: Connection, found: Mapping[DocumentLink, Change], credited: Collection[DocumentLink]
) -> None:
    """Write each change in its document's history, and keep it for who asks next."""
    ours = own_receipts.moved(connection, [link for link in found if link not in credited], found)
    news = [link for link in found if link not in ours]
    for link in news:
        change = found[link]
        link.news = changes.together(link.news, kind=change.kind, sentence=change.sentence)
    DocumentLink.objects.bulk_update(news, ["news"], batch_size=500)
    happenings = [
        events.Happening("document", change.document_id, change.sentence)
        for change in found.values()
    ]
    events.record_all(connection.agency, happenings, by=events.XERO)
