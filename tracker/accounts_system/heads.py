"""Heads: the invoices and bills that Xero holds, without their lines."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce, Greatest

from tracker import clock
from tracker.accounts_system import deltas, document_links, head_rows, marks, strays
from tracker.accounts_system.models import Connection, DocumentLink, Head
from tracker.accounts_system.readings import Change, Reading, reading_of
from tracker.xero import invoices
from tracker.xero.client import Request
from tracker.xero.outcome import Outcome
from tracker.xero.types import Invoice

CATCH_UP = timedelta(days=2)
"""How old a head may be that a link catches up with by itself, should the end of a call not do."""


def read_heads(connection: Connection, *, batch_number: int | None = None) -> Reading:
    """Read what changed since the last time; one call for each 1,000.

    What is linked is followed also where its date was moved before the *send from* date. Raises
    ``deltas.ReadFailed`` and what ``calls.read`` raises; the next time goes on where it broke off.
    """
    return _read(connection, since=connection.heads_until, batch_number=batch_number)


def read_all(connection: Connection) -> Reading:
    """Read every head from the *send from* date on, changed or not. Raises as ``read_heads``."""
    return _read(connection, since=None, batch_number=None)


def _read(connection: Connection, *, since: datetime | None, batch_number: int | None) -> Reading:
    began_at = clock.database_now()
    reading = Reading(changes=tuple(catch_up(connection)))

    dated_from = connection.send_from_date if since is None else None

    def request(since: datetime | None, page: int) -> Request:
        return invoices.list_since(since, page=page, summary=True, dated_from=dated_from)

    def keep(outcome: Outcome) -> deltas.Page:
        nonlocal reading
        found = invoices.parse_all(outcome.data)
        changed = keep_heads(connection, _ours(connection, found), read_started_at=began_at)
        reading += reading_of(outcome, checked=len(found), changes=changed)
        moments = [each.updated_date_utc for each in found]
        page = deltas.page_of(outcome, "Invoices", moments, size_max=invoices.PAGE_SIZE_MAX)
        if page.is_full and page.last_at is not None:
            _go_on_from(connection, page.last_at - deltas.WATERMARK_OVERLAP)
        return page

    watermark = deltas.read_pages(
        connection, since=since, request=request, keep=keep, batch_number=batch_number
    )
    _remember(connection, watermark, began_at)
    return reading


def _ours(connection: Connection, found: Sequence[Invoice]) -> list[Invoice]:
    """Those from the *send from* date on, and what is linked, or bears our mark, whatever its date
    is by now.
    """
    first = connection.send_from_date
    early = [each for each in found if each.date is not None and each.date < first]
    if not early:
        return list(found)
    installation = marks.installation_id()
    before = {
        each.invoice_id for each in early if marks.document_of(each.url, installation) is None
    }
    links = DocumentLink.objects.filter(connection=connection, remote_id__in=before)
    before -= set(links.values_list("remote_id", flat=True))
    return [each for each in found if each.invoice_id not in before]


def read_by_id(connection: Connection, ids: Sequence[str]) -> Reading:
    """Read the heads of these, 40 a call: what a delta does not tell. Raises as ``read_heads``."""
    reading = Reading()
    for start in range(0, len(ids), invoices.IDS_PER_CALL):
        began_at = clock.database_now()
        request = invoices.heads_by_ids(ids[start : start + invoices.IDS_PER_CALL])
        outcome = deltas.must_read(connection, request)
        found = invoices.parse_all(outcome.data)
        changed = keep_heads(connection, found, read_started_at=began_at)
        reading += reading_of(outcome, checked=len(found), changes=changed)
    return reading


def keep_heads(
    connection: Connection, found: Iterable[Invoice], *, read_started_at: datetime
) -> list[Change]:
    """Store heads and move what links have seen forward; one transaction."""
    said = {each.invoice_id: each for each in found if each.invoice_id}
    with transaction.atomic():
        head_rows.lock(connection)
        before = head_rows.known(connection, said)
        moved = head_rows.moved(before, _rows(connection, said, before, read_started_at))
        strays.flag(connection, moved, before)
        head_rows.save(moved)
        return document_links.see(
            connection, moved, before=before, busy=document_links.on_their_way(connection)
        )


def keep_echoes(connection: Connection, echoes: Iterable[Invoice], *, written_at: datetime) -> None:
    """Store what Xero answered to our own writes, whose links show it already.

    Where somebody read a newer head before our answer was recorded, the link catches up with it.
    Part of the transaction that records the answer.
    """
    said = {each.invoice_id: each for each in echoes if each.invoice_id}
    with transaction.atomic():
        head_rows.lock(connection)
        kept = head_rows.known(connection, said)
        rows = _rows(connection, said, kept, written_at)
        head_rows.save(head_rows.moved(kept, rows))
        late = [kept[row.remote_id] for row in rows if _is_late(row, kept.get(row.remote_id))]
        document_links.see(connection, late, before={row.remote_id: row for row in rows})


def catch_up(connection: Connection, *, documents: Iterable[UUID] | None = None) -> list[Change]:
    """Move links to heads that were read while their document's call was out, and is no more.

    ``documents`` are those of a call that ends now, however long it was out.
    """
    behind = DocumentLink.objects.filter(
        connection=connection,
        remote_id=OuterRef("remote_id"),
        seen_updated_at__lt=OuterRef("updated_at"),
    )
    heads = Head.objects.filter(Exists(behind), connection=connection)
    if documents is None:
        heads = heads.filter(read_started_at__gte=clock.database_now() - CATCH_UP)
    else:
        links = DocumentLink.objects.filter(connection=connection, document__in=list(documents))
        heads = heads.filter(remote_id__in=links.values("remote_id"))
    with transaction.atomic():
        head_rows.lock(connection)
        busy = document_links.on_their_way(connection)
        return document_links.see(connection, list(heads), before={}, busy=busy)


def _go_on_from(connection: Connection, watermark: datetime) -> None:
    """How far we have read, only ever forward: the oldest changes come first."""
    Connection.objects.filter(pk=connection.pk).update(
        heads_until=Greatest(Coalesce(F("heads_until"), watermark), watermark)
    )


def _remember(connection: Connection, watermark: datetime | None, began_at: datetime) -> None:
    """That all was read, and when."""
    if watermark is not None:
        _go_on_from(connection, watermark)
    Connection.objects.filter(pk=connection.pk).update(
        heads_read_at=Greatest(Coalesce(F("heads_read_at"), began_at), began_at)
    )
    connection.refresh_from_db(fields=["heads_until", "heads_read_at"])


def _rows(
    connection: Connection, said: dict[str, Invoice], kept: dict[str, Head], read_at: datetime
) -> list[Head]:
    return [
        head_rows.head_of(connection, each, read_started_at=read_at, kept=kept.get(remote_id))
        for remote_id, each in said.items()
    ]


def _is_late(echo: Head, kept: Head | None) -> bool:
    return kept is not None and not head_rows.is_newer(echo, kept)
