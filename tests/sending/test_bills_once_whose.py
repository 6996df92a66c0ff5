"""Which bill is whose: equal ones of ours, other people's of a number, those without a mark."""

from contextlib import suppress

import pytest

from tests.sending.bills import (
    CREATED,
    SUPPLIERS,
    Killed,
    about_bills,
    assert_each_once,
    die_with_the_answer,
    drop_marks,
    three_payments,
    typed_in,
)
from tests.sending.desk import Desk
from tracker.accounts_system.models import DocumentLink
from tracker.sending.models import State

pytestmark = pytest.mark.usefixtures("deadlines_of_bills")


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


def test_a_copy_that_somebody_made_meanwhile_mark_and_all_is_not_taken_for_ours(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = desk.payment()
    desk.click(payment)
    die_with_the_answer(monkeypatch)
    with suppress(Killed):
        desk.work()
    (ours,) = desk.in_xero()
    typed_in(desk, SUPPLIERS[0], payment.number or "", Url=ours["Url"])
    desk.work_until_settled()
    assert desk.delivery(payment).state == State.SENT
    assert DocumentLink.objects.get().remote_id == ours["InvoiceID"]


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
