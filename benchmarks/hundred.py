"""The calls for 100 new invoices to 100 new companies with 20 products."""

from benchmarks import documents_file, table
from benchmarks.ground import Ground

CALLS_MAX = 7
FLOOR = 5


def measure(ground: Ground) -> None:
    """Lists are fresh: the organisation was connected a moment ago."""
    table.heading("100 invoices, 100 companies, 20 products, all new")
    there = ground.installation("hundred", ground.sandbox())
    found = documents_file.made(ground.home, documents_file.HUNDRED)
    there.take_file(found.file, found.mapping)
    with there.worker():
        there.connect()
        there.sandbox.take_journal()
        sent = there.told("send", "--all", "--wait")
    traffic = there.sandbox.take_journal()
    assert sent["accepted"] == 100, sent
    calls = len(traffic.calls)
    table.row("invoices accepted", sent["accepted"])
    table.row(
        "Xero calls",
        calls,
        f"aim ≤ {CALLS_MAX}, floor {FLOOR} writes: {table.verdict(calls, CALLS_MAX)}",
    )
    table.row("of them writes", len(traffic.writes))
