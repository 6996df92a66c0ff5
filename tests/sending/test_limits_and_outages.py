"""Xero's limits and outages: what waits, until when, and how few calls it costs."""

from datetime import timedelta

import pytest

from tests.sending.desk import Desk
from tests.sending.test_missing_answers import short_deadlines
from tracker import clock
from tracker.accounts_system.models import Attempt, Call, Lane
from tracker.sending.models import State
from tracker.xero.client import Request, Xero
from tracker.xero.outcome import Outcome, OutcomeKind

__all__ = ["short_deadlines"]


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
    send, lost = Xero.send, []

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
