"""What somebody changed in Xero is shown with both values, and a person decides."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.sending.desk import Desk
from tests.sending.test_updates import change_reference, sent
from tracker.accounts_system import held_records
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import Call, DocumentLink
from tracker.documents import lifecycle
from tracker.documents.line_drafts import LineDraft, draft_of
from tracker.documents.models import Document
from tracker.sending.models import State
from tracker.sending.plan import plan, with_lines
from tracker.sending.refreshing import refresh, refresh_old

pytestmark = pytest.mark.usefixtures("short_deadlines")


def reprice(desk: Desk, document: Document, price: str) -> None:
    line = vars(draft_of(document.lines.get()))
    lines = [LineDraft(**{**line, "unit_price": Decimal(price)})]
    lifecycle.change(document, lines=lines, by=desk.office.colleague)


def test_it_is_not_overwritten_unseen_and_both_values_are_said(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    change_reference(desk, document)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "changed_in_xero")
    assert "reference: Xero “BOOKKEEPER”, here “PO 7781”" in delivery.sentence
    assert desk.in_xero()[0]["Reference"] == "BOOKKEEPER"


def test_what_was_changed_only_there_is_not_said_to_be_as_it_is_here(desk: Desk) -> None:
    document = sent(desk)
    assert desk.foretold(document) == ("unchanged", "Xero has it as it is here")
    line = {"Description": "By hand", "Quantity": 1, "UnitAmount": 1, "AccountCode": "200"}
    desk.edit_in_xero(document, {"LineItems": [line]})
    read_heads(desk.connection)
    assert desk.foretold(document) == (
        "unchanged",
        "Xero has it, with another total (1.20): see Differences",
    )


def test_the_next_preview_shows_both_and_the_click_replaces_that(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    change_reference(desk, document)
    desk.send(document)
    desk.forget_freshness()
    assert desk.foretold(document) == (
        "update",
        "reference · replaces what was changed in Xero:"
        " reference: Xero “BOOKKEEPER”, here “PO 7781”",
    )
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


def test_what_changes_between_the_preview_and_the_click_is_not_replaced(desk: Desk) -> None:
    document = sent(desk)
    change_reference(desk, document)
    refresh(desk.connection, documents=Document.objects.all(), by=desk.office.colleague)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "changed_in_xero")
    assert desk.in_xero()[0]["Reference"] == "BOOKKEEPER"


def test_nobody_being_there_it_is_not_replaced(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    change_reference(desk, document)
    desk.send(document)
    wanted = with_lines(Document.objects.filter(pk=document.pk))
    (planned,) = plan(desk.connection, "invoice", wanted, may_replace=False)
    assert planned.refusal is not None and planned.refusal.cause == "changed_in_xero"


def test_what_was_changed_on_both_sides_to_the_same_is_no_conflict(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Reference": "PO 7781"})
    change_reference(desk, document)
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT


def test_a_price_changed_in_xero_is_not_overwritten_by_another_of_ours(desk: Desk) -> None:
    document = sent(desk)
    (line,) = desk.in_xero()[0]["LineItems"]
    edited = {"LineItemID": line["LineItemID"], "UnitAmount": 110}
    desk.edit_in_xero(document, {"LineItems": [edited]})
    reprice(desk, document, "120")
    (delivery,) = desk.send(document)
    assert delivery.cause == "changed_in_xero"
    assert "price of line 1: Xero “110.00”, here “120.00”" in delivery.sentence
    assert desk.in_xero()[0]["LineItems"][0]["UnitAmount"] == 110


def test_a_line_that_was_changed_in_xero_is_not_removed_unseen(desk: Desk) -> None:
    document = sent(desk)
    kept = draft_of(document.lines.get())
    more = LineDraft(description="Travel", quantity=Decimal(1), unit_price=Decimal("12.40"))
    lifecycle.change(document, lines=[kept, more], by=desk.office.colleague)
    desk.send(document)
    day, travel = desk.in_xero()[0]["LineItems"]
    lines = [
        {"LineItemID": day["LineItemID"]},
        {"LineItemID": travel["LineItemID"], "UnitAmount": 20},
    ]
    desk.edit_in_xero(document, {"LineItems": lines})
    desk.forget_freshness()
    document.refresh_from_db()
    left = [draft_of(line) for line in document.lines.order_by("position")[:1]]
    lifecycle.change(document, lines=left, by=desk.office.colleague)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "changed_in_xero")
    assert len(desk.in_xero()[0]["LineItems"]) == 2


def test_what_a_sync_and_a_reading_found_is_in_the_first_preview_already(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    read_heads(desk.connection)
    held_records.read(desk.connection, list(DocumentLink.objects.all()))
    change_reference(desk, document)
    assert "Xero “BOOKKEEPER”, here “PO 7781”" in desk.foretold(document)[1]


def test_of_a_dropped_body_whatever_differs_is_shown_first(desk: Desk) -> None:
    document = sent(desk)
    Call.objects.update(body=None)
    change_reference(desk, document)
    assert desk.foretold(document) == ("update", "what it changes is seen once Xero was read")
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "changed_in_xero")
    assert "reference: Xero nothing, here “PO 7781”" in delivery.sentence
    (again,) = desk.send(document)
    assert again.state == State.SENT
    assert desk.in_xero()[0]["Reference"] == "PO 7781"


@pytest.mark.parametrize("syncs", [False, True], ids=["alone", "with a sync while it is in doubt"])
def test_a_lost_reply_with_a_bookkeepers_edit_behind_it_is_for_a_person(
    desk: Desk, syncs: bool
) -> None:
    """Ours arrived, then theirs: sending ours again by itself would wipe theirs out."""
    document = sent(desk)
    change_reference(desk, document)
    desk.fault("lost_reply", method="POST", times=400)
    desk.click(document)
    desk.work()
    assert desk.in_xero()[0]["Reference"] == "PO 7781"
    desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"Reference": "BOOKKEEPER"})
    if syncs:
        read_heads(desk.connection)
    desk.work_until_settled(seconds=8)
    delivery = desk.delivery(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "changed_in_xero")
    assert "reference: Xero “BOOKKEEPER”, here “PO 7781”" in delivery.sentence
    assert desk.in_xero()[0]["Reference"] == "BOOKKEEPER"
    desk.end_faults()
    assert "Xero “BOOKKEEPER”, here “PO 7781”" in desk.foretold(document)[1]


def test_a_lost_reply_of_an_update_that_never_arrived_goes_again(desk: Desk) -> None:
    document = sent(desk)
    change_reference(desk, document)
    desk.fault("http_503", method="POST", times=400)
    desk.click(document)
    desk.work()
    desk.end_faults()
    desk.work_until_settled(seconds=8)
    assert desk.delivery(document).state == State.SENT
    assert desk.in_xero()[0]["Reference"] == "PO 7781"


def test_an_edit_between_our_reading_and_our_write_is_lost(desk: Desk) -> None:
    """Xero has no If-Match: this is what happens, and ``docs/operating.md`` says so."""
    document = sent(desk)
    change_reference(desk, document)
    batch = desk.click(document)
    read_heads(desk.connection)
    desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"Reference": "BOOKKEEPER"})
    desk.work()
    assert batch.deliveries.get().state == State.SENT
    assert desk.in_xero()[0]["Reference"] == "PO 7781"
    link = DocumentLink.objects.get()
    assert link.seen_updated_at == link.accepted_updated_at
    assert link.seen_updated_at is not None and link.seen_updated_at < datetime.now(tz=UTC)


def test_refresh_in_the_dialog_shows_both_before_anything_is_sent(desk: Desk) -> None:
    document = sent(desk)
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    change_reference(desk, document)
    wanted = Document.objects.filter(pk=document.pk)
    desk.connection.refresh_from_db()
    refresh(desk.connection, documents=wanted, by=desk.office.colleague)
    assert "Xero “BOOKKEEPER”, here “PO 7781”" in desk.foretold(document)[1]
    refresh_old(desk.connection, documents=wanted)
    reads = [call for call in desk.calls() if call == "GET /api.xro/2.0/Invoices"]
    before = len(reads)
    refresh_old(desk.connection, documents=wanted)
    reads = [call for call in desk.calls() if call == "GET /api.xro/2.0/Invoices"]
    assert len(reads) == before, "what was read is not read again"
