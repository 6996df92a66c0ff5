"""Rows into a table by COPY, the quickest way that PostgreSQL has."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import AutoField, DateTimeField, Field, Model
from psycopg import sql


def copy_rows(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, at: datetime
) -> None:
    """Write one row for each of ``rows``, which give the columns ``names`` in that order.

    Every other column gets its field's default, and a moment of creation is ``at``.
    """
    others = [field for field in model._meta.concrete_fields if _needs_value(field, names)]
    rest = tuple(_default(field, at) for field in others)
    columns = [*names, *(str(field.column) for field in others)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join([sql.Identifier(column) for column in columns]),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((*row, *rest))


def _needs_value(field: "Field[Any, Any]", names: Sequence[str]) -> bool:
    """A counting key comes from the database; what may be empty and is not named stays so."""
    counts = isinstance(field, AutoField)
    return field.column not in names and not field.null and not counts


def _default(field: "Field[Any, Any]", at: datetime) -> Any:
    if isinstance(field, DateTimeField) and field.auto_now_add:
        return at
    return field.get_default()
