"""A sent invoice is changed and sent again: Xero's invoice is updated in place."""

from datetime import date
from decimal import Decimal

import httpx2
import pytest

from tests.sending.desk import Desk
from tracker.accounts_system.models import DocumentLink
from tracker.documents import invoices
from tracker.documents.line_drafts import LineDraft, draft_of
from tracker.documents.models import Document
from tracker.sending.models import State
from tracker.sending.plan import plan, with_lines


def sent(desk: Desk) -> Document:
    document = desk.invoice()
    desk.send(document)
    desk.forget_freshness()
    return document


def change_reference(desk: Desk, document: Document, reference: str = "PO 7781") -> None:
    invoices.change(document, reference=reference, by=desk.office.colleague)


def test_a_changed_reference_is_updated_in_place(desk: Desk) -> None:
    document = sent(desk)
    (before,) = desk.in_xero()
    change_reference(desk, document)
    (delivery,) = desk.send(document)
    (after,) = desk.in_xero()
    assert (delivery.state, delivery.intent) == (State.SENT, "update")
    assert after["Reference"] == "PO 7781"
    assert after["InvoiceID"] == before["InvoiceID"]
    assert [line["LineItemID"] for line in after["LineItems"]] == [
        line["LineItemID"] for line in before["LineItems"]
    ]


def test_a_line_that_is_added_and_one_that_is_removed_arrive(desk: Desk) -> None:
    document = sent(desk)
    kept = draft_of(document.lines.get())
    more = LineDraft(description="Travel", quantity=Decimal(1), unit_price=Decimal("12.40"))
    invoices.change(document, lines=[kept, more], by=desk.office.colleague)
    desk.send(document)
    (two,) = desk.in_xero()
    assert [line["Description"] for line in two["LineItems"]] == ["A day's work", "Travel"]
    last = draft_of(document.lines.order_by("position").last())  # type: ignore[arg-type]
    desk.forget_freshness()
    document.refresh_from_db()
    invoices.change(document, lines=[last], by=desk.office.colleague)
    desk.send(document)
    (one,) = desk.in_xero()
    assert [line["LineItemID"] for line in one["LineItems"]] == [two["LineItems"][1]["LineItemID"]]


def test_an_unchanged_invoice_is_not_sent_again(desk: Desk) -> None:
    document = sent(desk)
    before = desk.calls()
    (delivery,) = desk.send(document)
    assert delivery.state == State.UNCHANGED
    assert desk.calls() == before


@pytest.mark.parametrize("kind", ["lost_reply", "http_500", "http_500_after", "cut_reply"])
def test_an_update_whose_answer_is_missing_is_made_once(desk: Desk, kind: str) -> None:
    document = sent(desk)
    change_reference(desk, document)
    desk.fault(kind, method="POST", path="/Invoices")
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT
    (after,) = desk.in_xero()
    assert after["Reference"] == "PO 7781"


def test_what_a_bookkeeper_changed_is_not_overwritten_unseen(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    change_reference(desk, document)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "changed_in_xero")
    assert "reference" in delivery.sentence
    assert desk.in_xero()[0]["Reference"] == "BOOKKEEPER"


def test_the_preview_says_what_an_update_changes(desk: Desk) -> None:
    document = sent(desk)
    invoices.change(
        document, reference="PO 1", due_date=date(2026, 12, 20), by=desk.office.colleague
    )
    assert desk.foretold(document) == ("update", "due date, reference")


def test_a_person_who_has_seen_the_change_may_replace_it_once(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    change_reference(desk, document)
    desk.send(document)
    desk.forget_freshness()
    assert desk.foretold(document) == ("update", "reference · replaces what was changed in Xero")
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT
    assert desk.in_xero()[0]["Reference"] == "PO 7781"


def test_a_change_made_after_the_one_a_person_has_seen_is_not_replaced(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    change_reference(desk, document)
    desk.send(document)
    batch = desk.click(document)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER AGAIN"})
    desk.forget_freshness()
    desk.work()
    assert batch.deliveries.get().cause == "changed_in_xero"
    assert desk.in_xero()[0]["Reference"] == "BOOKKEEPER AGAIN"


def test_nobody_being_there_nothing_that_was_changed_in_xero_is_replaced(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    change_reference(desk, document)
    desk.send(document)
    (planned,) = plan(
        desk.connection, with_lines(Document.objects.filter(pk=document.pk)), may_replace=False
    )
    assert planned.refusal is not None and planned.refusal.cause == "changed_in_xero"


@pytest.mark.parametrize("amount", [10, 360], ids=["in part", "in full"])
def test_a_paid_invoice_is_refused_before_anything_is_written(desk: Desk, amount: int) -> None:
    document = sent(desk)
    paid = {"InvoiceNumber": document.number, "Amount": amount}
    httpx2.post(f"{desk.sandbox.url}/_sandbox/pay", json=paid)
    change_reference(desk, document)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")
    assert not any(call.startswith("POST") for call in desk.calls())


def test_a_voided_invoice_is_refused(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Status": "VOIDED"})
    change_reference(desk, document)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "voided_in_xero")


def test_an_invoice_edited_after_the_click_is_not_sent_half_old(desk: Desk) -> None:
    document = desk.invoice()
    batch = desk.click(document)
    change_reference(desk, document)
    desk.work()
    delivery = batch.deliveries.get()
    assert (delivery.state, delivery.cause) == (State.REFUSED, "changed_since")
    assert desk.in_xero() == []


def test_a_cleared_discount_is_cleared_in_xero_too(desk: Desk) -> None:
    document = desk.invoice()
    line = draft_of(document.lines.get())
    discounted = [LineDraft(**{**vars(line), "discount_percent": Decimal(10)})]
    invoices.change(document, lines=discounted, by=desk.office.colleague)
    document.refresh_from_db()
    desk.send(document)
    desk.forget_freshness()
    plain = [LineDraft(**{**vars(draft_of(document.lines.get())), "discount_percent": Decimal(0)})]
    invoices.change(document, lines=plain, by=desk.office.colleague)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.sentence) == (State.SENT, "")
    assert desk.in_xero()[0]["Total"] == 360
    assert DocumentLink.objects.get().seen_total == 360
