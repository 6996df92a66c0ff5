"""An answer is read element by element; one that makes no sense spoils no other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.xero import bodies
from tracker.xero import json
from tracker.xero.answers import Element, Pages, elements, pages, real_id


def only(raw: Any, name: str = "Invoices") -> Element:
    (element,) = elements({name: [raw]}, name)
    return element


def test_a_saved_element_has_its_id_in_lower_case() -> None:
    element = only(bodies.INVOICE)
    assert element.status == "OK"
    assert element.id == "2ee52cb2-5b6b-47d4-9bf8-5e5c1d0a1f00"
    assert element.was_saved
    assert element.messages == ()


def test_a_warning_was_saved_and_is_kept() -> None:
    text = "Only AUTHORISED invoices may have SentToContact updated."
    raw = bodies.INVOICE | {
        "StatusAttributeString": "WARNING",
        "Warnings": [{"Message": text}],
    }
    element = only(raw)
    assert (element.status, element.warnings, element.messages) == ("WARNING", (text,), ())
    assert element.was_saved


def test_errors_are_found_in_the_whole_tree_each_once() -> None:
    raw = {
        "InvoiceID": bodies.ZERO,
        "HasErrors": True,
        "StatusAttributeString": "ERROR",
        "ValidationErrors": [{"Message": "top"}, {"Message": "line"}],
        "Contact": {
            "ValidationErrors": [{"Message": "contact"}],
            "Addresses": [{"ValidationErrors": [{"Message": "address"}]}],
        },
        "LineItems": [{"ValidationErrors": [{"Message": "line"}, {"Description": "older"}]}],
    }
    element = only(raw)
    assert element.status == "ERROR"
    assert element.id == ""
    assert element.messages == ("top", "line", "contact", "older", "address")


def test_a_refusal_of_the_whole_call_has_its_elements_read_too() -> None:
    data = json.read(bodies.VALIDATION.replace(b"\n", b""))
    (element,) = elements(data, "Elements")
    assert element.status == "ERROR"
    assert "already assigned" in element.messages[0]


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "text",
        7,
        [],
        {},
        {"StatusAttributeString": "OK"},
        {"StatusAttributeString": "OK", "InvoiceID": bodies.ZERO},
        {"StatusAttributeString": "OK", "InvoiceID": 5},
        {"StatusAttributeString": "PARTIAL", "InvoiceID": bodies.INVOICE["InvoiceID"]},
        {"StatusAttributeString": ["OK"], "InvoiceID": bodies.INVOICE["InvoiceID"]},
        bodies.INVOICE | {"HasErrors": True},
    ],
)
def test_what_makes_no_sense_is_unknown_and_its_neighbours_go_on(raw: Any) -> None:
    found = elements({"Invoices": [bodies.INVOICE, raw, bodies.INVOICE]}, "Invoices")
    assert [element.status for element in found] == ["OK", "UNKNOWN", "OK"]
    assert not found[1].was_saved


@pytest.mark.parametrize("data", [None, [], "x", {}, {"Invoices": None}, {"Invoices": {}}])
def test_an_answer_without_a_list_has_no_elements(data: Any) -> None:
    assert elements(data, "Invoices") == []


def test_a_record_without_a_status_is_saved_if_it_has_an_id_and_no_errors() -> None:
    assert only({"ItemID": "A"}, "Items").status == "OK"
    errors = [{"Message": "no"}]
    assert only({"ItemID": "A", "ValidationErrors": errors}, "Items").status == "ERROR"


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(
                ["ValidationErrors", "Warnings", "Message", "InvoiceID", "StatusAttributeString"]
            ),
            inner,
            max_size=4,
        )
    ),
)


@settings(deadline=None)
@given(some.lists(anything, max_size=4))
def test_nothing_in_an_answer_can_make_reading_fail(records: list[Any]) -> None:
    assert len(elements({"Invoices": records}, "Invoices")) == len(records)


def test_pages_are_read() -> None:
    said = {"page": 2, "pageSize": 1000, "pageCount": 3, "itemCount": 2411}
    assert pages({"pagination": said}) == Pages(2, 1000, 3, 2411)
    assert not Pages(2, 1000, 3, 2411).is_last
    assert Pages(3, 1000, 3, 2411).is_last
    assert Pages(1, 1000, 0, 0).is_last
    assert pages({}) is None
    assert pages({"pagination": {"page": "1"}}) is None


@pytest.mark.parametrize("value", [None, "", bodies.ZERO, 5, [], " "])
def test_no_id_is_no_id(value: Any) -> None:
    assert real_id(value) == ""
