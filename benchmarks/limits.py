"""A large send against Xero's limits: how near it comes to the least time that they allow."""

import time
from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from benchmarks import documents_file, processor, table
from benchmarks.counting import most_at_once, most_in_a_minute
from benchmarks.documents_file import Size
from benchmarks.ground import Ground
from benchmarks.sandbox import Traffic

INVOICES = Size(documents=5_000, companies=500, products=200, lines=10_000)
LATENCY_MS = 1_500
AT_ONCE, CALLS_A_MINUTE = 5, 60
EMPTY_MINUTE_SECONDS = 61
FIRST, THEN = ("/Contacts", "/Items"), ("/Invoices",)
READ_BEFORE = 2
"""Contacts and items are read after every click: what Xero has is not created again."""
RATIO_MAX = 1.15


def measure(ground: Ground) -> None:
    table.heading("5,000 invoices, real limits, 1.5 s latency, in real time")
    there = ground.installation("limits", ground.sandbox(latency_ms=LATENCY_MS))
    made = documents_file.made(ground.home, INVOICES)
    there.take_file(made.file, made.mapping)
    with there.worker():
        there.connect()
        time.sleep(EMPTY_MINUTE_SECONDS)  # nothing of Xero's minute is used up by connecting
        there.sandbox.take_journal()
        before = _sandbox_seconds(there.sandbox.process.pid)
        told = there.told("send", "--all", "--wait")
        spent = _sandbox_seconds(there.sandbox.process.pid) - before
    traffic = there.sandbox.take_journal()
    table.row("invoices accepted", told["accepted"], f"of {INVOICES.documents:,}")
    _print_calls(traffic)
    _print_seconds(told["seconds"], stages_of(traffic), spent)


def _sandbox_seconds(pid: int) -> float:
    return processor.seconds_of(pid) if processor.CAN_BE_READ else 0.0


def _print_calls(traffic: Traffic) -> None:
    writes = Traffic(traffic.writes)
    kinds = ", ".join(f"{writes.count(each)} {each[1:].lower()}" for each in FIRST + THEN)
    reads = len(traffic.calls) - len(traffic.writes)
    table.row("Xero calls", len(traffic.calls), f"{kinds}, {reads} reads")
    refused = sum(each["status"] == 429 for each in traffic.calls)
    table.row("refused by a limit", refused, f"aim 0: {table.verdict(refused, 0)}")
    most = most_at_once(traffic.calls)
    table.row("most at once", most, f"aim ≤ {AT_ONCE}: {table.verdict(most, AT_ONCE)}")
    most = most_in_a_minute(traffic.calls)
    words = f"aim ≤ {CALLS_A_MINUTE}: {table.verdict(most, CALLS_A_MINUTE)}"
    table.row("most in any 60 seconds", most, words)


def _print_seconds(seconds: float, stages: Sequence[int], sandbox_seconds: float) -> None:
    table.row("seconds from click to quiet", f"{seconds:.1f}")
    floor = floor_seconds([*[1] * READ_BEFORE, *stages], LATENCY_MS / 1000)
    words = f"ratio {seconds / floor:.2f}, aim ≤ {RATIO_MAX}: "
    words += table.verdict(seconds / floor, RATIO_MAX)
    table.row("floor of limits and latency", f"{floor:.1f}", words)
    bare = floor_seconds(stages, LATENCY_MS / 1000)
    table.row("the same for who reads nothing before", f"{bare:.1f}", f"ratio {seconds / bare:.2f}")
    table.row("the sandbox's own processor time", f"{sandbox_seconds:.1f}")


def stages_of(traffic: Traffic) -> list[int]:
    """How many writes there are that need nothing of each other, and how many that need those."""
    writes = Traffic(traffic.writes)
    return [sum(writes.count(ending) for ending in each) for each in (FIRST, THEN)]


def floor_seconds(stages: Sequence[int], latency: float) -> float:
    """The least seconds that so many calls take, whoever makes them.

    A call leaves as soon as Xero answers fewer than five, the stage before it has its answers, and
    the sixtieth call before it is a minute old: whichever comes last. It takes Xero's latency.
    """
    leaves: list[float] = []
    over = 0.0
    for calls in stages:
        slots = [over] * AT_ONCE
        heapify(slots)
        for _ in range(calls):
            minute = leaves[-CALLS_A_MINUTE] + 60 if len(leaves) >= CALLS_A_MINUTE else 0.0
            leaves.append(max(heappop(slots), minute))
            heappush(slots, leaves[-1] + latency)
        over = max(slots)
    return over
