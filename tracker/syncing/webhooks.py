"""Xero told that something changed: it is looked at soon, once however much was told."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from tracker.accounts_system import calls
from tracker.accounts_system.models import Connection
from tracker.agencies.events import XERO
from tracker.syncing import syncs, webhook_events
from tracker.syncing.models import Sync
from tracker.xero.webhooks import Event


def take(events: Iterable[Event]) -> None:
    """Store what is about organisations connected here, and ask for one sync of each."""
    told: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        told[event.tenant_id].append(event)
    connections = Connection.objects.filter(tenant_id__in=told, disconnected_at=None)
    for connection in connections.select_related("agency").order_by("pk"):
        with transaction.atomic():
            webhook_events.keep(told[connection.tenant_id])
            look(connection)


def look(connection: Connection) -> None:
    """Ask for a sync where something was told that none has looked at.

    While a batch writes, most of what is told is what it wrote: that is looked at once, by the
    sweep that comes after it.
    """
    if not connection.works or calls.is_writing(connection.tenant_id):
        return
    if webhook_events.waiting(connection.tenant_id):
        syncs.ask_once(connection=connection, why=Sync.Why.WEBHOOK, by=XERO)
