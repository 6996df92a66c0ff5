"""Whatever happens to an answer, each bill is in Xero once: nothing in Xero refuses a second."""

import time

import pytest
from django.test import override_settings

from tests.sending.bills import (
    ASKED,
    CREATED,
    SUPPLIERS,
    Killed,
    assert_each_once,
    creations,
    die_with_the_answer,
    drop_marks,
    lose_in_xero,
    minutes,
    move_xeros_clock,
    pass_time,
    show_an_old_page,
    three_payments,
    typed_in,
)
from tests.sending.desk import Desk
from tests.sending.test_time import later
from tracker.accounts_system.models import Attempt, DocumentLink
from tracker.sending.models import State

pytestmark = pytest.mark.usefixtures("deadlines_of_bills")


def about_bills(desk: Desk) -> list[str]:
    """The calls that create bills and ask for them, from the first creation on."""
    calls = [each for each in desk.calls() if each in (CREATED, ASKED)]
    return calls[calls.index(CREATED) :]


def test_a_payment_arrives_as_a_bill(desk: Desk) -> None:
    payment = desk.payment(supplier_number="JC-17")
    (delivery,) = desk.send(payment)
    assert delivery.state == State.SENT, delivery.sentence
    (bill,) = desk.in_xero()
    assert (bill["Type"], bill["InvoiceNumber"], bill["Total"]) == ("ACCPAY", "JC-17", 288)
    assert DocumentLink.objects.get().remote_id == bill["InvoiceID"]


@pytest.mark.parametrize("path", ["/Contacts", "/Items", "/Invoices"])
@pytest.mark.parametrize(
    "kind",
    [
        "lost_reply",
        "cut_reply",
        "http_500",
        "http_500_after",
        "http_503",
        "unparsable",
        "token_expired",
        "reordered",
        "unknown_enum",
        "rate_concurrent",
    ],
)
def test_everything_arrives_once_whatever_becomes_of_one_answer(
    desk: Desk, kind: str, path: str
) -> None:
    desk.fault(kind, path=path)
    payments = three_payments(desk)
    desk.click(*payments)
    desk.work_until_settled()
    assert {desk.delivery(each).state for each in payments} == {State.SENT}
    assert_each_once(desk, payments)


@pytest.mark.parametrize("seconds", [1.4, 3.4], ids=["within the window", "beyond it"])
@pytest.mark.parametrize("after", [False, True], ids=["before the work", "after the work"])
def test_what_is_slower_than_its_deadline_arrives_once(
    desk: Desk, seconds: float, after: bool
) -> None:
    payments = three_payments(desk)
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
    desk.fault(first)
    desk.fault(failing, method="GET", times=2)
    desk.click(*payments)
    for _ in range(2):
        desk.work()
        assert about_bills(desk).count(CREATED) == 1
        assert {desk.delivery(each).state for each in payments} == {State.CHECKING}
        pass_time()
    desk.work_until_settled(seconds=8)
    assert_each_once(desk, payments)


def test_an_error_of_xeros_after_the_work_is_asked_about_and_never_replayed(desk: Desk) -> None:
    payments = three_payments(desk)
    desk.fault("http_500_after")
    desk.click(*payments)
    desk.work()
    assert about_bills(desk) == [CREATED, ASKED]
    assert_each_once(desk, payments)


def test_replies_that_stay_lost_are_settled_by_the_first_reading(desk: Desk) -> None:
    payments = three_payments(desk)
    desk.fault("lost_reply", times=400)
    desk.click(*payments)
    desk.work_until_settled(seconds=8)
    assert_each_once(desk, payments)


@pytest.mark.parametrize(("kind", "calls"), [("lost_reply", 1), ("http_503", 2)])
def test_after_the_keys_life_only_what_xero_does_not_have_goes_in_a_new_call(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str, calls: int
) -> None:
    payments = three_payments(desk)
    desk.fault(kind)
    die_with_the_answer(monkeypatch)
    desk.click(*payments)
    with pytest.raises(Killed):
        desk.work()
    with later(desk, minutes(10)):
        desk.work()
    assert {desk.delivery(each).state for each in payments} == {State.SENT}
    assert_each_once(desk, payments)
    assert creations().values("key").distinct().count() == calls
    assert Attempt.objects.filter(call=creations().earliest("pk")).count() == 1


def test_only_xeros_clock_moved_so_that_the_key_is_dead_there_and_alive_here(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    payments = three_payments(desk)
    die_with_the_answer(monkeypatch)
    desk.click(*payments)
    with pytest.raises(Killed):
        desk.work()
    move_xeros_clock(desk, minutes(10))
    desk.work()
    assert about_bills(desk) == [CREATED, ASKED]
    assert {desk.delivery(each).state for each in payments} == {State.SENT}
    assert_each_once(desk, payments)


@pytest.mark.parametrize("kind", ["lost_reply", "http_503"])
def test_only_our_clock_moved(desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    payments = three_payments(desk)
    desk.fault(kind)
    die_with_the_answer(monkeypatch)
    desk.click(*payments)
    with pytest.raises(Killed):
        desk.work()
    with override_settings(TRACKER_CLOCK_OFFSET_SECONDS=600):
        desk.work()
    assert {desk.delivery(each).state for each in payments} == {State.SENT}
    assert_each_once(desk, payments)


def test_an_old_page_is_made_good_by_the_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    payments = three_payments(desk)
    show_an_old_page(monkeypatch, without=payments)
    desk.fault("lost_reply")
    desk.click(*payments)
    desk.work()
    assert about_bills(desk) == [CREATED, ASKED, CREATED]
    assert creations().count() == 1
    assert_each_once(desk, payments)


@pytest.mark.parametrize("is_there", [True, False])
def test_what_arrived_in_part_is_asked_about_again_and_the_same_bytes_never_go_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    payments = three_payments(desk)
    show_an_old_page(monkeypatch, without=payments[:1])
    desk.fault("lost_reply")
    desk.click(*payments)
    desk.work()
    states = [desk.delivery(each).state for each in payments]
    assert states == [State.CHECKING, State.SENT, State.SENT]
    if not is_there:
        lose_in_xero(desk, payments[0])
    desk.work_until_settled(seconds=8)
    assert {desk.delivery(each).state for each in payments} == {State.SENT}
    assert_each_once(desk, payments)
    assert about_bills(desk).count(CREATED) == creations().count() == 2 - is_there


def test_a_bill_that_cannot_be_read_is_there_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    payments = three_payments(desk)
    desk.fault("lost_reply")
    desk.click(*payments)
    with monkeypatch.context() as unreadable:
        unreadable.setattr("tracker.xero.invoices.parse_all", lambda data: [])
        desk.work()
    assert about_bills(desk).count(CREATED) == 1
    assert {desk.delivery(each).state for each in payments} == {State.CHECKING}
    pass_time()
    desk.work_until_settled()
    assert_each_once(desk, payments)


def test_two_payments_equal_in_everything_both_arrive_once_each(desk: Desk) -> None:
    twins = [desk.payment(supplier_number="INV 7", price="80") for _ in range(2)]
    desk.fault("lost_reply", times=1)
    desk.click(*twins)
    desk.work_until_settled()
    assert {desk.delivery(each).state for each in twins} == {State.SENT}
    assert [each["InvoiceNumber"] for each in desk.in_xero()] == ["INV 7", "INV 7"]
    assert_each_once(desk, twins)


def test_another_contacts_bill_of_the_same_number_means_nothing_in_doubt(desk: Desk) -> None:
    payment = desk.payment(supplier_number="INV 7")
    batch = desk.click(payment)
    typed_in(desk, "Somebody Else Ltd", "INV 7")
    desk.fault("http_500")
    desk.work()
    assert batch.deliveries.get().state == State.SENT
    assert len(desk.in_xero()) == 2


def test_the_suppliers_bill_that_somebody_typed_in_meanwhile_is_not_doubled(desk: Desk) -> None:
    first = desk.payment(supplier_number="INV 6")
    desk.send(first)
    payment = desk.payment(supplier_number="INV 7")
    desk.click(payment)
    typed_in(desk, SUPPLIERS[0], "inv 7")
    desk.fault("http_500")
    desk.work()
    delivery = desk.delivery(payment)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "number_in_use")
    assert len(desk.in_xero()) == 2


def test_a_bill_whose_mark_xero_dropped_is_known_by_all_else_that_was_said_of_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    payments = three_payments(desk)
    drop_marks(monkeypatch)
    desk.fault("lost_reply")
    desk.click(*payments)
    desk.work()
    assert {desk.delivery(each).state for each in payments} == {State.SENT}
    assert about_bills(desk).count(CREATED) == 1
    assert_each_once(desk, payments)
