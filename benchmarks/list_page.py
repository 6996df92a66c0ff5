"""The list of invoices, small beside large: time and number of queries of whole requests.

Two offices, each on a database of its own, asked in turns through Django's test client, so
everything counts but the network. Invoices lie over ten years; every fifth was sent.
"""

import time
from dataclasses import dataclass
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import table
from benchmarks.ground import Ground
from benchmarks.installation import Installation
from benchmarks.many_invoices import add_invoices, prepare_office, settle
from tracker.agencies.models import Person

SMALL = 10_000
LARGE = 1_000_000
FILL_SECONDS_MAX = 75
ROUNDS = 7
RATIO_MAX = 1.5
PAGES = {
    "first page": "",
    "a page in the middle": "older=2018-06-15~00000000-0000-0000-0000-000000000000~",
}
# Beside them, without an aim: what a filter finds is not the same in both offices.
FILTERS = {
    "filter: sent": "batch_status=sent",
    "filter: a month": "since=2019-03-01&until=2019-03-31",
    "search: part of a number": "q=0123",
}


@dataclass
class Office:
    there: Installation
    count: int
    client: Client


def measure(ground: Ground) -> None:
    small = _office(ground, "list_small", SMALL)
    large = _office(ground, "list_large", LARGE)
    table.heading(f"Invoices list: {large.count:,} invoices beside {small.count:,}")
    if large.count < LARGE:
        table.row("fewer than 1,000,000", f"{large.count:,}", "more take too long to make here")
    for name, query in (PAGES | FILTERS).items():
        _measure_page(name, query, small, large)


def _office(ground: Ground, name: str, wanted: int) -> Office:
    there = ground.installation(name)
    there.use()
    office = prepare_office()
    count, began = 0, time.perf_counter()
    while count < wanted and time.perf_counter() - began < FILL_SECONDS_MAX:
        count = add_invoices(office, count, min(wanted - count, 100_000))
    settle()
    client = Client(headers={"host": "localhost"})
    client.force_login(Person.objects.order_by("pk")[0])
    return Office(there, count, client)


def _measure_page(name: str, query: str, small: Office, large: Office) -> None:
    few, many = [], []
    queries = {_ask(office, query)[1] for office in (small, large) for _ in range(2)}
    for _ in range(ROUNDS):
        few.append(_ask(small, query)[0])
        many.append(_ask(large, query)[0])
    ratio = median(many) / median(few)
    aim = f"aim ≤ {RATIO_MAX}: {table.verdict(ratio, RATIO_MAX)}; " if name in PAGES else ""
    table.row(f"{name}, small", table.spread([each * 1000 for each in few], " ms", 0))
    table.row(f"{name}, large", table.spread([each * 1000 for each in many], " ms", 0))
    counts = " and ".join(str(count) for count in sorted(queries))
    same = f"{counts} queries in {'both' if len(queries) == 1 else 'turn: NOT the same'}"
    table.row(f"{name}, ratio", f"{ratio:.2f}", aim + same)


def _ask(office: Office, query: str) -> tuple[float, int]:
    """Seconds and queries of one request; the connection is opened before."""
    office.there.use()
    connection.ensure_connection()
    with CaptureQueriesContext(connection) as captured:
        began = time.perf_counter()
        reply = office.client.get(f"/invoices/?{query}")
        seconds = time.perf_counter() - began
    assert reply.status_code == 200, reply.status_code
    return seconds, len(captured)
