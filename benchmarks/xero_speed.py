"""What the sandbox of Xero itself costs: writing beside a bare view, reading beside few invoices.

All are served by the same server, each in a process of its own, and asked in turns by the same
client. Counted is the processor time of the thread that answers, from its first byte to its last;
no other thread works for it.
"""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request

from benchmarks import table
from benchmarks.ground import Ground
from benchmarks.xero_serving import INVOICES, Asked, Offer, offered, served
from xero_sandbox.books import invoices
from xero_sandbox.books.organisation import new_id
from xero_sandbox.sandbox import Sandbox

WARMING, ROUNDS = 3, 99
BARE, KEYED = "a bare view that parses and echoes", "on disk, with a key"
READINGS = 21
FEW, MANY, PAGE = 1_000, 100_000, 1_000
WRITING_MAX, READING_MAX = 5, 2
PAGES = {"first page": {"page": 1}, "page in the middle": {"page": 50}}
# Beside them, without an aim: all invoices are looked at.
FILTERS = {
    "filter: a status": {"where": 'Status=="AUTHORISED"'},
    "in order of Date": {"order": "Date"},
}


def measure(ground: Ground) -> None:
    with ExitStack() as stack:
        _measure_writing(stack, ground.home / "books of the sandbox")
    with ExitStack() as stack:
        _measure_reading(stack)


# Writing ----------------------------------------------------------------------------------------


def _measure_writing(stack: ExitStack, folder: Path) -> None:
    table.heading("The sandbox of Xero: PUT of 50 invoices of 10 lines")
    memory = stack.enter_context(served(_in_memory))
    disk = stack.enter_context(served(partial(_on_disk, folder)))
    bare = stack.enter_context(served(partial(_bare, memory.contact_ids)))
    askeds = {BARE: bare, "in memory": memory, KEYED: disk}
    rounds = [_round(askeds, number) for number in range(WARMING + ROUNDS)][WARMING:]
    for name in askeds:
        table.row(name, _milliseconds([times[name] for times in rounds]))
        if name != BARE:
            _tell_ratio(name, [times[name] / times[BARE] for times in rounds])


def _round(askeds: dict[str, Asked], number: int) -> dict[str, float]:
    """The seconds of one call to each, who take turns in going first."""
    names = list(askeds)
    first = number % len(names)
    times = {}
    for name in names[first:] + names[:first]:
        body = _fifty(number, askeds[name].contact_ids)
        key = {"Idempotency-Key": f"benchmark {number}"} if name == KEYED else {}
        times[name] = askeds[name].ask("PUT", "?summarizeErrors=false&unitdp=4", body, key)
    return times


def _tell_ratio(name: str, ratios: list[float]) -> None:
    """Of each round's own: what slows the machine for a while slows all of a round."""
    verdict = table.verdict(median(ratios), WRITING_MAX)
    table.row(f"{name}, ratio", table.spread(ratios), f"aim ≤ {WRITING_MAX}: {verdict}")


@contextmanager
def _bare(contact_ids: list[str]) -> Iterator[Offer]:
    app = Flask("bare")

    @app.put(INVOICES)
    def echo() -> Any:
        return request.get_json()

    yield Offer(app, {}, contact_ids)


def _in_memory() -> AbstractContextManager[Offer]:
    return offered(Sandbox(limits="off"))


def _on_disk(folder: Path) -> AbstractContextManager[Offer]:
    return offered(Sandbox(folder=folder, limits="off"))


def _fifty(number: int, contact_ids: list[str]) -> bytes:
    told = [_invoice(f"B-{number:03}-{at:02}", each) for at, each in enumerate(contact_ids)]
    return json.dumps({"Invoices": told}).encode()


def _invoice(number: str, contact_id: str) -> dict[str, Any]:
    return {
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "InvoiceNumber": number,
        "Reference": f"PO {number}",
        "Contact": {"ContactID": contact_id},
        "Date": "2026-11-03",
        "DueDate": "2026-12-03",
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": "GBP",
        "LineItems": [_line(each) for each in range(10)],
    }


def _line(place: int) -> dict[str, str]:
    return {
        "Description": f"Temporary bookkeeper, week {place + 1}",
        "Quantity": "37.5",
        "UnitAmount": f"{18 + place}.40",
        "LineAmount": str(int(37.5 * (1840 + 100 * place)) / 100),
        "AccountCode": "200",
        "TaxType": "OUTPUT2",
    }


# Reading ----------------------------------------------------------------------------------------


def _measure_reading(stack: ExitStack) -> None:
    table.heading(f"The sandbox of Xero: {PAGE:,} summaries out of {MANY:,} and of {FEW:,}")
    few, many = (stack.enter_context(served(partial(_filled, count))) for count in (FEW, MANY))
    for name, query in (PAGES | FILTERS).items():
        told = {"summaryOnly": "true", "pageSize": PAGE, **query}
        small, large = f"?{urlencode(told | {'page': 1})}", f"?{urlencode({'page': 1, **told})}"
        times = [(few.ask("GET", small), many.ask("GET", large)) for _ in range(READINGS)]
        ratio = median(each[1] / each[0] for each in times)
        table.row(f"{name}, of {FEW:,}", _milliseconds([each[0] for each in times]))
        table.row(f"{name}, of {MANY:,}", _milliseconds([each[1] for each in times]))
        aim = f"aim ≤ {READING_MAX}: {table.verdict(ratio, READING_MAX)}"
        table.row(f"{name}, ratio", f"{ratio:.2f}", aim if name in PAGES else "")


def _filled(count: int) -> AbstractContextManager[Offer]:
    """Books with so many invoices: one that was written, and copies."""
    sandbox = Sandbox(limits="off")
    books = next(iter(sandbox.organisations.values()))
    element = {**_invoice("C-000000", ""), "Contact": {"Name": "Acme Logistics Ltd"}}
    made = invoices.create(books, element, places=4).record
    for number in range(1, count):
        books.put("Invoices", {**made, "InvoiceID": new_id(), "InvoiceNumber": f"C-{number:06}"})
    books.take_changes()
    return offered(sandbox)


def _milliseconds(seconds: list[float]) -> str:
    return table.spread([each * 1000 for each in seconds], " ms", 1)
