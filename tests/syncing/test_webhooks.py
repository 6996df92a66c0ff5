"""Xero tells that something changed: signed or not, once or twice, in any order, at any moment."""

import base64
import hashlib
import hmac
import json
import threading
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.test.utils import override_settings

from tests.sending.desk import Desk
from tests.sending.test_time import later
from tests.syncing.office_hours import pay, said, sent, sync
from tracker.accounts_system.models import DocumentLink
from tracker.syncing import syncs, tasks
from tracker.syncing.models import Sync, WebhookEvent
from tracker.xero import webhooks

ADDRESS = "/webhooks/xero/"
KEY = "test-webhook-key"


def signature(body: bytes, key: str = KEY) -> str:
    return base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode()


def event(tenant: str, *, resource: str = "", **more: Any) -> dict[str, Any]:
    return {
        "resourceUrl": "https://api.xero.com/api.xro/2.0/Invoices/",
        "resourceId": resource or str(uuid4()),
        "eventDateUtc": "2026-11-22T14:32:04.198",
        "eventType": "UPDATE",
        "eventCategory": "INVOICE",
        "tenantId": tenant,
        "tenantType": "ORGANISATION",
        **more,
    }


def body_of(*events: dict[str, Any]) -> bytes:
    told = {"events": list(events), "firstEventSequence": 1, "lastEventSequence": len(events)}
    return json.dumps({**told, "entropy": "SLDKWPNBHXRVYAGQETUM"}).encode()


def tell(body: bytes, signed: str | None = None) -> Any:
    return Client().post(
        ADDRESS,
        data=body,
        content_type="application/json",
        headers={"x-xero-signature": signature(body) if signed is None else signed},
    )


def test_a_signed_one_is_answered_empty_without_cookies(desk: Desk) -> None:
    answer = tell(body_of(event(desk.connection.tenant_id)))
    assert (answer.status_code, answer.content) == (200, b"")
    assert not answer.cookies
    assert WebhookEvent.objects.count() == 1
    assert Sync.objects.get().why == Sync.Why.WEBHOOK


@pytest.mark.parametrize("signed", ["", "nonsense", signature(b"another body"), "ü", "A" * 5000])
def test_what_xero_did_not_sign_is_refused(desk: Desk, signed: str) -> None:
    answer = tell(body_of(event(desk.connection.tenant_id)), signed)
    assert (answer.status_code, answer.content) == (401, b"")
    assert not WebhookEvent.objects.exists() and not Sync.objects.exists()


@override_settings(XERO_WEBHOOK_KEY="")
def test_without_a_key_nobody_is_believed(desk: Desk) -> None:
    body = body_of(event(desk.connection.tenant_id))
    assert tell(body, signature(body, "")).status_code == 401


def test_the_intent_to_receive_is_answered(db: None) -> None:
    body = body_of()
    assert tell(body).status_code == 200
    assert tell(body, signature(body, "wrong")).status_code == 401


def test_what_is_too_long_is_not_looked_at(db: None) -> None:
    assert tell(b" " * 1_000_001).status_code == 413


def test_a_look_with_get_is_not_this_way(db: None) -> None:
    assert Client().get(ADDRESS).status_code == 405


def test_what_is_told_twice_is_stored_once_and_asked_for_once(desk: Desk) -> None:
    body = body_of(event(desk.connection.tenant_id), event(desk.connection.tenant_id))
    for _ in range(3):
        tell(body)
    assert WebhookEvent.objects.count() == 2
    assert Sync.objects.count() == 1
    syncs.work(desk.connection.pk)
    tell(body)
    assert Sync.objects.count() == 1


def test_what_is_about_somebody_else_is_not_stored(desk: Desk) -> None:
    assert tell(body_of(event(str(uuid4())))).status_code == 200
    assert not WebhookEvent.objects.exists()


def test_what_cannot_be_read_is_left_out_and_the_rest_is_taken(desk: Desk) -> None:
    tenant = desk.connection.tenant_id
    odd: list[Any] = [
        {},
        "text",
        None,
        event(tenant, eventDateUtc="yesterday"),
        event(tenant, resource="x" * 500),
        event(tenant, resource="nul\x00"),
        event(tenant, eventCategory=7),
    ]
    assert tell(body_of(*odd, event(tenant))).status_code == 200
    assert WebhookEvent.objects.count() == 1
    assert webhooks.events(b"no json") == [] == webhooks.events(b'{"events": 3}')


def test_they_stay_unsettled_until_a_sync_that_began_after_them_has_ended(desk: Desk) -> None:
    tell(body_of(event(desk.connection.tenant_id)))
    desk.fault("lost_reply", method="GET")
    syncs.work(desk.connection.pk)
    assert WebhookEvent.objects.get().handled_at is None
    tasks.look_at_told()
    assert not syncs.is_asked(desk.connection.pk), "Xero is left in peace for a while"
    with later(desk, timedelta(minutes=11)):
        tasks.look_at_told()
        syncs.work(desk.connection.pk)
    assert WebhookEvent.objects.get().handled_at is not None


def test_the_wrong_order_harms_nothing(desk: Desk) -> None:
    (document,) = sent(desk)
    remote = DocumentLink.objects.get().remote_id
    pay(desk, document)
    desk.bookkeeper("unpay", InvoiceNumber=document.number)
    pay(desk, document)
    for at in ("2026-11-22T14:32:09", "2026-11-22T14:32:04", "2026-11-22T14:32:09"):
        body = event(desk.connection.tenant_id, resource=remote, eventDateUtc=at)
        tell(body_of(body))
        syncs.work(desk.connection.pk)
    assert said(desk, document) == ["Paid in Xero: 360.00."]


def test_a_contact_that_changed_is_read(desk: Desk) -> None:
    desk.send(desk.invoice())
    desk.forget_freshness()
    body = event(desk.connection.tenant_id, eventCategory="CONTACT")
    tell(body_of(body))
    before = len(desk.calls())
    syncs.work(desk.connection.pk)
    assert "GET /api.xro/2.0/Contacts" in desk.calls()[before:]


def test_told_before_our_own_answer_is_recorded_nothing_is_concluded(desk: Desk) -> None:
    document = desk.invoice()
    desk.fault("hold", after=True)
    desk.click(document)
    sender = threading.Thread(target=_work, args=(desk,))
    sender.start()
    _until(lambda: len(desk.in_xero()) == 1)
    pay(desk, document)
    tell(body_of(event(desk.connection.tenant_id)))
    assert not Sync.objects.exists(), "what a batch writes is looked at when it is written"
    sync(desk)
    assert not DocumentLink.objects.exists() and said(desk, document) == []
    _release(desk)
    sender.join()
    # The answer that was held says “authorised”; what was read meanwhile is newer.
    link = DocumentLink.objects.get(document=document)
    assert (link.seen_status, str(link.seen_paid)) == ("PAID", "360.00")
    assert said(desk, document) == ["Paid in Xero: 360.00."]
    assert sync(desk).summary == {"paid": 1} and sync(desk).changed == 0


def test_what_was_told_while_a_batch_wrote_is_looked_at_after_it(desk: Desk) -> None:
    document = desk.invoice()
    desk.fault("hold", after=True)
    desk.click(document)
    sender = threading.Thread(target=_work, args=(desk,))
    sender.start()
    _until(lambda: len(desk.in_xero()) == 1)
    tell(body_of(event(desk.connection.tenant_id)))
    tasks.look_at_told()
    assert not Sync.objects.exists()
    _release(desk)
    sender.join()
    tasks.look_at_told()
    assert Sync.objects.get().why == Sync.Why.WEBHOOK


def _work(desk: Desk) -> None:
    from django.db import connections

    try:
        desk.work()
    finally:
        connections.close_all()


def _until(what: Any) -> None:
    give_up_at = time.monotonic() + 20
    while not what():
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


def _release(desk: Desk) -> None:
    desk.end_faults()
