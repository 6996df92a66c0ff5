"""A month of real documents from the file to Xero's books, with real limits and latency.

The floor of a send's seconds is what Xero alone makes of them: the larger of

- the minute: 60 calls may leave, the next 60 wait for the next minute;
- the latency: calls leave four at a time and stage after stage (reading, contacts, items,
  documents), so each stage takes its calls / 4, rounded up, times 300 ms.

The sandbox answers with one processor, so what it needs itself comes on top: the second floor
adds its own processor time during the send. Neither counts any work of Tracker's.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from benchmarks import documents_file, processor, table
from benchmarks.documents_file import DocumentsFile
from benchmarks.ground import Ground
from benchmarks.installation import Installation
from benchmarks.sandbox import Traffic

LATENCY_MS = 300
IN_FLIGHT = 4
CALLS_A_MINUTE = 60
CALLS_MAX = 60
PER_CALL = {"/Contacts": 50, "/Items": 500, "/Invoices": 50}
SECONDS_RATIO_MAX = 1.15


@dataclass(frozen=True)
class Send:
    """What one `tracker send --all --wait` told, what Xero saw of it, and what it cost."""

    told: dict[str, Any]
    traffic: Traffic
    sandbox_seconds: float


def measure(ground: Ground) -> None:
    table.heading("A month of real documents, real limits, 300 ms latency")
    found = documents_file.real()
    if found is None:
        table.row("left out", "–", "the real documents do not lie beside the project")
        return
    there = ground.installation("documents", ground.sandbox(latency_ms=LATENCY_MS))
    with there.worker():
        _measure(there, found)


def _measure(there: Installation, found: DocumentsFile) -> None:
    taken = there.take_file(found.file, found.mapping)
    there.connect()
    connecting = there.sandbox.take_journal()
    first = _send(there)
    _print_books(taken, first, there.sandbox.books())
    _print_calls(connecting, first, taken)
    _print_seconds(first)
    again = _send(there)
    table.row("sent again: documents", again.told["documents"])
    writes = len(again.traffic.writes)
    table.row("sent again: writes", writes, f"aim 0: {table.verdict(writes, 0)}")


def _send(there: Installation) -> Send:
    before = _processor_seconds(there)
    told = there.told("send", "--all", "--wait")
    spent = _processor_seconds(there) - before
    return Send(told, there.sandbox.take_journal(), spent)


def _processor_seconds(there: Installation) -> float:
    if not processor.CAN_BE_READ:
        return 0.0
    return processor.seconds_of(there.sandbox.process.pid)


def _print_books(taken: dict[str, Any], sent: Send, books: dict[str, list[dict[str, Any]]]) -> None:
    invoices = books["Invoices"]
    lines = sum(len(each["LineItems"]) for each in invoices)
    net, tax = _ours()
    pairs = (
        ("invoices", taken["documents"], len(invoices)),
        ("lines", taken["lines"], lines),
        ("contacts", taken["companies"], len(books["Contacts"])),
        ("items", taken["products"], len(books["Items"])),
        ("net", f"{net:,.2f}", f"{_sum(invoices, 'SubTotal'):,.2f}"),
        ("tax", f"{tax:,.2f}", f"{_sum(invoices, 'TotalTax'):,.2f}"),
    )
    for name, ours, theirs in pairs:
        agree = "equal on both sides" if str(ours) == str(theirs) else f"Xero has {theirs}"
        table.row(name, ours, agree)
    table.row("accepted / refused", f"{sent.told['accepted']} / {sent.told['refused']}")


def _ours() -> tuple[Decimal, Decimal]:
    """Net and tax of all of Tracker's invoices."""
    from django.db.models import Sum

    from tracker.documents.models import Document

    found = Document.objects.aggregate(net=Sum("net"), tax=Sum("tax"))
    return found["net"], found["tax"]


def _sum(invoices: list[dict[str, Any]], name: str) -> Decimal:
    # The control plane's numbers are exact, and two decimals survive a float of this size.
    return sum((Decimal(str(each[name])) for each in invoices), Decimal(0))


def _print_calls(connecting: Traffic, sent: Send, taken: dict[str, Any]) -> None:
    traffic = sent.traffic
    calls = len(connecting.calls) + len(traffic.calls)
    counts = (taken["companies"], taken["products"], taken["documents"])
    floor = sum(ceil(count / size) for count, size in zip(counts, PER_CALL.values(), strict=True))
    table.row(
        "Xero calls, connecting included",
        calls,
        f"floor {floor}, aim ≤ {CALLS_MAX}: {table.verdict(calls, CALLS_MAX)}",
    )
    table.row("of them to connect", len(connecting.calls))
    table.row("of them to send", len(traffic.calls), f"{len(traffic.writes)} writes")
    table.row("bytes to Xero", table.kilobytes(connecting.bytes_in + traffic.bytes_in))
    billed = connecting.bytes_out + traffic.bytes_out
    table.row("bytes from Xero", table.kilobytes(billed), "what Xero bills")


def _print_seconds(sent: Send) -> None:
    seconds = sent.told["seconds"]
    floor = floor_seconds(sent.traffic)
    both = floor + sent.sandbox_seconds
    table.row("seconds from click to quiet", f"{seconds:.1f}")
    table.row("floor of limits and latency", f"{floor:.1f}", f"ratio {seconds / floor:.2f}")
    table.row(
        "floor with the sandbox's own work",
        f"{both:.1f}",
        f"ratio {seconds / both:.2f}, aim ≤ {SECONDS_RATIO_MAX}:"
        f" {table.verdict(seconds / both, SECONDS_RATIO_MAX)}",
    )


def floor_seconds(traffic: Traffic) -> float:
    """The first floor, as the module says."""
    minutes = (len(traffic.calls) - 1) // CALLS_A_MINUTE
    reads = len(traffic.calls) - len(traffic.writes)
    stages = [Traffic(traffic.writes).count(ending) for ending in PER_CALL]
    waves = reads + sum(ceil(calls / IN_FLIGHT) for calls in stages)
    return max(minutes * 60.0, waves * LATENCY_MS / 1000)
