"""Misbehaviour on demand, over real connections."""

import http.client
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from sandbox_client import Xero, sale
from xero_sandbox.http import pipeline
from xero_sandbox.http.fault_kinds import KINDS

LOST = (http.client.RemoteDisconnected, ConnectionResetError)


def fault(xero: Xero, kind: str, **more: Any) -> None:
    reply = xero.control("POST", "faults", {"faults": [{"kind": kind, **more}]})
    assert reply.status == 200, reply.body


def count(xero: Xero) -> int:
    return len(xero.control("GET", "books")["Invoices"])


def last_call(xero: Xero) -> dict[str, Any]:
    told: dict[str, Any] = xero.control("GET", "journal")["calls"][-1]
    return told


def until(is_so: Callable[[], bool]) -> bool:
    """Whether it comes true, on a slow machine too."""
    give_up_at = time.monotonic() + 20
    while not is_so() and time.monotonic() < give_up_at:
        time.sleep(0.005)
    return is_so()


def test_a_lost_reply_is_lost_after_the_work_is_done(xero: Xero) -> None:
    fault(xero, "lost_reply", method="PUT", path="/Invoices")
    with pytest.raises(LOST):
        xero.put("Invoices", sale(), key="k-1")
    assert count(xero) == 1
    told = last_call(xero)
    assert (told["fault"], told["bytes_out"], told["key"]) == ("lost_reply", 0, "k-1")
    assert xero.put("Invoices", sale(), key="k-1").status == 200
    assert count(xero) == 1


def test_a_cut_reply_ends_in_the_middle_of_its_body(xero: Xero) -> None:
    fault(xero, "cut_reply")
    with pytest.raises(http.client.IncompleteRead):
        xero.put("Invoices", sale(), key="k-1")
    assert count(xero) == 1
    assert xero.put("Invoices", sale(), key="k-1")["Invoices"][0]["Status"] == "AUTHORISED"
    assert count(xero) == 1


def test_an_unparsable_answer_hides_work_that_was_done(xero: Xero) -> None:
    fault(xero, "unparsable")
    reply = xero.put("Invoices", sale(), key="k-1")
    assert reply.status == 200
    with pytest.raises(json.JSONDecodeError):
        _ = reply.json
    assert count(xero) == 1
    assert xero.put("Invoices", sale(), key="k-1").json["Status"] == "OK"


def test_an_answer_without_records_and_one_that_cannot_be_read_hide_work_that_was_done(
    xero: Xero,
) -> None:
    fault(xero, "no_records")
    assert xero.put("Invoices", sale(), key="k-1").json == {"Status": "OK"}
    fault(xero, "unreadable_record")
    assert xero.put("Invoices", sale(), key="k-1")["Invoices"][0]["Total"] == "a lot"
    assert count(xero) == 1
    assert xero.put("Invoices", sale(), key="k-1")["Invoices"][0]["Status"] == "AUTHORISED"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("http_503", 503),
        ("http_403", 403),
        ("http_404", 404),
        ("http_500", 500),
        ("token_expired", 401),
        ("token_revoked", 401),
        ("rate_minute", 429),
        ("rate_day", 429),
        ("rate_concurrent", 429),
    ],
)
def test_a_refusing_fault_does_nothing(xero: Xero, kind: str, status: int) -> None:
    fault(xero, kind)
    reply = xero.put("Invoices", sale())
    assert reply.status == status
    assert count(xero) == 0
    assert (last_call(xero)["fault"], last_call(xero)["status"]) == (kind, status)
    assert xero.put("Invoices", sale()).status == 200


def test_refusing_faults_have_the_shapes_of_the_real_ones(xero: Xero) -> None:
    fault(xero, "http_503")
    assert xero.get("Items").headers["Content-Type"].startswith("text/plain")
    fault(xero, "http_404")
    assert xero.get("Items").headers["Content-Type"].startswith("text/html")
    fault(xero, "token_expired")
    assert xero.get("Items")["Detail"].startswith("TokenExpired")
    fault(xero, "rate_minute", seconds=3)
    reply = xero.get("Items")
    assert (reply.headers["Retry-After"], reply.headers["X-MinLimit-Remaining"]) == ("3", "0")
    fault(xero, "rate_day")
    reply = xero.get("Items")
    assert (reply.headers["X-Rate-Limit-Problem"], reply.body) == ("day", b"")
    assert int(reply.headers["Retry-After"]) > 0


def test_reordered_answers_hold_the_same_records(xero: Xero) -> None:
    fault(xero, "reordered")
    wishes = [sale(InvoiceNumber=f"N-{number}") for number in range(5)]
    told = [each["InvoiceNumber"] for each in xero.put("Invoices", *wishes)["Invoices"]]
    assert sorted(told) == [wish["InvoiceNumber"] for wish in wishes]
    assert told != sorted(told)


@pytest.mark.parametrize("path", ["Invoices", "Accounts", "Contacts", "TaxRates"])
def test_an_unknown_enum_value_stands_in_the_answer(xero: Xero, path: str) -> None:
    xero.invoice()
    fault(xero, "unknown_enum")
    reply = xero.get(path)
    assert reply["Status"] == "OK"
    assert "NOTYETKNOWN" in reply[path][0].values()
    assert b"NOTYETKNOWN" not in xero.get(path).body


def test_a_slow_call_waits_and_then_works(xero: Xero, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go_on = Event()
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        assert may_go_on.wait(20)

    monkeypatch.setattr(pipeline, "time", SimpleNamespace(sleep=sleep))
    fault(xero, "slow", seconds=3)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(xero.put, "Invoices", sale())
        assert until(lambda: slept == [3])
        assert count(xero) == 0
        may_go_on.set()
        assert call.result().status == 200
    fault(xero, "slow")
    assert xero.put("Invoices", sale()).status == 200
    assert slept == [3, 100]


def test_a_slow_call_takes_its_time(xero: Xero) -> None:
    fault(xero, "slow", seconds=0.2)
    assert xero.put("Invoices", sale()).status == 200
    assert last_call(xero)["ms"] >= 200


def test_a_held_call_is_done_on_release_even_if_its_client_has_died(xero: Xero) -> None:
    fault(xero, "hold", path="/invoices")
    with pytest.raises(TimeoutError):
        xero.api("PUT", "Invoices", {"Invoices": [sale()]}, timeout=0.2)
    assert xero.running.faults.wait_until_held()
    assert xero.control("GET", "faults")["held"] == 1
    assert count(xero) == 0
    assert (last_call(xero)["status"], last_call(xero)["fault"]) == (None, "hold")
    assert xero.control("POST", "faults/release")["released"] == 1
    assert until(lambda: count(xero) == 1)


def test_a_call_may_be_held_after_its_work(xero: Xero) -> None:
    fault(xero, "hold", after=True)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(xero.put, "Invoices", sale())
        assert xero.running.faults.wait_until_held()
        assert count(xero) == 1
        assert xero.control("POST", "faults/release")["released"] == 1
        assert call.result().status == 200


def test_others_work_on_while_a_call_is_held(xero: Xero) -> None:
    fault(xero, "hold", method="PUT")
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(xero.put, "Invoices", sale())
        assert xero.running.faults.wait_until_held()
        assert xero.get("Invoices")["Invoices"] == []
        assert xero.post("Contacts", {"Name": "Acme"}).status == 200
        xero.control("DELETE", "faults")
        assert call.result().status == 200


def test_a_fault_meets_only_the_calls_it_is_meant_for(xero: Xero) -> None:
    fault(xero, "http_503", method="put", path="/INVOICES", times=2)
    assert xero.get("Invoices").status == 200
    assert xero.put("Items", {"Code": "A"}).status == 200
    assert [xero.put("Invoices", sale()).status for _ in range(3)] == [503, 503, 200]


def test_faults_touch_nothing_but_the_api(xero: Xero) -> None:
    fault(xero, "http_503", times=9)
    bearer = {"Authorization": f"Bearer {xero.token}"}
    assert xero.ask("GET", "/connections", headers=bearer).status == 200
    assert xero.control("GET", "books").status == 200


def test_one_seed_gives_the_same_faults_again(xero: Xero) -> None:
    def history(seed: int) -> list[Any]:
        xero.control("DELETE", "faults")
        xero.control("DELETE", "journal")
        rates = {"http_503": 0.2, "rate_minute": 0.2}
        xero.control("POST", "faults", {"seed": seed, "rates": rates})
        for _ in range(30):
            xero.get("Currencies")
        return [call["fault"] for call in xero.control("GET", "journal")["calls"]]

    first = history(7)
    assert history(7) == first
    assert history(8) != first
    struck = [each for each in first if each]
    assert 4 <= len(struck) <= 24
    assert all("seed=7" in each for each in struck)


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"faults": {}},
        {"faults": [{"kind": "earthquake"}]},
        {"faults": [{"kind": "slow", "times": 0}]},
        {"faults": [{"kind": "slow", "seconds": "long"}]},
        {"faults": [{"kind": "slow", "path": 5}]},
        {"seed": 1, "rates": {"earthquake": 1}},
        {"seed": 1, "rates": {"slow": 2}},
        {"seed": "x", "rates": {"slow": 0.5}},
    ],
)
def test_a_wish_that_is_no_fault_gets_a_sentence(xero: Xero, wish: dict[str, Any]) -> None:
    reply = xero.control("POST", "faults", wish)
    assert reply.status == 400
    assert len(reply["error"]) > 10
    assert xero.get("Items").status == 200


def test_every_kind_can_be_asked_for(xero: Xero) -> None:
    for kind in KINDS:
        fault(xero, kind)
    told = xero.control("GET", "faults")["faults"]
    assert [each["kind"] for each in told] == KINDS
    xero.control("DELETE", "faults")
    assert xero.control("GET", "faults")["faults"] == []
