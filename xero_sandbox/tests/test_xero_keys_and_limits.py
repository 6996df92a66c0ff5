"""Idempotency keys and limits.

https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/
https://developer.xero.com/faq/limits
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox_client import Xero, sale
from xero_sandbox.sandbox import CONTROL_CLIENT
from xero_sandbox.server import running


def count(xero: Xero) -> int:
    return len(xero.control("GET", "books")["Invoices"])


# Keys ------------------------------------------------------------------------------------------


def test_the_same_request_under_a_key_is_done_once(xero: Xero) -> None:
    first = xero.put("Invoices", sale(), key="k-1")
    again = xero.put("Invoices", sale(), key="k-1")
    assert again.body == first.body
    assert count(xero) == 1


def test_a_key_is_forgotten_six_minutes_after_its_first_call(xero: Xero) -> None:
    xero.put("Invoices", sale(), key="k-1")
    xero.running.clock.advance(300)
    xero.put("Invoices", sale(), key="k-1")
    assert count(xero) == 1
    xero.running.clock.advance(61)
    xero.put("Invoices", sale(), key="k-1")
    assert count(xero) == 2


def test_another_request_under_the_key_is_refused(xero: Xero) -> None:
    xero.put("Invoices", sale(), key="k-1")
    others = [
        xero.put("Invoices", sale(Reference="x"), key="k-1"),
        xero.post("Invoices", sale(), key="k-1"),
        xero.put("Invoices", sale(), key="k-1", unitdp=4),
    ]
    for reply in others:
        assert reply.status == 400
        assert b"Idempotency Key: k-1 is used with a different request." in reply.body
    assert count(xero) == 1


def test_errors_are_remembered_too(xero: Xero) -> None:
    first = xero.put("Invoices", sale(DueDate=None), key="k-1")
    assert first.status == 400
    assert xero.put("Invoices", sale(DueDate=None), key="k-1").body == first.body


@pytest.mark.parametrize(("kind", "kept"), [("http_500", 0), ("http_500_after", 1)])
def test_a_500_is_remembered_whether_or_not_the_work_was_done(
    xero: Xero, kind: str, kept: int
) -> None:
    xero.control("POST", "faults", {"faults": [{"kind": kind}]})
    assert xero.put("Invoices", sale(), key="k-1").status == 500
    assert xero.put("Invoices", sale(), key="k-1").status == 500
    assert count(xero) == kept
    assert xero.put("Invoices", sale(), key="k-2").status == 200


@pytest.mark.parametrize("length", [0, 129])
def test_a_key_has_up_to_128_characters(xero: Xero, length: int) -> None:
    reply = xero.api("PUT", "Items", {"Code": "A"}, {"Idempotency-Key": "k" * length})
    assert reply.status == 400
    assert str(length) in reply["detail"]
    assert xero.put("Items", {"Code": "A"}, key="k" * 128).status == 200


def test_a_second_call_waits_for_the_first(xero: Xero) -> None:
    faults = xero.running.faults
    faults.add({"faults": [{"kind": "hold"}]})
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(xero.put, "Invoices", sale(), key="k-1")
        assert faults.wait_until_held()
        second = pool.submit(xero.put, "Invoices", sale(), key="k-1")
        with pytest.raises(TimeoutError):
            second.result(timeout=0.2)
        assert count(xero) == 0
        faults.release()
        assert second.result().body == first.result().body
    assert count(xero) == 1


def test_reading_takes_no_key(xero: Xero) -> None:
    before = xero.get("Invoices", {"Idempotency-Key": "k-1"})
    xero.invoice()
    after = xero.get("Invoices", {"Idempotency-Key": "k-1"})
    assert len(after["Invoices"]) == len(before["Invoices"]) + 1


def test_keys_are_each_apps_own(xero: Xero) -> None:
    other = Xero(xero.running)
    told = other.control("POST", "token", {"client_id": "app-2"})
    other.token = told["access_token"]
    xero.put("Items", {"Code": "A"}, key="k-1")
    assert other.put("Items", {"Code": "B"}, key="k-1").status == 200


# Limits ----------------------------------------------------------------------------------------


@pytest.fixture
def limited() -> Iterator[Xero]:
    """A day has just begun, and with it a minute: no limit is renewed in the middle of a test."""
    with running(limits="real") as served:
        refusal = served.sandbox.limits.breach(CONTROL_CLIENT, served.books.tenant_id, "day")
        served.clock.advance(int(refusal.headers["Retry-After"]))
        yield Xero(served)


def test_sixty_calls_a_minute_and_no_more(limited: Xero) -> None:
    replies = [limited.get("Currencies") for _ in range(61)]
    assert [reply.status for reply in replies] == [200] * 60 + [429]
    assert replies[0].headers["X-MinLimit-Remaining"] == "59"
    assert replies[0].headers["X-DayLimit-Remaining"] == "4999"
    assert replies[0].headers["X-AppMinLimit-Remaining"] == "9999"
    refused = replies[-1]
    assert refused.body == b""
    assert refused.headers["Content-Type"] is None
    assert refused.headers["X-Rate-Limit-Problem"] == "minute"
    wait = int(refused.headers["Retry-After"])
    assert 1 <= wait <= 60
    limited.running.clock.advance(wait)
    assert limited.get("Currencies").status == 200


def test_a_days_limit_says_when_it_ends(limited: Xero) -> None:
    limited.control("POST", "limits", {"tier": "starter"})
    for _ in range(20):
        for _ in range(50):
            limited.running.sandbox.limits.enter("sandbox", limited.tenant)
            limited.running.sandbox.limits.leave("sandbox", limited.tenant)
        limited.running.clock.advance(60)
    reply = limited.get("Currencies")
    assert (reply.status, reply.headers["X-Rate-Limit-Problem"]) == (429, "day")
    assert reply.headers["X-DayLimit-Remaining"] == "0"
    assert int(reply.headers["Retry-After"]) > 60


def test_five_calls_at_once_and_no_more(limited: Xero) -> None:
    faults = limited.running.faults
    faults.add({"faults": [{"kind": "hold", "times": 5}]})
    with ThreadPoolExecutor(5) as pool:
        held = [pool.submit(limited.get, "Currencies") for _ in range(5)]
        assert faults.wait_until_held(5)
        sixth = limited.get("Currencies")
        assert (sixth.status, sixth.headers["X-Rate-Limit-Problem"]) == (429, "concurrent")
        assert sixth.headers["Retry-After"] is None
        faults.release()
        assert [call.result().status for call in held] == [200] * 5


def test_a_replay_counts_and_a_429_is_never_remembered(limited: Xero) -> None:
    limited.put("Items", {"Code": "A"}, key="k-1")
    reply = limited.put("Items", {"Code": "A"}, key="k-1")
    assert reply.headers["X-MinLimit-Remaining"] == "58"
    limited.control("POST", "faults", {"faults": [{"kind": "rate_minute"}]})
    assert limited.put("Items", {"Code": "B"}, key="k-2").status == 429
    assert limited.put("Items", {"Code": "B"}, key="k-2").status == 200


def test_the_whole_app_has_a_limit_too(limited: Xero) -> None:
    told = limited.control("POST", "limits", {"tier": "off", "app_minute": 2}).json
    assert told == {"tier": "off", "app_minute": 2}
    clock = limited.running.clock
    clock.advance(60 - clock.timestamp() % 60)  # the app's minute begins with the clock's
    replies = [limited.get("Currencies") for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert replies[-1].headers["X-Rate-Limit-Problem"] == "appminute"
    assert int(replies[-1].headers["Retry-After"]) >= 1


def test_who_is_turned_away_at_the_gate_hears_only_of_the_apps_limit(limited: Xero) -> None:
    reply = limited.get("Items", {"xero-tenant-id": ""})
    assert reply.headers["X-AppMinLimit-Remaining"] is not None
    assert reply.headers["X-MinLimit-Remaining"] is None


def test_limits_can_be_taken_off(limited: Xero) -> None:
    limited.control("POST", "limits", {"tier": "off"})
    assert {limited.get("Currencies").status for _ in range(70)} == {200}
