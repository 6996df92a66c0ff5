"""Heads: the invoices and bills that Xero holds, without their lines."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from tracker import clock
from tracker.accounts_system import deltas
from tracker.accounts_system.models import Connection, DocumentLink, Head
from tracker.xero import invoices
from tracker.xero.client import Request
from tracker.xero.outcome import Outcome
from tracker.xero.types import Invoice

ZERO = Decimal("0.00")
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


def read_heads(connection: Connection, *, batch_number: int | None = None) -> int:
    """Read what changed since the last time; one call for each 1,000. Answers how many.

    Raises ``deltas.ReadFailed`` and what ``calls.read`` raises.
    """
    began_at = clock.database_now()
    counted = 0

    def request(since: datetime | None, page: int) -> Request:
        return invoices.list_since(
            since, page=page, summary=True, dated_from=connection.send_from_date
        )

    def keep(outcome: Outcome) -> deltas.Page:
        nonlocal counted
        found = invoices.parse_all(outcome.data)
        counted += len(found)
        keep_heads(connection, found, read_started_at=began_at)
        moments = [each.updated_date_utc for each in found]
        return deltas.page_of(moments, size=len(found), size_max=invoices.PAGE_SIZE_MAX)

    watermark = deltas.read_pages(
        connection,
        since=connection.heads_until,
        request=request,
        keep=keep,
        batch_number=batch_number,
    )
    connection.heads_until = watermark or connection.heads_until
    connection.heads_read_at = began_at
    connection.save(update_fields=["heads_until", "heads_read_at"])
    return counted


def keep_heads(
    connection: Connection, found: Iterable[Invoice], *, read_started_at: datetime
) -> None:
    """Store heads and move what links have seen forward; one transaction."""
    rows = {each.invoice_id: each for each in found if each.invoice_id}
    with transaction.atomic():
        Head.objects.bulk_create(
            [_head(connection, each) for each in rows.values()],
            update_conflicts=True,
            unique_fields=["connection", "remote_id"],
            update_fields=[
                "type",
                "number",
                "mark",
                "contact_id",
                "date",
                "due_date",
                "status",
                "total",
                "due",
                "paid",
                "credited",
                "updated_at",
            ],
        )
        see(connection, rows, read_started_at=read_started_at)


def see(connection: Connection, rows: dict[str, Invoice], *, read_started_at: datetime) -> None:
    """Write what Xero says of linked documents; what was seen moves only forward in time."""
    links = DocumentLink.objects.filter(connection=connection, remote_id__in=rows)
    changed = [link for link in links if _sees(link, rows[link.remote_id], read_started_at)]
    DocumentLink.objects.bulk_update(
        changed,
        [*SEEN_FIELDS, "read_started_at"],
        batch_size=500,
    )


def _sees(link: DocumentLink, said: Invoice, read_started_at: datetime) -> bool:
    newer = said.updated_date_utc
    if newer is None or (link.seen_updated_at is not None and newer <= link.seen_updated_at):
        return False
    show(link, said)
    link.read_started_at = read_started_at
    return True


def show(link: DocumentLink, said: Invoice) -> None:
    """Copy what Xero says onto the link, unsaved."""
    link.seen_status = said.status
    link.seen_total = said.total
    link.seen_tax = said.total_tax
    link.seen_due = said.amount_due
    link.seen_paid = said.amount_paid or ZERO
    link.seen_credited = said.amount_credited or ZERO
    link.seen_updated_at = said.updated_date_utc


def _head(connection: Connection, said: Invoice) -> Head:
    return Head(
        connection=connection,
        remote_id=said.invoice_id,
        type=said.type,
        number=said.invoice_number,
        mark=said.url,
        contact_id=said.contact.contact_id,
        date=said.date,
        due_date=said.due_date,
        status=said.status,
        total=said.total or ZERO,
        due=said.amount_due or ZERO,
        paid=said.amount_paid or ZERO,
        credited=said.amount_credited or ZERO,
        updated_at=said.updated_date_utc,
    )
