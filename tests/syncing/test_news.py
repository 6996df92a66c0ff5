"""Whoever asks hears of all that changed since somebody last asked, whoever read it meanwhile."""

from decimal import Decimal

import pytest

from tests.sending.desk import Desk
from tests.syncing.office_hours import pay, sent, sync
from tracker import clock
from tracker.accounts_system import heads, marks
from tracker.accounts_system.models import Call
from tracker.documents import receipts
from tracker.syncing.models import Sync


@pytest.mark.parametrize("why", [Sync.Why.WEBHOOK, Sync.Why.POLL, Sync.Why.NIGHTLY])
def test_what_tracker_read_by_itself_is_told_to_who_asks_next_and_once(
    desk: Desk, why: str
) -> None:
    first, *_ = sent(desk, 3)
    pay(desk, first)
    assert sync(desk, why=why).changed == 1
    asked = sync(desk, why=Sync.Why.COMMAND)
    assert (asked.checked, asked.changed, asked.calls) == (3, 1, 1)
    assert asked.summary == {"paid": 1}
    assert asked.changes[0]["sentence"] == "Paid in Xero: 360.00."
    assert sync(desk).changed == 0


def test_what_a_batch_or_a_comparison_read_is_told_too(desk: Desk) -> None:
    first, *_ = sent(desk, 2)
    pay(desk, first)
    heads.read_heads(desk.connection)
    assert sync(desk).summary == {"paid": 1}


def test_who_asks_of_one_leaves_the_news_of_the_others(desk: Desk) -> None:
    first, second = sent(desk, 2)
    pay(desk, first)
    pay(desk, second)
    sync(desk, why=Sync.Why.WEBHOOK)
    assert sync(desk, first).summary == {"paid": 1}
    assert sync(desk).summary == {"paid": 1}


def test_a_sync_that_failed_told_nobody(desk: Desk) -> None:
    (document,) = sent(desk)
    pay(desk, document)
    sync(desk, why=Sync.Why.POLL)
    desk.fault("lost_reply", method="GET")
    assert sync(desk).failure
    assert sync(desk).changed == 1


def test_what_tracker_finds_by_itself_is_counted_each_time_alone(desk: Desk) -> None:
    (document,) = sent(desk)
    pay(desk, document, "20")
    assert sync(desk, why=Sync.Why.WEBHOOK).changed == 1
    assert sync(desk, why=Sync.Why.POLL).changed == 0


def test_several_changes_of_one_are_told_as_one_under_what_became_of_it(desk: Desk) -> None:
    (document,) = sent(desk)
    pay(desk, document, "20")
    sync(desk, why=Sync.Why.WEBHOOK)
    pay(desk, document)
    sync(desk, why=Sync.Why.WEBHOOK)
    desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"DueDate": "2026-12-24"})
    sync(desk, why=Sync.Why.WEBHOOK)
    asked = sync(desk)
    assert asked.summary == {"paid": 1}
    assert [change["sentence"] for change in asked.changes] == [
        "Part paid in Xero: 20.00 of 360.00. Paid in Xero: 360.00. The due date was changed in"
        " Xero: 24 Dec 2026 instead of 3 Dec 2026."
    ]


def test_what_our_own_receipts_brought_about_is_no_news(desk: Desk) -> None:
    desk.record_receipts()
    first, second = sent(desk, 2)
    for document in (first, second):
        desk.mark_paid(document)
    desk.send(first, second)
    sync(desk, why=Sync.Why.WEBHOOK)
    assert sync(desk).changed == 0
    receipts.undo(first.receipts.get(), by=desk.office.colleague)
    desk.send(first)
    assert sync(desk).changed == 0
    desk.bookkeeper("unpay", InvoiceNumber=second.number)
    assert sync(desk).summary == {"reopened": 1}


def test_a_credit_beside_our_receipt_is_news(desk: Desk) -> None:
    desk.record_receipts()
    (document,) = sent(desk)
    receipts.mark_paid(document, date=clock.today(), amount=Decimal(100), by=desk.office.colleague)
    desk.send(document)
    assert sync(desk).changed == 0
    desk.bookkeeper("credit", InvoiceNumber=document.number)
    assert sync(desk).summary == {"paid": 1}


def test_our_own_receipt_is_no_news_while_its_answer_is_missing_either(desk: Desk) -> None:
    (document,) = sent(desk)
    receipt = desk.mark_paid(document)
    call = Call.objects.create(
        connection=desk.connection,
        tenant_id=desk.connection.tenant_id,
        purpose=Call.Purpose.RECORD_RECEIPTS,
        method="PUT",
        path="/Payments",
        elements=[{"mark": marks.of_receipt(receipt.pk)}],
        created_at=clock.now(),
    )
    pay(desk, document, "20")
    sync(desk, why=Sync.Why.WEBHOOK)
    assert sync(desk).changed == 0
    Call.objects.filter(pk=call.pk).update(settled_at=clock.now())
    pay(desk, document)
    assert sync(desk).summary == {"paid": 1}
