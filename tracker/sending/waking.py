"""Waking lanes. Procrastinate is the alarm clock and nothing more: the lane decides.

A job is deferred in the transaction of the click. Inside a running task the worker swaps the
app's connector, so there it is deferred through Django's own connection.
"""

from datetime import datetime

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

WAKE_LANE = "tracker.wake_lane"


def wake(tenant_id: str, *, at: datetime | None = None) -> None:
    """Have a worker look at the lane, at once or at ``at``; part of the open transaction."""
    configure_task(
        name=WAKE_LANE,
        job_manager=JobManager(DjangoConnector()),
        schedule_at=at,
    ).defer(tenant_id=tenant_id)
