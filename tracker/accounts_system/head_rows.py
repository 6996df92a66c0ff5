"""The rows that heads are kept in. They move only forward, whoever reads and however slowly."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from tracker.accounts_system.models import Connection, Head
from tracker.xero.types import Invoice

ZERO = Decimal("0.00")
SAID = [
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
    "net",
    "tax",
    "reference",
    "currency",
]
"""What Xero says; beside it stands when."""


def lock(connection: Connection) -> None:
    """Let nobody else keep heads of this organisation, or link to one, until the open transaction
    ends: what is compared cannot change before it is written.
    """
    Connection.objects.select_for_update(no_key=True).only("pk").get(pk=connection.pk)


def known(connection: Connection, ids: Iterable[str]) -> dict[str, Head]:
    """Those that are kept, by Xero's id."""
    rows = Head.objects.filter(connection=connection, remote_id__in=list(ids))
    return {head.remote_id: head for head in rows}


def moved(before: dict[str, Head], heads: Iterable[Head]) -> list[Head]:
    """The heads that say something newer than what is kept."""
    return [head for head in heads if is_newer(head, before.get(head.remote_id))]


def is_newer(head: Head, kept: Head | None) -> bool:
    """Later in Xero's time; where that is equal, read later and different."""
    if kept is None or kept.updated_at is None:
        return True
    if head.updated_at is None or head.updated_at < kept.updated_at:
        return False
    return head.updated_at > kept.updated_at or (
        began_later(head.read_started_at, kept.read_started_at) and _differs(head, kept)
    )


def began_later(one: datetime | None, other: datetime | None) -> bool:
    """Whether one reading began after the other; unknown counts as earlier."""
    return other is None or (one is not None and one > other)


def save(heads: Iterable[Head]) -> None:
    """Write the heads that moved; under ``lock``."""
    Head.objects.bulk_create(
        heads,
        update_conflicts=True,
        unique_fields=["connection", "remote_id"],
        update_fields=[*SAID, "updated_at", "read_started_at", "stray"],
    )


def head_of(
    connection: Connection, said: Invoice, *, read_started_at: datetime, kept: Head | None
) -> Head:
    """The row that ``said`` makes. An answer to a create or update leaves out what is credited.

    Whether a summary tells our mark is nowhere written down: what was told once is kept.
    """
    credited = said.amount_credited
    if credited is None:
        credited = kept.credited if kept else ZERO
    return Head(
        connection=connection,
        remote_id=said.invoice_id,
        type=said.type,
        number=said.invoice_number,
        mark=said.url or (kept.mark if kept else ""),
        contact_id=said.contact.contact_id,
        date=said.date,
        due_date=said.due_date,
        status=said.status,
        total=said.total or ZERO,
        due=said.amount_due or ZERO,
        paid=said.amount_paid or ZERO,
        credited=credited,
        net=said.sub_total,
        tax=said.total_tax,
        reference=said.reference,
        currency=said.currency_code,
        updated_at=said.updated_date_utc,
        read_started_at=read_started_at,
    )


def _differs(head: Head, kept: Head) -> bool:
    return any(getattr(head, name) != getattr(kept, name) for name in SAID)
