"""The jobs: each only wakes a lane. Procrastinate finds them here."""

import logging

from django.conf import settings
from django.db.models import Q
from procrastinate.contrib.django import app

from tracker import clock
from tracker.accounts_system import calls
from tracker.accounts_system.models import Call, Connection, Lane
from tracker.documents.csv_import.files import forget_old
from tracker.sending import large_sends
from tracker.sending.models import CARRIED, OPEN, STOPPED_BY_XERO, State
from tracker.sending.restored import said
from tracker.sending.waking import WAKE_LANE, have_read_what_was_sent, wake
from tracker.sending.work import work_lane

log = logging.getLogger(__name__)


@app.task(name=WAKE_LANE)
def wake_lane(tenant_id: str) -> None:
    """Work a lane, unless somebody else does."""
    work_lane(tenant_id)
    if large_sends.is_to_be_read(tenant_id):
        have_read_what_was_sent(tenant_id)


# The sixth field of procrastinate's cron counts the seconds.
@app.periodic(cron=f"* * * * * */{int(settings.SENDING['SWEEP_SECONDS'])}")
@app.task(name="tracker.sweep", queueing_lock="tracker.sweep")
def sweep(timestamp: int) -> None:
    """Wake every lane with something open or due: whatever was missed is found here."""
    show_disconnected()
    for tenant_id in lanes_to_wake():
        wake(tenant_id)


@app.periodic(cron="15 3 * * *")
@app.task(name="tracker.tidy", queueing_lock="tracker.tidy")
def tidy(timestamp: int) -> None:
    """Every night: bodies older than 13 months and uploads that nobody finished are dropped."""
    calls.drop_old_bodies()
    forget_old()


def show_disconnected() -> None:
    """What is open on a connection that is no more waits for a person, and says so."""
    for rows in CARRIED:
        rows.objects.filter(
            batch__connection__disconnected_at__isnull=False, state__in=OPEN
        ).exclude(state=State.RECONNECT).update(state=State.RECONNECT, waiting_until=None)


def lanes_to_wake() -> list[str]:
    """Lanes that nobody holds and that have an open delivery, an open call, something due, or
    something to be linked that a person said is there, or that their owner died over.
    """
    now = clock.database_now()
    tenants: set[str] = set()
    # What waits is woken at its lane's time, but for what was paused when that went by.
    over = Q(state=State.WAITING, waiting_until__lte=now)
    for rows in CARRIED:
        working = rows.objects.filter(
            over | Q(state__in=(State.READY, State.SENDING, State.CHECKING, *STOPPED_BY_XERO)),
            batch__paused_at=None,
        )
        tenants |= set(working.values_list("batch__connection__tenant_id", flat=True))
    open_calls = Call.objects.filter(settled_at=None).exclude(purpose=Call.Purpose.READ)
    tenants |= set(open_calls.values_list("tenant_id", flat=True))
    # Who died over a lane may have left what only a look at it finds.
    left = Q(lease_until__lt=now) & ~Q(owner="")
    due = Lane.objects.filter(Q(due_at__lte=now) | left)
    tenants |= set(due.values_list("tenant_id", flat=True)) | said.to_be_linked()
    connected = Connection.objects.filter(
        tenant_id__in=tenants, disconnected_at=None, needs_reconnect=""
    ).values("tenant_id")
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    waiting = Q(due_at__gt=now)
    return list(
        Lane.objects.filter(free, tenant_id__in=connected)
        .exclude(waiting)
        .values_list("tenant_id", flat=True)
    )
