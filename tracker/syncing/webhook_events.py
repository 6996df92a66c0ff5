"""What Xero tells by itself: stored once, and settled by the next sync that began after it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tracker import clock
from tracker.syncing.models import WebhookEvent
from tracker.xero.webhooks import Event

CONTACT = "CONTACT"
KEPT = timedelta(days=62)
LENGTHS = {"tenant_id": 36, "category": 30, "resource_id": 36, "event_type": 20}


def keep(events: Iterable[Event]) -> None:
    """Store each once, however often it is told."""
    now = clock.database_now()
    rows = [_row(event, now) for event in events]
    WebhookEvent.objects.bulk_create(
        [row for row in rows if _fits(row)], ignore_conflicts=True, batch_size=1000
    )


def waiting(tenant_id: str) -> bool:
    """Whether something was told that no sync has looked at."""
    return WebhookEvent.objects.filter(tenant_id=tenant_id, handled_at=None).exists()


def tells_of_contacts(tenant_id: str) -> bool:
    """Whether what no sync has looked at names contacts."""
    rows = WebhookEvent.objects.filter(tenant_id=tenant_id, handled_at=None, category=CONTACT)
    return rows.exists()


def settle(tenant_id: str, *, told_before: datetime) -> None:
    """A sync that began at ``told_before`` has seen all that was told until then."""
    WebhookEvent.objects.filter(
        tenant_id=tenant_id, handled_at=None, received_at__lt=told_before
    ).update(handled_at=clock.database_now())


def last_received(tenant_id: str) -> datetime | None:
    """When Xero last told anything of this organisation."""
    rows = WebhookEvent.objects.filter(tenant_id=tenant_id).order_by("-pk")
    return rows.values_list("received_at", flat=True).first()


def forget_old() -> None:
    """Xero tells nothing again after 31 days: what was settled long before is dropped."""
    WebhookEvent.objects.filter(handled_at__lt=clock.now() - KEPT).delete()


def _row(event: Event, received_at: datetime) -> WebhookEvent:
    return WebhookEvent(
        tenant_id=event.tenant_id,
        category=event.category,
        resource_id=event.resource_id,
        event_type=event.type,
        event_at=event.at,
        received_at=received_at,
    )


def _fits(row: WebhookEvent) -> bool:
    """What is longer than anything Xero would send is nothing that we know."""
    return all(len(getattr(row, name)) <= length for name, length in LENGTHS.items())
