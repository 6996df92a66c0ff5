"""The sandbox tells Tracker, as Xero would: from the subscription to the word on the invoice."""

from typing import Any

import httpx2
from django.db import connections
from pytest_django.live_server_helper import LiveServer

from tests.crashes.workers import eventually
from tests.sending.desk import Desk
from tests.syncing.office_hours import pay, said, sent
from tracker.accounts_system.models import DocumentLink
from tracker.syncing import syncs
from tracker.syncing.models import Sync, WebhookEvent


def subscribe(desk: Desk, live_server: LiveServer, key: str = "test-webhook-key") -> dict[str, Any]:
    wish = {"url": f"{live_server.url}/webhooks/xero/", "key": key}
    answer = httpx2.post(f"{desk.sandbox.url}/_sandbox/webhooks", json=wish, timeout=30)
    return dict(answer.json())


def test_what_xero_tells_comes_back_by_itself(desk: Desk, live_server: LiveServer) -> None:
    (document,) = sent(desk)
    assert subscribe(desk, live_server)["status"] == "OK"
    pay(desk, document)
    eventually(lambda: Sync.objects.filter(why="webhook").exists())
    connections.close_all()
    syncs.work(desk.connection.pk)
    assert DocumentLink.objects.get().seen_status == "PAID"
    assert said(desk, document) == ["Paid in Xero: 360.00."]
    assert not WebhookEvent.objects.filter(handled_at=None).exists()


def test_told_again_and_in_the_wrong_order_nothing_is_new(
    desk: Desk, live_server: LiveServer
) -> None:
    (document,) = sent(desk)
    subscribe(desk, live_server)
    pay(desk, document, "100")
    pay(desk, document, "260")
    eventually(lambda: WebhookEvent.objects.count() >= 2)
    syncs.work(desk.connection.pk)
    stored, asked = WebhookEvent.objects.count(), Sync.objects.count()
    before = httpx2.get(f"{desk.sandbox.url}/_sandbox/webhooks").json()["delivered"]
    again = {"count": 10, "reverse": True}
    httpx2.post(f"{desk.sandbox.url}/_sandbox/webhooks/replay", json=again)
    told = f"{desk.sandbox.url}/_sandbox/webhooks"
    eventually(lambda: httpx2.get(told).json()["delivered"] > before)
    assert (WebhookEvent.objects.count(), Sync.objects.count()) == (stored, asked)
    assert said(desk, document) == ["Paid in Xero: 360.00."]


def test_a_wrong_key_fails_the_intent_to_receive(desk: Desk, live_server: LiveServer) -> None:
    assert subscribe(desk, live_server, key="another")["status"] == "FAILED"
