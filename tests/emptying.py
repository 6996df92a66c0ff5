"""How the database is emptied after a test that commits.

Django truncates every table and makes its content types and permissions anew, which takes longer
than many a test. What a test leaves behind is little, so here it is deleted; content types and
permissions stay as migrations made them.
"""

from functools import cache

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

AS_MIGRATED = {ContentType._meta.db_table, Permission._meta.db_table}
# Procrastinate's, which Django does not know; what refers to another comes first.
JOB_TABLES = (
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_jobs",
    "procrastinate_workers",
)


def empty_database(_: TransactionTestCase | None = None) -> None:
    """Delete every row that a test may have left; whoever still writes is waited for."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_statements())


@cache
def _statements() -> str:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [*JOB_TABLES, *sorted({*found} - AS_MIGRATED - {*JOB_TABLES})]
    # References are checked at the end of the transaction, so the order does not matter.
    deletions = "; ".join(f"DELETE FROM {table}" for table in tables)
    return f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE; {deletions}"
