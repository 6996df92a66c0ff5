"""A sent invoice is changed and sent again: Xero's invoice is updated in place."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.sending.desk import Desk
from tracker.accounts_system.models import DocumentLink
from tracker.accounts_system.settings import save
from tracker.documents import lifecycle
from tracker.documents.line_drafts import LineDraft, draft_of
from tracker.documents.models import Document
from tracker.sending.models import State


def sent(desk: Desk) -> Document:
    document = desk.invoice()
    desk.send(document)
    desk.forget_freshness()
    return document


def what_moved(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The members of an invoice in Xero that differ, but for its stamp of time."""
    moved = {name for name in before | after if before.get(name) != after.get(name)}
    return {name for name in moved if not name.startswith("UpdatedDate")}


def change_reference(desk: Desk, document: Document, reference: str = "PO 7781") -> None:
    lifecycle.change(document, reference=reference, by=desk.office.colleague)


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
    lifecycle.change(document, lines=[kept, more], by=desk.office.colleague)
    desk.send(document)
    (two,) = desk.in_xero()
    assert [line["Description"] for line in two["LineItems"]] == ["A day's work", "Travel"]
    last = draft_of(document.lines.order_by("position").last())  # type: ignore[arg-type]
    desk.forget_freshness()
    document.refresh_from_db()
    lifecycle.change(document, lines=[last], by=desk.office.colleague)
    desk.send(document)
    (one,) = desk.in_xero()
    assert [line["LineItemID"] for line in one["LineItems"]] == [two["LineItems"][1]["LineItemID"]]


def test_an_unchanged_invoice_is_not_sent_again(desk: Desk) -> None:
    document = sent(desk)
    before = desk.calls()
    (delivery,) = desk.send(document)
    assert delivery.state == State.UNCHANGED
    assert desk.calls() == before


def test_the_preview_says_what_an_update_changes(desk: Desk) -> None:
    document = sent(desk)
    lifecycle.change(
        document, reference="PO 1", due_date=date(2026, 12, 20), by=desk.office.colleague
    )
    assert desk.foretold(document) == ("update", "due date, reference")


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
    lifecycle.change(document, lines=discounted, by=desk.office.colleague)
    document.refresh_from_db()
    desk.send(document)
    desk.forget_freshness()
    plain = [LineDraft(**{**vars(draft_of(document.lines.get())), "discount_percent": Decimal(0)})]
    lifecycle.change(document, lines=plain, by=desk.office.colleague)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.sentence) == (State.SENT, "")
    assert desk.in_xero()[0]["Total"] == 360
    assert DocumentLink.objects.get().seen_total == 360


def test_another_company_and_other_dates_arrive_and_nothing_else_moves(
    desk: Desk,
) -> None:
    document = sent(desk)
    (before,) = desk.in_xero()
    lifecycle.change(
        document,
        company=desk.company("Brightwater Group"),
        date=date(2026, 11, 5),
        due_date=date(2026, 12, 24),
        by=desk.office.colleague,
    )
    assert desk.foretold(document) == ("update", "company, date, due date · new company")
    (delivery,) = desk.send(document)
    (after,) = desk.in_xero()
    assert delivery.state == State.SENT
    moved = what_moved(before, after)
    dates = {"Date", "DateString", "DueDate", "DueDateString"}
    assert moved == {"Contact", *dates}


def test_lines_that_change_places_keep_their_ids(desk: Desk) -> None:
    document = sent(desk)
    more = LineDraft(description="Travel", quantity=Decimal(1), unit_price=Decimal("12.40"))
    first = draft_of(document.lines.get())
    lifecycle.change(document, lines=[first, more], by=desk.office.colleague)
    desk.send(document)
    before = {line["Description"]: line["LineItemID"] for line in desk.in_xero()[0]["LineItems"]}
    desk.forget_freshness()
    document.refresh_from_db()
    day, travel = (draft_of(line) for line in document.lines.order_by("position"))
    lifecycle.change(document, lines=[travel, day], by=desk.office.colleague)
    (delivery,) = desk.send(document)
    after = {line["Description"]: line["LineItemID"] for line in desk.in_xero()[0]["LineItems"]}
    assert (delivery.state, delivery.sentence) == (State.SENT, "")
    assert list(after) == ["Travel", "A day's work"] and after == before


def test_a_draft_in_xero_is_approved_by_an_update_once_that_is_the_status_on_arrival(
    desk: Desk,
) -> None:
    save(desk.connection, kind="invoice", by=desk.office.owner, status_on_arrival="DRAFT")
    document = sent(desk)
    save(desk.connection, kind="invoice", by=desk.office.owner, status_on_arrival="AUTHORISED")
    change_reference(desk, document)
    assert desk.foretold(document) == ("update", "reference, approves it in Xero")
    desk.send(document)
    assert desk.in_xero()[0]["Status"] == "AUTHORISED"


def test_what_is_approved_in_xero_never_goes_back_to_draft(desk: Desk) -> None:
    document = sent(desk)
    save(desk.connection, kind="invoice", by=desk.office.owner, status_on_arrival="DRAFT")
    change_reference(desk, document)
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT
    assert desk.in_xero()[0]["Status"] == "AUTHORISED"


def test_many_updates_go_in_one_call(desk: Desk) -> None:
    documents = [desk.invoice() for _ in range(5)]
    desk.send(*documents)
    desk.forget_freshness()
    for document in documents:
        change_reference(desk, document)
    before = len(desk.calls())
    assert {each.state for each in desk.send(*documents)} == {State.SENT}
    assert [call for call in desk.calls()[before:] if call.startswith("POST")] == [
        "POST /api.xro/2.0/Invoices"
    ]
