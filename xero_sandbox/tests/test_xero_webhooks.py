"""Webhooks: https://developer.xero.com/documentation/webhooks/configuring-your-server"""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from webhook_app import KEY, App, listening

from sandbox_client import Xero, sale
from xero_sandbox.server import running
from xero_sandbox.webhooks import posting


@pytest.fixture
def app() -> Iterator[App]:
    with listening() as received:
        yield received


@pytest.fixture
def subscribed(xero: Xero, app: App) -> App:
    told = xero.control("POST", "webhooks", {"url": app.url, "key": KEY})
    assert (told.status, told["status"]) == (200, "OK"), told.body
    return app


def settle(xero: Xero) -> dict[str, Any]:
    assert xero.running.webhooks.wait_until_idle()
    told: dict[str, Any] = xero.control("GET", "webhooks").json
    return told


def kinds(app: App) -> list[tuple[str, str]]:
    return [(each["eventCategory"], each["eventType"]) for each in app.events]


# Intent to receive --------------------------------------------------------------------------------


def test_an_app_that_tells_right_from_wrong_is_subscribed(xero: Xero, subscribed: App) -> None:
    told = xero.control("GET", "webhooks").json
    assert (told["status"], told["url"], told["problems"]) == ("OK", subscribed.url, [])
    assert subscribed.bodies == []


def test_an_app_that_takes_a_wrong_signature_is_not(xero: Xero, app: App) -> None:
    app.checks = False
    told = xero.control("POST", "webhooks", {"url": app.url, "key": KEY}).json
    assert told["status"] == "FAILED"
    assert told["problems"] == ["To a wrong signature 200 was answered, where 401 is expected."]
    xero.invoice()
    assert settle(xero)["waiting"] == 0
    assert app.bodies == []


def test_an_app_with_another_key_or_none_at_all_is_not(xero: Xero, app: App) -> None:
    told = xero.control("POST", "webhooks", {"url": app.url, "key": "other"}).json
    assert told["problems"] == ["To a right signature 401 was answered, where 200 is expected."]
    told = xero.control("POST", "webhooks", {"url": "http://localhost:9", "key": KEY}).json
    assert "nothing was answered" in told["problems"][0]


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"url": "http://127.0.0.1:8000/"},
        {"url": "https://127.0.0.1:8000/", "key": KEY},
        {"url": "http://elsewhere.example/", "key": KEY},
        {"url": "http://127.0.0.1.elsewhere.example/", "key": KEY},
        {"url": "http://127.0.0.1:notaport/", "key": KEY},
        {"url": 7, "key": KEY},
    ],
)
def test_only_this_machine_is_told_anything(xero: Xero, wish: dict[str, Any]) -> None:
    reply = xero.control("POST", "webhooks", wish)
    assert (reply.status, list(reply.json)) == (400, ["error"])
    assert xero.control("GET", "webhooks")["status"] == "NONE"


# Deliveries ---------------------------------------------------------------------------------------


def test_a_new_invoice_and_its_new_contact_are_told_in_one_batch(
    xero: Xero, subscribed: App
) -> None:
    made = xero.invoice()
    assert settle(xero)["delivered"] == 2
    (body,) = subscribed.bodies
    contact, invoice = body["events"]
    assert kinds(subscribed) == [("CONTACT", "CREATE"), ("INVOICE", "CREATE")]
    assert body["lastEventSequence"] == body["firstEventSequence"] + 1
    assert body["entropy"]
    assert contact["resourceId"] == made["Contact"]["ContactID"]
    assert invoice == {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/Invoices/{made['InvoiceID']}",
        "resourceId": made["InvoiceID"],
        "eventDateUtc": invoice["eventDateUtc"],
        "eventType": "CREATE",
        "eventCategory": "INVOICE",
        "tenantId": xero.tenant,
        "tenantType": "ORGANISATION",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}", invoice["eventDateUtc"])


def test_what_is_made_and_changed_in_one_call_is_told_once(xero: Xero, subscribed: App) -> None:
    again = {"Name": "Acme Logistics Ltd", "EmailAddress": "accounts@acme.example"}
    assert xero.put("Invoices", sale(), sale(Contact=again)).status == 200
    settle(xero)
    assert kinds(subscribed).count(("CONTACT", "CREATE")) == 1
    assert ("CONTACT", "UPDATE") not in kinds(subscribed)


def test_a_payment_is_told_as_the_invoices_update(xero: Xero, subscribed: App) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    settle(xero)
    subscribed.bodies.clear()
    xero.control("POST", "pay", {"InvoiceNumber": "H-1", "Amount": 20})
    settle(xero)
    assert kinds(subscribed) == [("INVOICE", "UPDATE")]
    assert subscribed.events[0]["resourceId"] == made["InvoiceID"]
    xero.control("POST", "books/credit", {"InvoiceNumber": "H-1"})
    settle(xero)
    assert kinds(subscribed)[1:] == [("CREDITNOTE", "CREATE"), ("INVOICE", "UPDATE")]
    assert subscribed.events[1]["data"] == {"Type": "ACCRECCREDIT", "Status": "PAID"}


def test_what_moves_no_stamp_and_what_is_refused_is_not_told(xero: Xero, subscribed: App) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    xero.control("POST", "pay", {"InvoiceNumber": "H-1", "Amount": 20})
    settle(xero)
    subscribed.bodies.clear()
    changed = {"InvoiceID": made["InvoiceID"], "DueDate": "2027-01-01"}
    assert xero.post("Invoices", changed).status == 200
    xero.put("Invoices", sale(DueDate=None))
    xero.put("Items", {"Code": "A"})
    settle(xero)
    assert subscribed.events == []


def test_sequences_grow_and_the_api_never_waits(
    xero: Xero, subscribed: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 30)
    subscribed.may_answer.clear()
    for number in range(6):
        xero.put("Items", {"Code": f"I-{number}"})
        assert xero.put("Invoices", sale()).status == 200
    assert xero.control("GET", "webhooks")["delivered"] == 0
    subscribed.may_answer.set()
    settle(xero)
    numbers = [
        number
        for body in subscribed.bodies
        for number in range(body["firstEventSequence"], body["lastEventSequence"] + 1)
    ]
    assert len(numbers) == len(subscribed.events) == 7
    assert numbers == list(range(numbers[0], numbers[0] + 7))


def test_what_is_not_taken_is_sent_again(xero: Xero, subscribed: App) -> None:
    xero.running.webhooks.retry_seconds = (0, 0.01, 0.01)
    subscribed.answers = [500, 404, 204]
    xero.contact("Acme")
    told = settle(xero)
    assert (told["delivered"], told["failed"]) == (1, 0)
    assert told["deliveries"][0]["attempts"] == 3
    assert subscribed.bodies[0] == subscribed.bodies[1] == subscribed.bodies[2]


def test_who_takes_nothing_for_long_is_disabled_until_enabled_again(
    xero: Xero, subscribed: App
) -> None:
    """https://developer.xero.com/documentation/webhooks/configuring-your-server"""
    xero.running.webhooks.retry_seconds = (0, 0.01, 0.01)
    subscribed.answers = [500] * 4
    xero.contact("Acme")
    told = settle(xero)
    assert (told["status"], told["delivered"], told["failed"], told["waiting"]) == (
        "DISABLED",
        0,
        1,
        1,
    )
    (failed,) = told["deliveries"]
    assert (failed["status"], failed["attempts"], failed["answer"]) == ("failed", 4, 500)
    xero.contact("Bright")
    assert settle(xero)["waiting"] == 2
    subscribed.bodies.clear()
    assert xero.control("POST", "webhooks/replay", {}).status == 400
    assert xero.control("POST", "webhooks", {"url": subscribed.url, "key": KEY})["status"] == "OK"
    told = settle(xero)
    assert (told["status"], told["delivered"], told["waiting"]) == ("OK", 2, 0)
    assert len(subscribed.events) == 2


def test_a_disabled_address_that_answers_wrongly_stays_so(xero: Xero, subscribed: App) -> None:
    xero.running.webhooks.retry_seconds = ()
    subscribed.answers = [500]
    xero.contact("Acme")
    settle(xero)
    subscribed.checks = False
    told = xero.control("POST", "webhooks", {"url": subscribed.url, "key": KEY})
    assert (told["status"], told["waiting"]) == ("FAILED", 1)
    subscribed.checks = True
    told = xero.control("POST", "webhooks", {"url": subscribed.url, "key": KEY})
    assert told["status"] == "OK"
    assert settle(xero)["delivered"] == 1


def test_an_app_that_takes_too_long_has_not_answered(
    xero: Xero, subscribed: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 0.1)
    xero.running.webhooks.retry_seconds = (0.01,)
    subscribed.may_answer.clear()
    xero.contact("Acme")
    told = settle(xero)
    assert (told["failed"], told["deliveries"][0]["answer"]) == (1, None)


# Replays and the end ------------------------------------------------------------------------------


def test_a_replay_sends_the_same_events_again(xero: Xero, subscribed: App) -> None:
    xero.invoice()
    settle(xero)
    first = list(subscribed.events)
    assert xero.control("POST", "webhooks/replay", {"count": 1})["replayed"] == 1
    settle(xero)
    assert subscribed.events == [*first, first[-1]]
    assert subscribed.bodies[1]["firstEventSequence"] == subscribed.bodies[0]["lastEventSequence"]
    subscribed.bodies.clear()
    assert xero.control("POST", "webhooks/replay", {"reverse": True})["replayed"] == 2
    settle(xero)
    assert subscribed.events == first[::-1]
    assert xero.control("POST", "webhooks/replay", {"count": 0}).status == 400


def test_after_the_end_nothing_is_sent(xero: Xero, subscribed: App) -> None:
    assert xero.control("DELETE", "webhooks")["status"] == "NONE"
    xero.invoice()
    settle(xero)
    assert subscribed.bodies == []
    assert xero.control("POST", "webhooks/replay", {}).status == 400


def test_the_end_calls_off_what_is_being_tried(xero: Xero, subscribed: App) -> None:
    xero.running.webhooks.retry_seconds = (30,)
    subscribed.answers = [500]
    xero.contact("Acme")
    deadline = time.perf_counter() + 20
    while not subscribed.bodies and time.perf_counter() < deadline:
        time.sleep(0.01)
    xero.control("DELETE", "webhooks")
    xero.control("POST", "webhooks", {"url": subscribed.url, "key": KEY})
    xero.contact("Bright")
    assert settle(xero)["delivered"] == 1


def test_a_story_is_not_told_event_by_event(xero: Xero, subscribed: App) -> None:
    xero.contact("Acme")
    settle(xero)
    xero.control("POST", "stories/messy")
    assert settle(xero)["deliveries"] == []
    assert len(subscribed.events) == 1


def test_a_subscription_outlives_a_restart(tmp_path: Path, app: App) -> None:
    with running(data=tmp_path) as served:
        Xero(served).control("POST", "webhooks", {"url": app.url, "key": KEY})
    with running(data=tmp_path) as served:
        xero = Xero(served)
        xero.contact("Acme")
        assert settle(xero)["delivered"] == 1
        xero.control("DELETE", "webhooks")
    with running(data=tmp_path) as served:
        assert served.webhooks.status == "NONE"
    assert kinds(app) == [("CONTACT", "CREATE")]
