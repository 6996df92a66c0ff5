"""What a sync reads: what changed since the last time, and what that does not tell."""

from uuid import UUID

from django.db.models import QuerySet

from tracker import clock
from tracker.accounts_system import contacts, heads
from tracker.accounts_system.models import Connection, DocumentLink, Head
from tracker.accounts_system.readings import Reading
from tracker.syncing import settling, webhook_events
from tracker.syncing.models import Sync
from tracker.xero import invoices
from tracker.xero.invoice_statuses import KNOWN, OPEN


def read(sync: Sync) -> Reading:
    """Read for one sync. Raises ``ReadFailed``, ``NeedsReconnect``, ``TokenUnavailable``."""
    connection = sync.connection
    began_at = clock.database_now()
    if webhook_events.tells_of_contacts(connection.tenant_id):
        contacts.read_contacts(connection)
    settling.wait_after_large_send(connection)
    reading = heads.read_heads(connection)
    just_read = Head.objects.filter(connection=connection, read_started_at__gte=began_at)
    if sync.why == Sync.Why.MONTHLY and _list_is_shorter(connection):
        reading += heads.read_all(connection)
        # What was moved before the *send from* date is not in that list.
        just_read = Head.objects.filter(connection=connection, date__gte=connection.send_from_date)
    closer = _closer(sync)
    ids = closer.exclude(remote_id__in=just_read.values("remote_id"))
    return reading + heads.read_by_id(connection, list(ids.values_list("remote_id", flat=True)))


def _closer(sync: Sync) -> QuerySet[DocumentLink]:
    """The links that are read by id as well."""
    links = DocumentLink.objects.filter(connection=sync.connection).order_by("pk")
    if sync.kind:
        links = links.filter(document__kind=sync.kind)
    match sync.why:
        case Sync.Why.MONTHLY:
            return links.filter(seen_status__in=OPEN)
        case Sync.Why.NIGHTLY:
            return _not_told(links)
        case Sync.Why.PERSON | Sync.Why.COMMAND if not sync.documents:
            return _not_told(links)
    return _not_told(links).filter(document__in=[UUID(key) for key in sync.documents])


def _not_told(links: QuerySet[DocumentLink]) -> QuerySet[DocumentLink]:
    """A later due date of those that are paid in part is not told by what changed since
    (https://developer.xero.com/documentation/api/accounting/requests-and-responses); and of a
    status that Tracker has never heard of, Xero is asked again.
    """
    open_ones = links.filter(seen_status__in=OPEN)
    strange = links.exclude(seen_status__in=KNOWN)
    return open_ones.filter(seen_paid__gt=0) | open_ones.filter(seen_credited__gt=0) | strange


def _list_is_shorter(connection: Connection) -> bool:
    """Whether reading the whole list takes fewer calls than the open ones by id and the delta."""
    count = DocumentLink.objects.filter(connection=connection, seen_status__in=OPEN).count()
    whole = Head.objects.filter(connection=connection).count()
    return 1 + whole // invoices.PAGE_SIZE_MAX < -(-count // invoices.IDS_PER_CALL)
