"""Moments of a chapter at which something befalls its worker."""

import os
from pathlib import Path

import httpx2

from tests.crashes.boundaries import End
from tests.crashes.story import Story
from tests.crashes.workers import Worker, Workers, eventually
from tests.sending.desk import Desk

WRITES = [
    "POST /Contacts",
    "PUT /Contacts",
    "PUT /Items",
    "PUT /Invoices",
    "POST /Invoices",
    "PUT /Invoices of bills",
    "PUT /Payments",
    "POST /Payments/{id}",
]
"""Details of a contact, contacts, items, invoices, updates and voids, bills, receipts and payouts,
and a receipt that was undone: each chapter of a story makes them all."""

EVERY = os.environ.get("TRACKER_TEST_KILLS") == "every"
CHOSEN = WRITES if EVERY else ["PUT /Invoices", "PUT /Invoices of bills", "PUT /Payments"]
"""What befalls the worker befalls it at each of these: in the suite invoices, bills and money."""


def at(
    name: str, by: int, story: Story, workers: Workers, folder: Path, **settings: float
) -> Worker:
    """The worker of the story's next chapter, once it has come there and got the signal."""
    journal = folder / "journal"
    journal.write_text("")
    story.tell()
    worker = workers.start(journal=journal, end=End(1, name, by), **settings)
    eventually(lambda: f"{name}\n" in journal.read_text())
    return worker


def held(desk: Desk) -> bool:
    """Whether the sandbox holds a request."""
    return desk.sandbox.faults.held > 0


def release(desk: Desk) -> None:
    """Let it go on with what it holds."""
    httpx2.post(f"{desk.sandbox.url}/_sandbox/faults/release")
