"""Which records a list is asked for, in which order, and which page of them.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any

from xero_sandbox.books.table import Record, Table
from xero_sandbox.http.calls import Call
from xero_sandbox.http.optimised import is_optimised
from xero_sandbox.http.where import BadQuery, Fields, ordered, parsed

DEFAULT_SIZE, LARGEST_SIZE = 100, 1000
MOST_MATCHES = 100_000
Keep = Callable[[Record], bool]


@dataclass
class Page:
    """Records of one page. ``pagination`` is None where none was asked for."""

    records: list[Record]
    pagination: dict[str, int] | None


def select(
    call: Call,
    table: Table,
    fields: Fields,
    type_name: str,
    keeps: list[Keep],
    *,
    paged: bool,
    candidates: list[Record] | None = None,
) -> Page:
    """The records that the call asks for. Raises BadQuery.

    ``keeps`` are tests of the endpoint's own parameters; ``candidates`` the few records that can
    match, where the endpoint knows them.
    """
    source: Iterable[Record] = table if candidates is None else candidates
    total = len(table) if candidates is None else len(candidates)
    since = modified_since(call)
    if since is not None and candidates is None:
        source = table.changed_after(since)
        total = len(source)
    elif since is not None:
        keeps = [*keeps, lambda record: record["UpdatedDateUTC"] > since]
    where = call.query.get("where", "").strip()
    if where:
        if total > MOST_MATCHES and not is_optimised(where, type_name):
            raise BadQuery(f"Over {MOST_MATCHES} records, only optimised filters are answered")
        keeps = [*keeps, parsed(where, fields, type_name)]
    order = call.query.get("order", "").strip()
    if keeps or order or candidates is not None:
        source = [record for record in source if all(keep(record) for keep in keeps)]
        total = len(source)
    if total > MOST_MATCHES:
        raise BadQuery(f"More than {MOST_MATCHES} records match; narrow the filter")
    if order:
        source = ordered(list(source), order, fields, table.id_name, type_name)
    elif candidates is not None:
        source = sorted(source, key=lambda record: record["UpdatedDateUTC"])
    return _page(call, source, total) if paged else Page(list(source), None)


def _page(call: Call, source: Iterable[Record], total: int) -> Page:
    number = max(1, _whole(call.query.get("page"), 1))
    size = min(LARGEST_SIZE, max(1, _whole(call.query.get("pagesize"), DEFAULT_SIZE)))
    start = min((number - 1) * size, total)
    told = {"page": number, "pageSize": size, "pageCount": -(-total // size), "itemCount": total}
    return Page(list(islice(source, start, start + size)), told)


def _whole(value: str | None, otherwise: int) -> int:
    try:
        return int(value) if value else otherwise
    except ValueError:
        return otherwise


def is_paged(call: Call) -> bool:
    return "page" in call.query or "pagesize" in call.query


def modified_since(call: Call) -> datetime | None:
    """``If-Modified-Since`` to the second, in UTC. What cannot be read is ignored."""
    given = call.headers.get("if-modified-since", "").strip()
    if not given:
        return None
    moment = _iso(given) or _http_date(given)
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:  # before the year 1 or after 9999
        return None


def _iso(given: str) -> datetime | None:
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", given))
    except ValueError:
        return None


def _http_date(given: str) -> datetime | None:
    try:
        return parsedate_to_datetime(given)
    except (TypeError, ValueError, OverflowError):
        return None


def path(*names: str) -> Callable[[Record], Any]:
    """Reads a nested member."""

    def get(record: Record) -> Any:
        value: Any = record
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    return get
