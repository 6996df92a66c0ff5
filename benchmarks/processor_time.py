"""The worker's processor time for a send, beside a bare script that posts the same bodies.

A third of the documents at a time is sent by Tracker, then the bare script posts the very bodies
of that send under the same keys: the sandbox answers as it did the first time, so both have read
and written the same. Sandbox and database work in processes of their own and count for neither.
"""

import json
import subprocess
import sys
from statistics import median
from typing import Any

from benchmarks import documents_file, processor, table
from benchmarks.ground import Ground
from benchmarks.installation import Installation

ROUNDS = 3
RATIO_MAX = 3.0
BARE = "benchmarks/bare_script.py"
BARE_SECONDS_MAX = 60


def measure(ground: Ground) -> None:
    table.heading("Processor time of a send")
    if not processor.CAN_BE_READ:
        table.row("left out", "–", "this system does not tell another process's time")
        return
    found = documents_file.real_or_made(ground.home)
    there = ground.installation("processor", ground.sandbox())
    there.sandbox.control("POST", "limits", {"tier": "off"})
    there.take_file(found.file, found.mapping)
    with there.worker() as worker:
        there.connect()
        pairs = [_round(there, worker.pid, numbers) for numbers in _thirds()]
    _print(pairs)


def _thirds() -> list[list[str]]:
    """The numbers of all invoices, dealt out."""
    from tracker.documents.models import Document

    numbers = [str(each.number) for each in Document.objects.order_by("date", "number")]
    return [numbers[start::ROUNDS] for start in range(ROUNDS)]


def _round(there: Installation, worker: int, numbers: list[str]) -> tuple[float, float]:
    """Seconds of Tracker's worker and of the bare script for the same documents."""
    before = processor.seconds_of(worker)
    told = there.told("send", *numbers, "--wait")
    ours = processor.seconds_of(worker) - before
    assert told["accepted"] == len(numbers), told
    return ours, _bare_seconds(there, told["batch"])


def _bare_seconds(there: Installation, batch: int) -> float:
    work = there.ground.home / "bare.json"
    work.write_text(json.dumps(_work(there, batch)))
    done = subprocess.run(
        [sys.executable, documents_file.ROOT / BARE, work],
        capture_output=True,
        check=True,
        text=True,
        timeout=BARE_SECONDS_MAX,
    )
    return float(done.stdout)


def _work(there: Installation, batch: int) -> dict[str, Any]:
    from tracker.accounts_system.models import Call
    from tracker.xero.oauth import SCOPES

    client = there.environment["XERO_CLIENT_ID"]
    token = there.sandbox.control("POST", "token", {"scopes": list(SCOPES), "client_id": client})
    calls = Call.objects.filter(batch_number=batch).exclude(purpose=Call.Purpose.READ)
    return {
        "database": there.address,
        "url": there.sandbox.url,
        "headers": {
            "Authorization": f"Bearer {token['access_token']}",
            "xero-tenant-id": token["tenants"][0]["tenantId"],
            "Accept": "application/json",
            "Content-Type": "application/json",
        },
        "calls": [_call(call) for call in calls.order_by("pk")],
    }


def _call(call: Any) -> dict[str, Any]:
    documents = call.purpose == call.Purpose.CREATE_DOCUMENTS
    return {
        "method": call.method,
        "path": call.path,
        "query": dict(call.query),
        "key": call.key,
        "body": bytes(call.body).decode(),
        "numbers": [element["name"] for element in call.elements] if documents else [],
    }


def _print(pairs: list[tuple[float, float]]) -> None:
    ratios = [ours / bare for ours, bare in pairs]
    table.row(
        "Tracker's worker, a third of the documents", table.spread([a for a, _ in pairs], " s")
    )
    table.row("bare script, the same bodies", table.spread([b for _, b in pairs], " s"))
    middle = median(ratios)
    table.row(
        "ratio", table.spread(ratios), f"aim ≤ {RATIO_MAX:g}: {table.verdict(middle, RATIO_MAX)}"
    )
