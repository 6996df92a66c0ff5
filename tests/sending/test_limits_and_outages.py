"""Xero's limits and outages: what waits, until when, and how few calls it costs."""

from datetime import timedelta

import pytest

from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system.models import Attempt, Call, Lane
from tracker.sending.models import State
from tracker.xero.client import Request, Xero
from tracker.xero.outcome import Outcome, OutcomeKind

pytestmark = pytest.mark.usefixtures("short_deadlines")


def writes(purpose: Call.Purpose = Call.Purpose.CREATE_DOCUMENTS) -> int:
    return Attempt.objects.filter(call__purpose=purpose).count()


def test_a_day_that_is_used_up_costs_one_call_and_says_until_when(desk: Desk) -> None:
    document = desk.invoice()
    desk.fault("rate_day", times=100)
    desk.send(document)
    assert writes() == 1
    delivery = desk.delivery(document)
    lane = Lane.objects.get()
    assert delivery.state == State.WAITING
    assert delivery.waiting_until == lane.day_full_until == lane.due_at
    assert lane.due_at is not None and lane.due_at > clock.now() + timedelta(minutes=1)


def test_a_doubt_in_a_day_that_is_used_up_waits_too(desk: Desk) -> None:
    document = desk.invoice()
    desk.fault("lost_reply")
    desk.fault("rate_day", times=100)
    desk.send(document)
    assert writes() == 2
    assert desk.delivery(document).state == State.CHECKING


def test_what_a_doubtful_call_cannot_send_is_not_tried_without_a_pause(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Xero.send
    lost: list[int] = []

    def cut_off(self: Xero, request: Request) -> Outcome:
        if lost:
            return Outcome(kind=OutcomeKind.NOT_SENT, detail="ConnectError")
        outcome = send(self, request)
        lost.extend([1] * (outcome.kind == OutcomeKind.NO_ANSWER))
        return outcome

    monkeypatch.setattr(Xero, "send", cut_off)
    desk.fault("lost_reply")
    desk.send(desk.invoice())
    assert writes() == 2


def test_a_call_refused_as_a_whole_costs_at_most_24_more(desk: Desk) -> None:
    documents = [desk.invoice() for _ in range(50)]
    desk.fault("http_404", times=1000)
    desk.send(*documents)
    assert writes() <= 25
    assert {desk.delivery(each).state for each in documents} == {State.REFUSED}


@pytest.mark.parametrize("count", [1, 2, 9])
def test_where_everything_answers_500_nothing_is_refused_and_the_lane_waits_longer_each_time(
    desk: Desk, count: int
) -> None:
    documents = [desk.invoice() for _ in range(count)]
    desk.click(*documents)
    desk.fault("http_500", times=1000)
    waits = []
    for _ in range(1 if count == 1 else 3):
        began_at = clock.now()
        desk.work()
        assert {desk.delivery(each).state for each in documents} == {State.WAITING}
        lane = Lane.objects.get()
        assert lane.due_at is not None and lane.reason == "Xero answers with errors of its own"
        waits.append(round((lane.due_at - began_at) / timedelta(minutes=1)))
    assert waits == [5, 15, 60][: len(waits)]
    desk.end_faults()
    desk.work()
    assert {desk.delivery(each).state for each in documents} == {State.SENT}
    assert len(desk.in_xero()) == count


def test_one_that_xero_cannot_digest_is_found_and_the_others_arrive(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [desk.invoice() for _ in range(20)]
    poison = str(documents[7].number).encode()
    send = Xero.send

    def choke(self: Xero, request: Request) -> Outcome:
        if poison in (request.body or b""):
            return Outcome(kind=OutcomeKind.SERVER_ERROR, status=500)
        return send(self, request)

    monkeypatch.setattr(Xero, "send", choke)
    desk.send(*documents)
    assert [each for each in documents if desk.delivery(each).state == State.REFUSED] == [
        documents[7]
    ]
    assert len(desk.in_xero()) == 19


def test_xero_that_cannot_be_read_is_asked_less_and_less_often(desk: Desk) -> None:
    desk.fault("http_500", method="GET", path="/Contacts", times=1000)
    document = desk.invoice()
    desk.click(document)
    waits = []
    for _ in range(8):
        began_at = clock.now()
        desk.work()
        lane = Lane.objects.get()
        assert lane.due_at is not None
        waits.append(round((lane.due_at - began_at) / timedelta(seconds=30)))
    assert waits == [1, 1, 1, 1, 10, 30, 120, 120]
    desk.end_faults()
    desk.work()
    assert desk.delivery(document).state == State.SENT


def test_an_error_of_our_own_is_said_and_tried_less_and_less_often(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = desk.invoice()
    desk.click(document)
    waits = []
    with monkeypatch.context() as patch:
        patch.setattr("tracker.sending.stages.documents.accept", fail)
        for _ in range(2):
            began_at = clock.now()
            desk.work()
            lane = Lane.objects.get()
            assert lane.due_at is not None and lane.reason.startswith("Tracker met an error")
            waits.append(round((lane.due_at - began_at) / timedelta(minutes=1)))
    assert waits == [1, 5]
    desk.work_until_settled()
    assert desk.delivery(document).state == State.SENT
    assert len(desk.in_xero()) == 1


def fail(*_: object) -> None:
    raise RuntimeError("a mistake of ours")
