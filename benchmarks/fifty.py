"""Fifty busy organisations, four workers, one app's minute: how long each waits for its turn.

An app's 10,000 calls a minute are enough for 166 organisations that make 60 each. So that fifty
have to share, the sandbox allows fewer here, and the workers are told so.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import pairwise
from typing import Any

from benchmarks import documents_file, table
from benchmarks.counting import MINUTE_MS, most_at_once, most_in_a_minute
from benchmarks.documents_file import DocumentsFile, Size
from benchmarks.ground import Ground
from benchmarks.installation import Installation

ORGANISATIONS, WORKERS = 50, 4
EACH = Size(documents=400, companies=50, products=20, lines=800)
APP_MINUTE = 300
LATENCY_MS = 500
QUIET_SECONDS_MAX = 420
GAP_SECONDS_MAX = 30


def measure(ground: Ground) -> None:
    words = f"{ORGANISATIONS} organisations, {WORKERS} workers, {APP_MINUTE} calls a minute for all"
    table.heading(f"{words}, {LATENCY_MS / 1000} s latency, in real time")
    sandbox = ground.sandbox(latency_ms=0)
    sandbox.control("POST", "stories/fifty_organisations")
    there = ground.installation("fifty", sandbox)
    there.environment["TRACKER_SENDING_APP_CALLS_A_MINUTE"] = str(APP_MINUTE)
    there.use()
    with _beside(there):
        batches = _prepared(there, documents_file.made(ground.home, EACH))
        sandbox.control("POST", "limits", {"tier": "real", "app_minute": APP_MINUTE})
        sandbox.control("POST", "latency", {"ms": LATENCY_MS})
        sandbox.take_journal()
        with ExitStack() as workers:
            for _ in range(WORKERS):
                workers.enter_context(there.worker())
            clicked_at_ms = _click(batches)
            _wait_until_quiet()
    _print(sandbox.take_journal().calls, clicked_at_ms)


@contextmanager
def _beside(there: Installation) -> Iterator[None]:
    """This process asks the same Xero as the installation's own, and says nothing of each call."""
    from django.test import override_settings

    logging.disable(logging.INFO)
    names = [name for name in there.environment if name.startswith("XERO_") and "URL" in name]
    with override_settings(**{name: there.environment[name] for name in names}):
        yield


def _prepared(there: Installation, found: DocumentsFile) -> list[Any]:
    """An agency for each organisation, connected, with a batch that waits for its click."""
    from tracker.documents.models import Document
    from tracker.sending import batches

    prepared = []
    for number in range(ORGANISATIONS):
        agency = _agency(there, number, found)
        documents = Document.objects.filter(agency=agency)
        prepared.append(
            batches.prepare(agency=agency, kind="invoice", documents=documents, by="benchmark")
        )
    return prepared


def _agency(there: Installation, number: int, found: DocumentsFile) -> Any:
    from tracker.accounts_system import connecting, consents
    from tracker.agencies.agencies import create_agency
    from tracker.cli.connect import sandbox_grant
    from tracker.documents.csv_import.apply import apply_import
    from tracker.documents.csv_import.mapping import mapping_from_json
    from tracker.documents.csv_import.planning import plan_import

    by = "benchmark"
    agency = create_agency(
        name=f"Agency {number}", owner_email=f"owner{number}@bench.example", by=by
    )
    entity = agency.entities.get()
    grant = sandbox_grant(there.sandbox.url)
    connection = connecting.connect(
        agency,
        entity=entity,
        token_set=consents.keep_tokens(agency, grant),
        tenant=consents.tenants(grant)[number],
        send_from_date=date(2010, 1, 1),
        by=by,
    )
    connecting.save_settings(
        connection,
        kind="invoice",
        send_from_date=connection.send_from_date,
        by=by,
        status_on_arrival="AUTHORISED",
        auto_create_companies=True,
        auto_create_items=True,
    )
    mapping = mapping_from_json(found.mapping.read_bytes(), kind="invoice")
    with found.file.open("rb") as opened:
        plan = plan_import(
            kind="invoice", agency=agency, entity=entity, file=opened, mapping=mapping
        )
    apply_import(plan, by=by)
    return agency


def _click(prepared: Sequence[Any]) -> dict[str, int]:
    """Press *Send* everywhere, one after the other; when, for each tenant."""
    from tracker import clock
    from tracker.sending import batches

    clicked = {}
    for batch in prepared:
        batches.send(batch=batch, by="benchmark")
        clicked[batch.connection.tenant_id] = int(clock.now().timestamp() * 1000)
    return clicked


def _wait_until_quiet() -> None:
    from tracker.sending.models import OPEN, Delivery

    give_up_at = time.monotonic() + QUIET_SECONDS_MAX
    while Delivery.objects.filter(state__in=OPEN).exists() and time.monotonic() < give_up_at:
        time.sleep(1)


def _print(calls: Sequence[dict[str, Any]], clicked_at_ms: dict[str, int]) -> None:
    from tracker.sending.models import Delivery, State

    sent = Delivery.objects.filter(state=State.SENT).count()
    table.row("invoices sent", f"{sent:,}", f"of {EACH.documents * ORGANISATIONS:,}")
    by_tenant: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for call in calls:
        by_tenant[call["tenant"]].append(call)
    table.row("Xero calls", f"{len(calls):,}", f"of {len(by_tenant)} organisations")
    refused = sum(each["status"] == 429 for each in calls)
    table.row("refused by a limit", refused, f"aim 0: {table.verdict(refused, 0)}")
    most = most_in_a_minute(calls)
    words = f"aim ≤ {APP_MINUTE}: {table.verdict(most, APP_MINUTE)}"
    table.row("most of all in any 60 seconds", most, words)
    most = max(most_at_once(each) for each in by_tenant.values())
    table.row("most at once of one", most, f"aim ≤ 5: {table.verdict(most, 5)}")
    gaps = [_longest_gap(by_tenant[key], at) for key, at in clicked_at_ms.items()]
    words = f"aim ≤ {GAP_SECONDS_MAX}: {table.verdict(max(gaps), GAP_SECONDS_MAX)}"
    table.row("longest wait for a call, per organisation", table.spread(gaps, " s", 1), words)
    seconds = (max(each["at_ms"] for each in calls) - min(clicked_at_ms.values())) / 1000
    floor = len(calls) / APP_MINUTE * MINUTE_MS / 1000
    table.row("seconds from first click to last call", f"{seconds:.0f}", f"floor {floor:.0f}")


def _longest_gap(calls: Sequence[dict[str, Any]], clicked_at_ms: int) -> float:
    """From the click to its first call, and from each call to the next, until its last write."""
    last = max(each["at_ms"] for each in calls if each["method"] == "PUT")
    moments = [clicked_at_ms, *sorted(at for each in calls if (at := each["at_ms"]) <= last)]
    return max(later - earlier for earlier, later in pairwise(moments)) / 1000
