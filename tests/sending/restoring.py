"""A backup of the whole database, and putting it back: what was done since is forgotten.

The rows of every table are copied as a dump does it, by a connection of its own: what others have
not committed at that moment is not in it. Then a worker starts: a process begins anew.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from tests.sending.desk import Desk
from tracker.accounts_system.models import Connection
from tracker.sending.restored import started


@dataclass
class Backup:
    """The state of the database at one moment: the rows of each table, as ``COPY`` writes them.

    ``sequences`` are each one's value, and whether it was given already.
    """

    tables: dict[str, bytes] = field(default_factory=dict)
    sequences: list[tuple[str, int, bool]] = field(default_factory=list)


def back_up() -> Backup:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            tables = {name: _rows(cursor, name) for name in _tables(cursor)}
            return Backup(tables, _sequences(cursor))
    finally:
        other.close()


def restore(backup: Backup, desk: Desk) -> None:
    """Put it back, and start a worker."""
    restore_without_starting(backup, desk)
    start_worker()


def restore_without_starting(backup: Backup, desk: Desk) -> None:
    """Put it back; ``desk`` goes on with what was restored."""
    with transaction.atomic(), connection.cursor() as cursor:
        # References are checked at the end of the transaction, so the order does not matter.
        cursor.execute("; ".join(f"DELETE FROM {table}" for table in backup.tables))
        for table, rows in backup.tables.items():
            if rows:
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
        for sequence in backup.sequences:
            cursor.execute("SELECT setval(%s, %s, %s)", sequence)
    desk.connection = Connection.objects.get(pk=desk.connection.pk)


def start_worker() -> None:
    """As if this process had just begun: nothing that was read before is trusted."""
    started.again()


def _tables(cursor: Any) -> list[str]:
    """Django's own list of what was migrated, and the jobs' tables, are left as they are."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [name for (name,) in cursor.fetchall() if _is_kept(name)]


def _rows(cursor: Any, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def _sequences(cursor: Any) -> list[tuple[str, int, bool]]:
    cursor.execute(
        "SELECT sequencename, COALESCE(last_value, start_value), last_value IS NOT NULL"
        " FROM pg_sequences WHERE schemaname = 'public'"
    )
    return [found for found in cursor.fetchall() if _is_kept(found[0])]


def _is_kept(name: str) -> bool:
    return name != "django_migrations" and not name.startswith("procrastinate_")
