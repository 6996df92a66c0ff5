"""Having a worker look at what was asked, and letting one at a time work for a connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection as database
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

SYNC = "tracker.sync"
LOCKS = 0x53594E43
"""What our advisory locks have in common, so that nobody else's number is one of them."""


def wake(connection_id: int, *, at: datetime | None = None) -> None:
    """Have a worker carry out what was asked, now or at ``at``; part of the open transaction."""
    configure_task(name=SYNC, job_manager=JobManager(DjangoConnector()), schedule_at=at).defer(
        connection_id=connection_id
    )


@contextmanager
def alone(connection_id: int) -> Iterator[bool]:
    """Whether nobody else works for this connection; if so, nobody begins to until the end.

    The database lets go of the lock by itself when a worker is killed, which a job's own lock of
    the queue does not.
    """
    key = [LOCKS, connection_id]
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        (is_alone,) = cursor.fetchone()
    try:
        yield bool(is_alone)
    finally:
        if is_alone:
            with database.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
