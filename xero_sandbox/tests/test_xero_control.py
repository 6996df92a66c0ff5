"""The control plane under ``/_sandbox/``."""

import time
from typing import Any

import pytest

from sandbox_client import Xero, bill, line, sale


def test_the_journal_holds_every_call_on_xeros_paths_and_no_other(xero: Xero) -> None:
    xero.control("DELETE", "journal")
    xero.put("Invoices", sale(), key="k-1", unitdp=4)
    xero.ask("GET", "/connections", headers={"Authorization": f"Bearer {xero.token}"})
    xero.get("Nothing")
    xero.ask("GET", "/")
    put, connections, nothing = xero.control("GET", "journal")["calls"]
    assert put.keys() == {
        "at_ms",
        "tenant",
        "method",
        "path",
        "query",
        "status",
        "key",
        "bytes_in",
        "bytes_out",
        "ms",
        "fault",
    }
    assert (put["method"], put["path"]) == ("PUT", "/api.xro/2.0/Invoices")
    assert (put["query"], put["key"], put["status"]) == ("unitdp=4", "k-1", 200)
    assert (put["fault"], connections["key"], nothing["status"]) == (None, None, 404)
    assert put["bytes_in"] > 100
    assert connections["path"] == "/connections"


def test_bytes_out_is_what_was_sent(xero: Xero) -> None:
    reply = xero.get("TaxRates")
    head = sum(len(f"{name}: {value}\r\n") for name, value in reply.headers.items())
    sent = xero.running.journal.calls()[-1]["bytes_out"]
    assert sent == len("HTTP/1.1 200 OK\r\n") + head + len("\r\n") + len(reply.body)


def test_the_books_are_told_in_xeros_shape(xero: Xero) -> None:
    xero.put("Items", {"Code": "A"})
    made = xero.invoice()
    xero.control("POST", "pay", {"InvoiceID": made["InvoiceID"]})
    books = xero.control("GET", "books").json
    assert books.keys() == {"Invoices", "Contacts", "Items", "Payments", "CreditNotes"}
    assert [len(books[name]) for name in books] == [1, 1, 1, 1, 0]
    assert books["Invoices"][0]["LineItems"] == made["LineItems"]
    assert books["Invoices"][0]["Status"] == "PAID"
    assert xero.control("GET", "books?tenant=nobody").status == 400


def test_a_token_has_the_scopes_asked_for(xero: Xero) -> None:
    told = xero.control("POST", "token", {"scopes": ["accounting.invoices"]}).json
    assert told["scope"] == "accounting.invoices"
    assert "refresh_token" not in told
    assert told["tenants"][0]["tenantName"] == "Harbour Talent Ltd"
    whole = xero.control("POST", "token", {"scopes": ["offline_access", "accounting.contacts"]})
    assert whole.json.keys() >= {"access_token", "refresh_token", "expires_in", "scope", "tenants"}


def test_paying_is_in_full_and_today_unless_said(xero: Xero) -> None:
    xero.invoice(InvoiceNumber="N-1")
    told = xero.control("POST", "pay", {"InvoiceNumber": "N-1", "Amount": 20}).json
    assert str(told["Amount"]) == "20.00"
    told = xero.control("POST", "pay", {"InvoiceNumber": "N-1", "Date": "2026-11-05"}).json
    assert (str(told["Amount"]), told["Date"]) == ("100.00", "/Date(1793836800000+0000)/")
    xero.put("Invoices", bill(InvoiceNumber="B-1"))
    assert xero.control("POST", "pay", {"InvoiceNumber": "B-1"}).status == 200


def test_the_clock_moves_forward_only(xero: Xero) -> None:
    before = xero.running.clock.timestamp()
    xero.control("POST", "clock", {"advance_seconds": 3600})
    assert 3600 <= xero.running.clock.timestamp() - before < 3660
    assert xero.control("POST", "clock", {"advance_seconds": -1}).status == 400


def test_latency_is_waited_on_xeros_paths(xero: Xero) -> None:
    xero.control("POST", "latency", {"ms": 120})
    begun = time.perf_counter()
    xero.get("Currencies")
    assert time.perf_counter() - begun >= 0.12
    xero.control("POST", "latency", {"ms": 60_000})
    assert xero.control("GET", "clock").status == 200  # before the client gives up


def test_reset_goes_back_to_the_start_and_keeps_tokens(xero: Xero) -> None:
    xero.invoice(InvoiceNumber="N-1")
    xero.put("Items", {"Code": "A"}, key="k-1")
    xero.control("POST", "latency", {"ms": 1000})
    xero.control("POST", "faults", {"faults": [{"kind": "http_503"}]})
    assert xero.control("POST", "reset")["story"] == "new_company"
    assert xero.control("GET", "journal")["calls"] == []
    assert xero.get("Invoices")["Invoices"] == []
    assert xero.put("Items", {"Code": "B"}, key="k-1").status == 200


@pytest.mark.parametrize(("story", "count"), [("two", 2), ("fifty", 50)])
def test_a_story_replaces_the_organisations(xero: Xero, story: str, count: int) -> None:
    told = xero.control("POST", f"stories/{story}_organisations").json
    assert len(told["tenants"]) == count
    tenants = xero.control("POST", "token", {})["tenants"]
    assert len({each["tenantName"] for each in tenants}) == count
    reply = xero.control("POST", "stories/nothing")
    assert (reply.status, reply["error"].startswith("There is no story")) == (400, True)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "clock", {}),
        ("POST", "clock", {"advance_seconds": "soon"}),
        ("POST", "clock", [1]),
        ("POST", "latency", {"ms": -1}),
        ("POST", "latency", {}),
        ("POST", "limits", {"tier": "generous"}),
        ("POST", "limits", {"tier": "real", "app_minute": "many"}),
        ("POST", "pay", {"InvoiceNumber": "none"}),
        ("POST", "pay", {}),
        ("POST", "token", {"scopes": "all"}),
        ("POST", "token", {"scopes": ["accounting.transactions"]}),
        ("POST", "organisation", {"PeriodLockDate": "never"}),
        ("POST", "organisation", {"forbidden_actions": ["Everything"]}),
        ("POST", "organisation", {"forbidden_actions": [["CreateDraftBill"]]}),
        ("POST", "organisation", {"Class": "GOLD"}),
        ("POST", "books/erase", {"Name": "nobody"}),
    ],
)
def test_bad_input_gets_one_sentence(xero: Xero, method: str, path: str, body: Any) -> None:
    reply = xero.control(method, path, body)
    assert (reply.status, list(reply.json)) == (400, ["error"])
    assert reply["error"]


def test_too_much_money_gets_xeros_sentence(xero: Xero) -> None:
    xero.invoice(InvoiceNumber="N-1")
    reply = xero.control("POST", "pay", {"InvoiceNumber": "N-1", "Amount": 500})
    assert reply["error"] == "Payment amount exceeds the amount outstanding on this document"


def test_a_body_that_is_no_json_gets_a_sentence(xero: Xero) -> None:
    reply = xero.ask("POST", "/_sandbox/clock", b"{")
    assert (reply.status, reply["error"].startswith("The body is not JSON")) == (400, True)
    assert xero.control("GET", "unknown").status == 404


def test_fifty_invoices_of_twenty_lines_go_into_one_call(xero: Xero) -> None:
    lines = [line(Description=f"Day {number}") for number in range(20)]
    wishes = [sale(InvoiceNumber=f"N-{number}", LineItems=lines) for number in range(50)]
    told = xero.put("Invoices", *wishes)["Invoices"]
    assert [each["InvoiceNumber"] for each in told] == [each["InvoiceNumber"] for each in wishes]
    assert {str(each["Total"]) for each in told} == {"2400.00"}
