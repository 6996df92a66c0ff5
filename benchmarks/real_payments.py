"""A quarter of real payments from the file to Xero's books as bills: calls beside the floor.

The floor of the calls that send them is what Xero's limits allow: 50 contacts, 500 items or 50
bills a call. On top come the readings of contacts, items and bills: before the send, and once more
after the minute that the limit of 60 calls makes it wait.
"""

from math import ceil
from typing import Any

from benchmarks import documents_file, table
from benchmarks.documents_file import DocumentsFile
from benchmarks.ground import Ground
from benchmarks.installation import Installation
from benchmarks.real_documents import CALLS_A_MINUTE, LATENCY_MS, PER_CALL
from benchmarks.sandbox import Traffic

READS_MAX = 6


def measure(ground: Ground) -> None:
    table.heading("A quarter of real payments, real limits, 300 ms latency")
    found = documents_file.real_payments()
    if found is None:
        table.row("left out", "–", "the real payments do not lie beside the project")
        return
    there = ground.installation("payments", ground.sandbox(latency_ms=LATENCY_MS))
    with there.worker():
        _measure(there, found)


def _measure(there: Installation, found: DocumentsFile) -> None:
    taken = there.take_file(found.file, found.mapping, kind="payments")
    there.connect()
    there.sandbox.take_journal()
    sent = _send(there)
    traffic = there.sandbox.take_journal()
    books = there.sandbox.books()
    table.row("payments taken", taken["documents"], f"{len(books['Invoices'])} bills in Xero")
    table.row("accepted / refused", f"{sent['accepted']} / {sent['refused']}", _causes(sent))
    _print_calls(traffic, books)
    seconds = f"{sent['seconds']:.1f}"
    table.row("seconds from click to quiet", seconds, f"{CALLS_A_MINUTE} calls a minute may leave")
    _send(there)
    writes = len(there.sandbox.take_journal().writes)
    table.row("sent again: writes", writes, f"aim 0: {table.verdict(writes, 0)}")


def _send(there: Installation) -> dict[str, Any]:
    return there.told("send", "--payments", "--all", "--wait")


def _causes(sent: dict[str, Any]) -> str:
    """Of the two suppliers who are called the same a person has to say what they are."""
    return ", ".join(sorted({each["cause"] for each in sent["refusals"]}))


def _print_calls(traffic: Traffic, books: dict[str, list[dict[str, Any]]]) -> None:
    held = (("Contacts", "/Contacts"), ("Items", "/Items"), ("Invoices", "/Invoices"))
    floor = sum(ceil(len(books[name]) / PER_CALL[path]) for name, path in held)
    calls, most = len(traffic.calls), floor + READS_MAX
    said = f"floor {floor}, aim ≤ {most}: {table.verdict(calls, most)}"
    table.row("Xero calls to send", calls, said)
    table.row("of them writes", len(traffic.writes))
