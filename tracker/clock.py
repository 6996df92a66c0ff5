"""The only place that asks the time.

Tests move the clock by ``TRACKER_CLOCK_OFFSET_SECONDS``, which the configuration refuses beside a
real client id. Where several workers must agree, ask the database.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection


def now() -> datetime:
    """This machine's time, aware, in UTC."""
    return datetime.now(UTC) + _offset()


def database_now() -> datetime:
    """The database's time at this statement (not at the transaction's start), aware, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return moment.astimezone(UTC) + _offset()


def today() -> date:
    """The calendar date at the desk."""
    return now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _offset() -> timedelta:
    return timedelta(seconds=float(getattr(settings, "TRACKER_CLOCK_OFFSET_SECONDS", 0)))
