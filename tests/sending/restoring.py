"""A backup of the whole database, and putting it back: what was done since is forgotten.

The rows of every table are copied, with the sequences, and what was restored is one transaction, as
a dump would be. Then a worker starts: a process begins anew.
"""

from dataclasses import dataclass, field

from django.db import connection, transaction

from tests.sending.desk import Desk
from tracker.accounts_system.models import Connection
from tracker.sending.restored import started

SCHEMA = "backup"


@dataclass
class Backup:
    """The state of the database at one moment."""

    tables: list[str] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)


def back_up() -> Backup:
    found = Backup()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found.tables = sorted(name for (name,) in cursor.fetchall() if _is_kept(name))
        for table in found.tables:
            cursor.execute(f"CREATE TABLE {SCHEMA}.{table} AS TABLE public.{table}")
        cursor.execute(
            "SELECT sequencename, last_value FROM pg_sequences"
            " WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
        found.sequences = {name: value for name, value in cursor.fetchall() if _is_kept(name)}
    return found


def restore(backup: Backup, desk: Desk) -> None:
    """Put it back, and start a worker."""
    restore_without_starting(backup, desk)
    start_worker()


def restore_without_starting(backup: Backup, desk: Desk) -> None:
    """Put it back; ``desk`` goes on with what was restored."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in reversed(backup.tables):
            cursor.execute(f"DELETE FROM public.{table}")
        for table in backup.tables:
            cursor.execute(f"INSERT INTO public.{table} SELECT * FROM {SCHEMA}.{table}")
        for sequence, value in backup.sequences.items():
            cursor.execute("SELECT setval(%s, %s)", [f"public.{sequence}", value])
        cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
    desk.connection = Connection.objects.get(pk=desk.connection.pk)


def start_worker() -> None:
    """As if this process had just begun: nothing that was read before is trusted."""
    started.again()


def _is_kept(table: str) -> bool:
    return table != "django_migrations" and not table.startswith("procrastinate_")
