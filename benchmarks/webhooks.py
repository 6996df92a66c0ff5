"""How long Xero waits for the answer to a webhook, beside the sign-in page of the same server.

A web process and a worker are at work, and the sync that a webhook asks for runs meanwhile. Every
event is a new one. Xero wants its answer within five seconds:
https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/
"""

import base64
import hashlib
import hmac
import json
import time
from statistics import median
from typing import Any
from uuid import uuid4

import httpx2

from benchmarks import table
from benchmarks.ground import Ground
from benchmarks.installation import Installation

ROUNDS = 50
EVENTS = (1, 1000)
SECONDS_MAX = 5


def measure(ground: Ground) -> None:
    table.heading(f"Answers to {ROUNDS} webhooks")
    there = ground.installation("webhooks", ground.sandbox())
    pages: list[float] = []
    answers: dict[int, list[float]] = {count: [] for count in EVENTS}
    with there.worker(), there.web() as url, httpx2.Client(base_url=url, trust_env=False) as xero:
        there.connect()
        tenant = _tenant(there)
        _ask(xero, there, tenant, 1)
        for _ in range(ROUNDS):
            pages.append(_seconds(xero.build_request("GET", "/sign-in/"), xero))
            for count, seconds in answers.items():
                seconds.append(_ask(xero, there, tenant, count))
        assert _stored() == 1 + ROUNDS * sum(EVENTS)
    _print(pages, answers)


def _tenant(there: Installation) -> str:
    from tracker.accounts_system.models import Connection

    there.use()
    return Connection.objects.get().tenant_id


def _stored() -> int:
    from tracker.syncing.models import WebhookEvent

    return WebhookEvent.objects.count()


def _ask(xero: httpx2.Client, there: Installation, tenant: str, count: int) -> float:
    """Seconds until ``count`` new events are answered."""
    body = json.dumps({"events": [_event(tenant) for _ in range(count)]}).encode()
    digest = hmac.digest(there.environment["XERO_WEBHOOK_KEY"].encode(), body, hashlib.sha256)
    headers = {"x-xero-signature": base64.b64encode(digest).decode()}
    return _seconds(
        xero.build_request("POST", "/webhooks/xero/", content=body, headers=headers), xero
    )


def _event(tenant: str) -> dict[str, Any]:
    return {
        "resourceUrl": "https://api.xero.com/api.xro/2.0/Invoices/",
        "resourceId": str(uuid4()),
        "eventDateUtc": "2026-11-22T14:32:04.198",
        "eventType": "UPDATE",
        "eventCategory": "INVOICE",
        "tenantId": tenant,
        "tenantType": "ORGANISATION",
    }


def _seconds(request: httpx2.Request, client: httpx2.Client) -> float:
    began = time.perf_counter()
    client.send(request).raise_for_status()
    return time.perf_counter() - began


def _print(pages: list[float], answers: dict[int, list[float]]) -> None:
    table.row("the sign-in page", _milliseconds(pages))
    for count, seconds in answers.items():
        words = "1 event" if count == 1 else f"{count:,} events"
        verdict = table.verdict(max(seconds), SECONDS_MAX)
        table.row(words, _milliseconds(seconds), f"aim ≤ {SECONDS_MAX} s at the worst: {verdict}")
        table.row(f"{words}, ratio to the page", f"{median(seconds) / median(pages):.2f}")


def _milliseconds(seconds: list[float]) -> str:
    return table.spread([each * 1000 for each in seconds], " ms", 1)
