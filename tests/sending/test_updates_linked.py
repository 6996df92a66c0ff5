"""Invoices that were linked by hand: their lines get Xero's ids, and nothing goes unseen."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.sending.adopting import keyed_in, read
from tests.sending.desk import Desk
from tests.sending.test_updates import change_reference
from tracker.accounts_system.heads import read_heads
from tracker.documents import lifecycle
from tracker.documents.line_drafts import LineDraft, draft_of
from tracker.documents.models import Document
from tracker.sending import adoption, line_matching
from tracker.sending.models import State

DAY = {"Description": "A day's work", "Quantity": 3, "UnitAmount": 100, "AccountCode": "200"}
TRAVEL = {"Description": "Travel", "Quantity": 1, "UnitAmount": 50, "AccountCode": "200"}


def linked(desk: Desk, *lines: dict[str, Any]) -> Document:
    """Two lines here; typed into Xero by hand with these, and linked."""
    document = desk.invoice()
    day = replace(draft_of(document.lines.get()), product=None)
    travel = LineDraft(description="Travel", quantity=Decimal(1), unit_price=Decimal(50))
    lifecycle.change(document, lines=[day, travel], by=desk.office.colleague)
    keyed_in(desk, document, LineItems=list(lines))
    read(desk)
    adoption.link(document, by=desk.office.colleague)
    desk.forget_freshness()
    return document


def ids(desk: Desk) -> dict[str, str]:
    return {line["Description"]: line["LineItemID"] for line in desk.in_xero()[0]["LineItems"]}


def test_lines_get_their_ids_by_content_whatever_their_order(desk: Desk) -> None:
    document = linked(desk, TRAVEL, DAY)
    before = ids(desk)
    change_reference(desk, document)
    (refused,) = desk.send(document)
    assert (refused.state, refused.cause) == (State.REFUSED, "changed_in_xero")
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.sentence) == (State.SENT, "")
    assert ids(desk) == before
    assert desk.in_xero()[0]["Reference"] == "PO 7781"


def test_lines_that_equal_none_get_them_in_order(desk: Desk) -> None:
    document = linked(desk, {**DAY, "Description": "Work"}, {**TRAVEL, "Description": "Trip"})
    before = list(ids(desk).values())
    change_reference(desk, document)
    desk.send(document)
    assert "description of line 1: Xero “Work”, here “A day's work”" in desk.foretold(document)[1]
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT
    assert list(ids(desk)) == ["A day's work", "Travel"]
    assert list(ids(desk).values()) == before


def test_a_paid_one_keeps_its_lines_and_changes_what_may(desk: Desk) -> None:
    document = linked(desk, DAY, TRAVEL)
    before = ids(desk)
    desk.pay_in_xero(document)
    read_heads(desk.connection)
    change_reference(desk, document)
    desk.send(document)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.sentence) == (State.SENT, "")
    assert ids(desk) == before
    assert (desk.in_xero()[0]["Reference"], desk.in_xero()[0]["Status"]) == ("PO 7781", "PAID")


def test_a_paid_one_whose_lines_differ_is_refused_with_what_cannot_change(desk: Desk) -> None:
    document = linked(desk, {**DAY, "Quantity": 4, "UnitAmount": 75}, TRAVEL)
    desk.pay_in_xero(document)
    read_heads(desk.connection)
    change_reference(desk, document)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")
    assert "The quantity and price cannot change once" in delivery.sentence
    assert desk.foretold(document)[0] == "blocked"


def test_matching_prefers_the_id_then_the_content_then_the_order() -> None:
    theirs = [
        {"LineItemID": "1", "Description": "a"},
        {"LineItemID": "2", "Description": "b"},
        {"LineItemID": "3", "Description": "c"},
    ]
    ours = [
        {"Description": "new"},
        {"Description": "b"},
        {"Description": "else", "LineItemID": "3"},
        {"Description": "more"},
    ]
    assert line_matching.matched_ids(ours, theirs) == ["1", "2", "3", None]
