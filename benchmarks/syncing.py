"""What it takes to learn that 14 of 1,400 invoices changed in Xero.

Xero tells what changed since a moment, our own writes too. A large send is therefore read back by
the worker as soon as it is over; whoever syncs then reads what others changed.
"""

from decimal import Decimal
from typing import Any

from benchmarks import documents_file, table
from benchmarks.ground import Ground
from benchmarks.installation import Installation

CALLS_MAX = 2
BYTES_MAX = 60_000
PAID, PART_PAID, VOIDED = 10, 3, 1
CHANGED = PAID + PART_PAID + VOIDED


def measure(ground: Ground) -> None:
    table.heading(f"Sync: {CHANGED} of 1,400 changed in Xero")
    found = documents_file.real_or_made(ground.home)
    there = ground.installation("syncing", ground.sandbox())
    with there.worker():
        there.take_file(found.file, found.mapping)
        there.connect()
        there.told("send", "--all", "--wait")
        open_ones = [each for each in there.sandbox.books()["Invoices"] if _is_open(each)]
        _sync(there, open_ones[:CHANGED], "the first one after the send")
        _sync(there, open_ones[CHANGED : 2 * CHANGED], "the next one")


def _sync(there: Installation, invoices: list[dict[str, Any]], words: str) -> None:
    _change(there, invoices)
    there.sandbox.take_journal()
    told = there.told("sync", "--all", "--wait")
    seen = there.sandbox.take_journal()
    table.row(f"{words}: checked", told["checked"], f"{told['changed']} changed")
    table.row(
        f"{words}: calls",
        told["calls"],
        f"the sandbox saw {len(seen.calls)}, aim ≤ {CALLS_MAX}:"
        f" {table.verdict(told['calls'], CALLS_MAX)}",
    )
    table.row(
        f"{words}: bytes in",
        table.kilobytes(told["bytes_in"]),
        f"aim < {table.kilobytes(BYTES_MAX)}: {table.verdict(told['bytes_in'], BYTES_MAX)}",
    )


def _change(there: Installation, invoices: list[dict[str, Any]]) -> None:
    """What a bookkeeper did meanwhile."""
    for place, invoice in enumerate(invoices):
        named = {"InvoiceNumber": invoice["InvoiceNumber"]}
        if place < PAID:
            there.sandbox.control("POST", "pay", named)
        elif place < PAID + PART_PAID:
            part = str((Decimal(str(invoice["AmountDue"])) / 2).quantize(Decimal("0.01")))
            there.sandbox.control("POST", "pay", {**named, "Amount": part})
        else:
            there.sandbox.control("POST", "books/void", named)


def _is_open(invoice: dict[str, Any]) -> bool:
    return bool(invoice["Status"] == "AUTHORISED" and invoice["AmountDue"] > 1)
