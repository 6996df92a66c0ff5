"""Dead keys, clocks that differ, readings that tell half: each bill is in Xero once."""

import pytest
from django.test import override_settings

from tests.sending.bills import (
    ASKED,
    CREATED,
    Killed,
    about_bills,
    assert_each_once,
    creations,
    die_with_the_answer,
    lose_in_xero,
    minutes,
    move_xeros_clock,
    pass_time,
    show_an_old_page,
    three_payments,
)
from tests.sending.desk import Desk
from tests.sending.test_time import later
from tracker import clock
from tracker.accounts_system.models import Attempt, Lane
from tracker.sending.models import State

pytestmark = pytest.mark.usefixtures("deadlines_of_bills")


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


def test_what_is_asked_for_is_since_xeros_own_time_less_two_minutes(desk: Desk) -> None:
    move_xeros_clock(desk, minutes(10))
    desk.send(desk.payment())
    since = creations().get().since
    assert since is not None
    assert minutes(7) < since - clock.now() <= minutes(8)


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


def test_a_bill_that_cannot_be_read_is_there_all_the_same(desk: Desk) -> None:
    payments = three_payments(desk)
    desk.fault("lost_reply")
    # The first reading, before the call, has none of it.
    desk.fault("unreadable_record", method="GET", times=2)
    desk.click(*payments)
    desk.work()
    assert about_bills(desk).count(CREATED) == 1
    assert {desk.delivery(each).state for each in payments} == {State.CHECKING}
    pass_time()
    desk.work_until_settled()
    assert_each_once(desk, payments)


def test_a_bill_whose_time_in_xero_is_earlier_than_it_should_be_is_known_by_its_number(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    payments = three_payments(desk)
    desk.send(desk.payment(company=payments[0].company.name, price="5"))
    Lane.objects.update(xero_time=clock.now() + minutes(60))
    die_with_the_answer(monkeypatch)
    desk.click(*payments)
    with pytest.raises(Killed):
        desk.work()
    with later(desk, minutes(10)):
        desk.work()
    assert {desk.delivery(each).state for each in payments} == {State.SENT}
    assert len(desk.in_xero()) == 4
