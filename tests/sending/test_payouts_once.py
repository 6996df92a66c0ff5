"""A part of what is due is recorded once: Xero would take it a second time without a word."""

from contextlib import suppress
from typing import Any

import pytest

from tests.sending.bills import Killed, minutes, move_xeros_clock
from tests.sending.desk import Desk
from tests.sending.test_payouts import record_payouts
from tests.sending.test_payouts import sent as sent_payment
from tests.sending.test_receipts import sent as sent_invoice
from tests.sending.test_time import later
from tracker import clock
from tracker.accounts_system import calls
from tracker.accounts_system.models import Call, Lane, ReceiptLink
from tracker.documents.models import Document
from tracker.sending.models import State

pytestmark = pytest.mark.usefixtures("deadlines_of_bills")

RECORDED, ASKED = "PUT /api.xro/2.0/Payments", "GET /api.xro/2.0/Payments"


def die_with_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker die, once, with an answer about receipts in its hands."""
    record = calls.record

    def died(attempt: Any, outcome: Any) -> None:
        if attempt.call.purpose != Call.Purpose.RECORD_RECEIPTS:
            record(attempt, outcome)
            return
        monkeypatch.setattr(calls, "record", record)
        raise Killed

    monkeypatch.setattr(calls, "record", died)


def paid_in_part(desk: Desk, kind: str, count: int = 1) -> list[Document]:
    """Documents that Xero has and of which 100.00 are paid here, sent but for that."""
    if kind == "payment":
        record_payouts(desk)
        documents = [sent_payment(desk) for _ in range(count)]
    else:
        desk.record_receipts()
        documents = [sent_invoice(desk) for _ in range(count)]
    for document in documents:
        desk.mark_paid(document, "100")
    return documents


def assert_each_recorded_once(desk: Desk, documents: list[Document]) -> None:
    assert {desk.delivery(each).state for each in documents} == {State.SENT}
    assert [each["Amount"] for each in desk.payments()] == [100] * len(documents)
    recorded = ReceiptLink.objects.values_list("remote_id", flat=True)
    assert set(recorded) == {each["PaymentID"] for each in desk.payments()}


@pytest.mark.parametrize("kind", ["payment", "invoice"])
def test_a_key_that_is_dead_in_xero_only_doubles_no_money(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    documents = paid_in_part(desk, kind)
    desk.click(*documents)
    die_with_the_answer(monkeypatch)
    with suppress(Killed):
        desk.work()
    move_xeros_clock(desk, minutes(10))
    desk.work_until_settled()
    assert_each_recorded_once(desk, documents)
    assert desk.calls().count(RECORDED) == 1


def test_what_was_recorded_in_part_never_goes_again_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = paid_in_part(desk, "payment", count=3)
    desk.click(*documents)
    die_with_the_answer(monkeypatch)
    with suppress(Killed):
        desk.work()
    lost, *_ = desk.payments()
    desk.sandbox.books.remove("Payments", lost["PaymentID"])
    move_xeros_clock(desk, minutes(10))
    desk.work_until_settled(seconds=8)
    assert_each_recorded_once(desk, documents)
    assert Call.objects.filter(purpose=Call.Purpose.RECORD_RECEIPTS).count() == 2


@pytest.mark.parametrize("fault", ["no_records", "unreadable_record"])
@pytest.mark.parametrize("kind", ["payment", "invoice"])
def test_a_page_that_does_not_show_our_money_does_not_say_that_it_is_missing(
    desk: Desk, kind: str, fault: str
) -> None:
    documents = paid_in_part(desk, kind)
    desk.fault("http_500_after", path="/Payments")
    desk.fault(fault, method="GET", path="/Payments")
    desk.click(*documents)
    desk.work_until_settled()
    assert_each_recorded_once(desk, documents)


def test_money_whose_time_in_xero_is_earlier_than_it_should_be_is_known_by_its_document(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = paid_in_part(desk, "payment")
    Lane.objects.update(xero_time=clock.now() + minutes(60))
    desk.click(*documents)
    die_with_the_answer(monkeypatch)
    with suppress(Killed):
        desk.work()
    with later(desk, minutes(10)):
        desk.work_until_settled()
    assert_each_recorded_once(desk, documents)
