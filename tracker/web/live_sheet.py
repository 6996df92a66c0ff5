"""The send dialog after the click: the same rows live, cheap enough to be read every second."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from tracker.accounts_system.models import Connection, Lane
from tracker.documents.models import Document
from tracker.sending import estimate
from tracker.sending.models import Batch, State
from tracker.sending.restored import looking
from tracker.sending.workers import workers_alive
from tracker.web import moments
from tracker.web.access import Request
from tracker.web.batch_counts import Counts, counts_of
from tracker.web.batch_kind import kind_of
from tracker.web.records_older import count_of
from tracker.web.send_rows import rows_of
from tracker.web.send_tabs import deliveries_of, page_of, state_tabs

MOVING = (State.READY, State.SENDING)


@dataclass(frozen=True)
class Notice:
    """Why nothing moves, and where to go about it."""

    tone: str
    sentence: str
    label: str = ""
    address: str = ""


def live_sheet(request: Request, batch: Batch) -> dict[str, Any]:
    counts = counts_of([batch])[batch.pk]
    found = page_of(deliveries_of(batch, request.GET), request.GET)
    notices = notices_of(batch, counts)
    return {
        "batch": batch,
        "kind": kind_of(batch),
        "counts": counts,
        "is_open": bool(counts.open),
        "progress": progress_words(counts),
        "left": 0 if notices else _left(batch, counts),
        "notices": notices,
        "retry_label": retry_label(counts),
        "tabs": state_tabs(counts, request.GET),
        "rows": rows_of(batch, found.rows),
        "page": found,
        "address": request.get_full_path(),
        "is_fragment": bool(request.htmx),
    }


def progress_words(counts: Counts) -> str:
    """``2 of 3 sent, 1 refused``."""
    parts = [f"{counts.sent:,} of {counts.total:,} sent"]
    others = ((counts.refused, "refused"), (counts.unchanged, "no change"))
    parts += [f"{count:,} {what}" for count, what in others if count]
    if counts.not_sent:
        parts.append(f"{counts.not_sent:,} not sent")
    return ", ".join(parts)


def retry_label(counts: Counts) -> str:
    """What the button says that sends again what did not arrive; '' where it is not offered."""
    if counts.open or not counts.to_retry:
        return ""
    if counts.refused == counts.to_retry:
        return "Retry the refused"
    return "Retry the rest" if counts.refused else "Send the rest"


def notices_of(batch: Batch, counts: Counts) -> list[Notice]:
    """Everything that an open batch waits for, in words; nothing waits without a reason."""
    if not counts.open:
        return []
    found = _connection_notice(batch) or _waiting_notice(batch, counts)
    notices = [found] if found else []
    if not workers_alive():
        sentence = "No worker is running: nothing is sent until one is started (tracker worker)."
        notices.append(Notice("error", sentence))
    return notices


def _connection_notice(batch: Batch) -> Notice | None:
    connection, plugins = batch.connection, reverse("plugins")
    if not connection.is_live:
        return Notice("error", "Xero is not connected.", "Connect it in PlugIns", plugins)
    if connection.needs_reconnect:
        return Notice("error", connection.needs_reconnect, "Reconnect Xero in PlugIns", plugins)
    return _older_notice(connection)


def _older_notice(connection: Connection) -> Notice | None:
    """Xero has what Tracker has forgotten: nothing is sent before that is adopted."""
    if count := count_of(connection):
        address = reverse("records_older")
        return Notice("error", looking.sentence(count), "Look at them, and adopt", address)
    return None


def _waiting_notice(batch: Batch, counts: Counts) -> Notice | None:
    if batch.paused_at is not None:
        return Notice("warning", "Paused: what is not on its way yet waits until it is resumed.")
    until = counts.until.get(State.WAITING)
    if not counts.states[State.WAITING] or until is None:
        return None
    reason = Lane.objects.filter(pk=batch.connection.tenant_id).values_list("reason", flat=True)
    return Notice("warning", waiting_sentence(until, reason.first() or ""))


def waiting_sentence(until: datetime, reason: str) -> str:
    """``Waiting until 14:20: Xero's minute is full.``"""
    words = f"Waiting until {moments.told(until)}"
    return f"{words}: {reason.rstrip('.')}." if reason else f"{words}."


def _left(batch: Batch, counts: Counts) -> int:
    """About how many seconds are left; 0 while nothing moves."""
    if not any(counts.states[state] for state in MOVING):
        return 0
    moving = batch.deliveries.filter(state__in=MOVING).values("document")
    return estimate.seconds_left(batch.connection, Document.objects.filter(pk__in=moving))
