"""Waking lanes. Procrastinate is the alarm clock and nothing more: the lane decides.

A job is deferred in the transaction of the click. Inside a running task the worker swaps the
app's connector, so there it is deferred through Django's own connection.
"""

from datetime import datetime

from django.db import connection
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

WAKE_LANE = "tracker.wake_lane"
READ_WHAT_WAS_SENT = "tracker.read_what_was_sent"
"""Carried out by ``tracker.syncing``, which knows of sending and not the other way round."""


def wake(tenant_id: str, *, at: datetime | None = None) -> None:
    """Have a worker look at the lane, at once or at ``at``; part of the open transaction."""
    configure_task(
        name=WAKE_LANE,
        job_manager=JobManager(DjangoConnector()),
        schedule_at=at,
    ).defer(tenant_id=tenant_id)


def have_read_what_was_sent(tenant_id: str) -> None:
    """Have a worker read Xero's word of a large send that is over."""
    configure_task(name=READ_WHAT_WAS_SENT, job_manager=JobManager(DjangoConnector())).defer(
        tenant_id=tenant_id
    )


def others_waiting() -> int:
    """How many jobs are due that no worker has taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp())"
        )
        return int(cursor.fetchone()[0])
