"""The check of every answer sees what it should: https://github.com/XeroAPI/Xero-OpenAPI"""

import json
from typing import Any

import pytest

pytest.importorskip("jsonschema")

from openapi_check import documents, plugin
from openapi_check.checker import Checker, Heard
from sandbox_client import Reply, Xero, sale


@pytest.fixture(scope="module")
def checker() -> Checker:
    place = documents.folder()
    if place is None:
        pytest.skip(plugin.WITHOUT_FILES)
    return Checker(place)


def problems(checker: Checker, path: str, body: Any, method: str = "GET", status: int = 200) -> str:
    content = json.dumps(body, default=float).encode()
    full = f"/api.xro/2.0/{path}"
    heard = Heard(method, full, status, "application/json; charset=utf-8", content)
    return "\n".join(checker.problems(heard))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("Refrence", "PO 7", "'Refrence' was unexpected"),
        ("Status", "NOTYETKNOWN", "'NOTYETKNOWN' is not one of"),
        ("Date", "2026-11-03", "does not match"),
        ("InvoiceID", "7", "is not a 'uuid'"),
        ("Total", "120.00", "is not of type 'number'"),
        ("InvoiceNumber", "n" * 256, "is too long"),
        ("LineItems", [{"Quantity": "1"}], "is not of type 'number'"),
    ],
)
def test_a_wrong_value_is_seen(
    checker: Checker, xero: Xero, name: str, value: Any, sentence: str
) -> None:
    xero.invoice()
    told = xero.get("Invoices", page=1).json
    assert problems(checker, "Invoices", told) == ""
    told["Invoices"][0][name] = value
    assert sentence in problems(checker, "Invoices", told)


def test_a_wrong_value_is_seen_beside_thousands_of_right_ones(checker: Checker, xero: Xero) -> None:
    xero.put("Invoices", *[sale() for _ in range(20)])
    told = xero.get("Invoices", page=1).json
    assert problems(checker, "Invoices", told) == ""
    told["Invoices"][13]["Contact"]["ContactStatus"] = "SLEEPING"
    assert "'SLEEPING' is not one of" in problems(checker, "Invoices", told)


def test_what_was_refused_comes_back_as_it_was_attempted(checker: Checker, xero: Xero) -> None:
    wishes = {"Invoices": [sale(), sale(Type="ACCREX", InvoiceNumber="n" * 300)]}
    told = xero.api("PUT", "Invoices", wishes, summarizeErrors=False).json
    assert problems(checker, "Invoices", told, "PUT") == ""
    told["Invoices"][1]["StatusAttributeString"] = "OK"
    assert "'ACCREX' is not one of" in problems(checker, "Invoices", told, "PUT")


@pytest.mark.parametrize("summarize", [True, False])
def test_a_refused_record_has_its_dates_in_xeros_form(xero: Xero, summarize: bool) -> None:
    """Published clients read no other form: https://github.com/XeroAPI/xero-python"""
    wish = {"Invoices": [sale(Type="ACCREX", Date="2026-11-03", DueDate="/Date(1796256000000)/")]}
    told: Reply = xero.api("PUT", "Invoices", wish, summarizeErrors=summarize)
    (element,) = told["Elements"] if summarize else told["Invoices"]
    assert element["Date"] == "/Date(1793664000000+0000)/"
    assert element["DueDate"] == "/Date(1796256000000+0000)/"


def test_paths_statuses_and_bodies_that_no_file_knows_are_seen(checker: Checker) -> None:
    assert "no file knows the path" in problems(checker, "Unicorns", {})
    assert problems(checker, "Unicorns", {}, status=404) == ""
    assert "no such status" in problems(checker, "Invoices", {}, status=201)
    assert "a body where the file has none" in problems(checker, "Items/7", {}, "DELETE", 204)
    html = Heard("GET", "/api.xro/2.0/Invoices", 200, "text/html", b"<html>")
    assert checker.problems(html)[0].endswith("text/html where the file has JSON")


def test_a_wrong_webhook_is_seen(checker: Checker) -> None:
    event = {
        "resourceUrl": "https://api.xero.com/api.xro/2.0/CreditNotes/1",
        "resourceId": "55d84274-a3da-4829-a7c0-0cab601b95cc",
        "tenantId": "aef86862-2015-4b6b-88bc-d89032cecc50",
        "tenantType": "ORGANISATION",
        "eventCategory": "CREDITNOTE",
        "eventType": "CREATE",
        "eventDateUtc": "2026-11-02T00:44:09.923",
        "data": {"Type": "ACCPAYCREDIT", "Status": "DRAFT"},
    }
    numbers = {"firstEventSequence": 1, "lastEventSequence": 1, "entropy": "S0M3"}

    def seen(event: dict[str, Any]) -> str:
        body = json.dumps({"events": [event], **numbers}).encode()
        return "\n".join(checker.problems_of_delivery(body))

    assert seen(event) == ""
    assert "'data' is a required property" in seen({k: event[k] for k in event if k != "data"})
    assert "eventType" in seen({**event, "eventType": "DELETE"})
    zeros = dict.fromkeys(numbers, 0) | {"entropy": "S0M3"}
    assert checker.problems_of_delivery(json.dumps({"events": [], **zeros}).encode()) == []


def test_every_answer_of_a_sandbox_and_every_webhook_is_heard(
    xero: Xero, request: pytest.FixtureRequest
) -> None:
    watch = request.config.stash.get(plugin.WATCH, None)
    if watch is None:
        pytest.skip(plugin.obstacle())
    before = watch.checker.answers
    xero.get("Organisation")
    xero.get("TaxRates", headers={"Accept-Encoding": "gzip"})
    xero.ask("GET", "/connections", headers={"Authorization": f"Bearer {xero.token}"})
    assert watch.problems() == []
    assert watch.checker.answers == before + 3
    assert {"getOrganisations", "getTaxRates", "getConnections"} <= watch.checker.names


def test_answers_that_are_spoilt_on_purpose_are_not_xeros(
    xero: Xero, request: pytest.FixtureRequest
) -> None:
    """Were they checked, this test would fail after its end."""
    xero.invoice()
    for kind in ("unknown_enum", "unparsable", "no_records", "unreadable_record"):
        xero.control("POST", "faults", {"faults": [{"kind": kind}]})
        assert xero.get("Invoices").status == 200
