"""A large send is let settle before Xero is read, or what it wrote would be read twice.

A delta reads a few seconds before its watermark once more. What was written within these seconds
comes with the next one again: a thousand documents, where hardly any changed.
"""

from datetime import timedelta
from time import sleep

from django.db.models import Max, QuerySet

from tracker import clock
from tracker.accounts_system import deltas
from tracker.accounts_system.models import Call, Connection
from tracker.sending.models import OPEN, Delivery

SETTLES = deltas.WATERMARK_OVERLAP + timedelta(seconds=2)
"""Xero's moments count to the second, and its clock is not the database's."""
LARGE = 200
"""Records written within that time; fewer cost a delta little."""


def wait_after_large_send(connection: Connection) -> None:
    """Seven seconds at most, and not while documents are on their way."""
    writes = _just_written(connection)
    if sum(map(len, writes.values_list("elements", flat=True))) < LARGE or _is_sending(connection):
        return
    last = writes.aggregate(last=Max("settled_at"))["last"]
    if last is not None:
        sleep(max(0.0, (last + SETTLES - clock.database_now()).total_seconds()))


def _just_written(connection: Connection) -> QuerySet[Call]:
    since = clock.database_now() - SETTLES
    rows = Call.objects.filter(connection=connection, settled_at__gt=since)
    return rows.exclude(purpose=Call.Purpose.READ)


def _is_sending(connection: Connection) -> bool:
    return Delivery.objects.filter(batch__connection=connection, state__in=OPEN).exists()
