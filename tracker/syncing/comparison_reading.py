"""Reading from Xero what comparing needs: heads by delta, and lines where its copy moved."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from django.db.models import F, Q

from tracker import clock
from tracker.accounts_system import contacts, deltas, heads, held_records
from tracker.accounts_system.models import Connection, DocumentLink, Head
from tracker.accounts_system.readings import Reading, reading_of
from tracker.syncing.comparison import needs_record
from tracker.syncing.differences import links_of, renew
from tracker.xero import invoices
from tracker.xero.client import Request
from tracker.xero.invoice_statuses import GONE
from tracker.xero.outcome import Outcome

ANOTHER_COMPANY = [{"field": "company"}]
NEVER_READ = Q(held_updated_at=None) | ~Q(held_updated_at=F("seen_updated_at"))


def read_all(connection: Connection, kind: str) -> Reading:
    """Read what changed in Xero since the last time, then the lines of this kind; contacts too
    where one seems to be another. What was read is compared.

    Raises ``deltas.ReadFailed`` and what ``calls.read`` raises; what was read until then is kept.
    """
    reading = heads.read_heads(connection) + read(connection, kind)
    renew(connection)
    differing = links_of(connection, kind).filter(differs=True)
    disputed = differing.filter(differences__contains=ANOTHER_COMPANY)
    documents = list(disputed.values_list("document_id", flat=True))
    if documents:
        # Contacts may have been merged since they were read.
        contacts.read_contacts(connection)
        renew(connection, documents=documents)
    return reading


def read(connection: Connection, kind: str, *, most: int | None = None) -> Reading:
    """Read whole records of one kind by id, 40 a call, or by one delta where that is fewer calls.

    At most ``most``; they are compared with what was read. Raises as ``read_all``.
    """
    links = unread(connection, kind, most=most)
    if not links:
        return Reading()
    oldest = min((link.seen_updated_at for link in links if link.seen_updated_at), default=None)
    by_id = ceil(len(links) / invoices.IDS_PER_CALL)
    if oldest is not None and _pages_since(connection, oldest) < by_id:
        reading = _read_delta(connection, oldest)
    else:
        reading = _read_by_id(connection, links, calls=by_id)
    renew(connection, documents=[link.document_id for link in links])
    return reading


def unread(connection: Connection, kind: str, *, most: int | None = None) -> list[DocumentLink]:
    """Links whose lines in Xero may have changed and were not read since; bounded by ``most``."""
    moved = ~Q(seen_updated_at=F("accepted_updated_at")) | Q(accepted_call=None)
    otherwise = ~Q(seen_total=F("document__gross"), seen_tax=F("document__tax"))
    wanted = links_of(connection, kind).filter(NEVER_READ, moved | otherwise)
    wanted = wanted.filter(accepted_revision__gte=F("document__revision"))
    # Else those that are gone, which nobody reads, would stand before all others for ever.
    wanted = wanted.exclude(seen_status__in=GONE)
    return [link for link in wanted.order_by("pk")[:most] if needs_record(link)]


def _pages_since(connection: Connection, since: datetime) -> int:
    """How many pages a delta with lines would have, by the heads that we know."""
    moved = Head.objects.filter(connection=connection, updated_at__gte=since - deltas.SECOND)
    return moved.count() // invoices.PAGE_SIZE_MAX + 1


def _read_by_id(connection: Connection, links: Sequence[DocumentLink], *, calls: int) -> Reading:
    began_at = clock.database_now()
    found = held_records.read(connection, links)
    # It may have moved again since its head was read.
    changed = heads.keep_heads(connection, found.values(), read_started_at=began_at)
    return Reading(checked=len(found), changes=tuple(changed), calls=calls)


def _read_delta(connection: Connection, since: datetime) -> Reading:
    began_at = clock.database_now()
    reading = Reading()

    def request(since: datetime | None, page: int) -> Request:
        return invoices.list_since(
            since, page=page, summary=False, dated_from=connection.send_from_date
        )

    def keep(outcome: Outcome) -> deltas.Page:
        nonlocal reading
        found = invoices.parse_all(outcome.data)
        held_records.keep(connection, found)
        changed = heads.keep_heads(connection, found, read_started_at=began_at)
        reading += reading_of(outcome, checked=len(found), changes=changed)
        moments: Sequence[datetime | None] = [each.updated_date_utc for each in found]
        return deltas.page_of(outcome, "Invoices", moments, size_max=invoices.PAGE_SIZE_MAX)

    deltas.read_pages(connection, since=since - deltas.SECOND, request=request, keep=keep)
    return reading
