"""The jobs of syncing. Procrastinate finds them here."""

from django.conf import settings
from procrastinate.contrib.django import app

from tracker.accounts_system.models import Connection
from tracker.agencies.events import TRACKER
from tracker.sending.waking import READ_WHAT_WAS_SENT
from tracker.syncing import queueing, schedule, syncs, webhook_events, webhooks
from tracker.syncing.models import Sync, WebhookEvent


@app.task(name=queueing.SYNC)
def sync(connection_id: int) -> None:
    """Carry out what was asked, unless somebody else does."""
    syncs.work(connection_id)


@app.task(name=READ_WHAT_WAS_SENT)
def read_what_was_sent(tenant_id: str) -> None:
    """Ask for what a large send wrote, so that nobody's sync has to read it."""
    working = Connection.objects.filter(
        tenant_id=tenant_id, disconnected_at=None, needs_reconnect=""
    )
    for connection in working.select_related("agency"):
        syncs.ask_once(connection=connection, why=Sync.Why.POLL, by=TRACKER)


# The sixth field of procrastinate's cron counts the seconds.
@app.periodic(cron=f"* * * * * */{int(settings.SENDING['SWEEP_SECONDS'])}")
@app.task(name="tracker.keep_in_step", queueing_lock="tracker.keep_in_step")
def keep_in_step(timestamp: int) -> None:
    """Ask for what is due, and take up what was left: by a killed worker, or told meanwhile."""
    schedule.ask_for_due()
    look_at_told()
    for connection_id in syncs.left_behind():
        queueing.wake(connection_id)


@app.periodic(cron="45 3 * * *")
@app.task(name="tracker.forget_webhook_events", queueing_lock="tracker.forget_webhook_events")
def forget_webhook_events(timestamp: int) -> None:
    """Every night: what Xero told two months ago is dropped."""
    webhook_events.forget_old()


def look_at_told() -> None:
    """What was told while a sync ran that had begun before it, or that could not be done."""
    tenants = WebhookEvent.objects.filter(handled_at=None).values("tenant_id").distinct()
    connections = Connection.objects.filter(tenant_id__in=tenants, disconnected_at=None)
    for connection in connections.select_related("agency"):
        if not schedule.has_just_failed(connection):
            webhooks.look(connection)
