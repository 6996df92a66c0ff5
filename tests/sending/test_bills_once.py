"""A bill is asked for before each replay, and how: nothing in Xero refuses a second.

That each is there once, whatever befalls one call, is in the matrix of ``tests/faults``.
"""

import time

import pytest

from tests.sending.bills import (
    ASKED,
    CREATED,
    about_bills,
    assert_each_once,
    creations,
    pass_time,
    three_payments,
)
from tests.sending.desk import Desk
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import Attempt, DocumentLink
from tracker.sending.models import State

pytestmark = pytest.mark.usefixtures("deadlines_of_bills")


def test_a_payment_arrives_as_a_bill(desk: Desk) -> None:
    payment = desk.payment(supplier_number="JC-17")
    (delivery,) = desk.send(payment)
    assert delivery.state == State.SENT, delivery.sentence
    (bill,) = desk.in_xero()
    assert (bill["Type"], bill["InvoiceNumber"], bill["Total"]) == ("ACCPAY", "JC-17", 288)
    assert DocumentLink.objects.get().remote_id == bill["InvoiceID"]


@pytest.mark.parametrize("after", [False, True], ids=["before the work", "after the work"])
def test_what_is_slower_than_every_replay_arrives_once(desk: Desk, after: bool) -> None:
    payments, seconds = three_payments(desk), 3.4
    desk.fault("slow", seconds=seconds, after=after)
    desk.click(*payments)
    began = time.monotonic()
    desk.work_until_settled(seconds=12)
    time.sleep(max(0, began + seconds + 0.5 - time.monotonic()))
    assert {desk.delivery(each).state for each in payments} == {State.SENT}
    assert_each_once(desk, payments)


def test_what_a_lost_reply_has_made_is_found_and_not_sent_again(desk: Desk) -> None:
    payments = three_payments(desk)
    desk.fault("lost_reply")
    desk.click(*payments)
    desk.work()
    assert about_bills(desk) == [CREATED, ASKED]
    assert creations().get().verdict == "asked"
    assert_each_once(desk, payments)


def test_what_never_arrived_goes_again_under_its_key_right_after_asking(desk: Desk) -> None:
    payments = three_payments(desk)
    desk.fault("http_503")
    desk.click(*payments)
    desk.work()
    assert about_bills(desk) == [CREATED, ASKED, CREATED]
    attempts = Attempt.objects.filter(call=creations().get()).order_by("number")
    assert [each.outcome for each in attempts] == ["no_answer", "answered"]
    assert_each_once(desk, payments)


def test_each_replay_is_asked_about_anew(desk: Desk) -> None:
    payments = three_payments(desk)
    desk.fault("http_503", times=2)
    desk.click(*payments)
    desk.work_until_settled()
    assert about_bills(desk) == [CREATED, ASKED, CREATED, ASKED, CREATED]
    assert_each_once(desk, payments)


@pytest.mark.parametrize("failing", ["http_503", "lost_reply", "rate_minute", "http_500"])
@pytest.mark.parametrize("first", ["lost_reply", "http_503"])
def test_nothing_goes_again_while_asking_fails(desk: Desk, first: str, failing: str) -> None:
    payments = three_payments(desk)
    desk.click(*payments)
    read_heads(desk.connection)
    desk.fault(first)
    desk.fault(failing, method="GET", times=2)
    for _ in range(2):
        desk.work()
        assert about_bills(desk).count(CREATED) == 1
        assert {desk.delivery(each).state for each in payments} == {State.CHECKING}
        pass_time()
    desk.work_until_settled(seconds=8)
    assert_each_once(desk, payments)


def test_replies_that_stay_lost_are_settled_by_the_first_reading(desk: Desk) -> None:
    payments = three_payments(desk)
    desk.fault("lost_reply", times=400)
    desk.click(*payments)
    desk.work_until_settled(seconds=8)
    assert_each_once(desk, payments)
