"""What waits says why, in words that are true of it."""

import pytest

from tests.sending.desk import Desk
from tracker.accounts_system.models import Lane
from tracker.xero.client import Request, Xero
from tracker.xero.outcome import Outcome, OutcomeKind

UNREACHABLE = Outcome(kind=OutcomeKind.NOT_SENT, detail="ConnectError")


def reason(desk: Desk) -> str:
    desk.work()
    return Lane.objects.get().reason


def test_an_invoice_that_never_left_waits_because_xero_cannot_be_reached(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.send(desk.invoice())
    desk.click(desk.invoice())
    monkeypatch.setattr(Xero, "send", lambda self, request: UNREACHABLE)
    assert reason(desk) == "Xero cannot be reached"


@pytest.mark.parametrize("kind", ["rate_minute", "rate_day", "rate_concurrent"])
def test_one_that_xero_turned_away_waits_for_the_limit(desk: Desk, kind: str) -> None:
    desk.send(desk.invoice())
    desk.fault(kind)
    desk.click(desk.invoice())
    assert reason(desk) == "Xero's limit of calls"


def test_one_whose_answer_is_missing_waits_for_that(desk: Desk) -> None:
    desk.send(desk.invoice())
    desk.fault("lost_reply", times=2)
    desk.click(desk.invoice())
    assert reason(desk) == "an answer of Xero's is missing"


def test_what_never_left_speaks_before_what_may_have_arrived(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.send(desk.invoice())
    desk.fault("lost_reply", times=2)
    desk.send(desk.invoice())
    desk.click(desk.invoice())
    send = Xero.send

    def is_cut_off(self: Xero, request: Request) -> Outcome:
        return UNREACHABLE if request.method == "PUT" else send(self, request)

    monkeypatch.setattr(Xero, "send", is_cut_off)
    assert reason(desk) == "Xero cannot be reached"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("lost_reply", "Xero does not answer"),
        ("http_500", "Xero answers with errors of its own"),
        ("rate_minute", "Xero's limit of calls"),
        ("http_404", "Xero cannot be read: The resource you're looking for cannot be found"),
    ],
)
def test_where_xero_cannot_be_read_it_says_why(desk: Desk, fault: str, words: str) -> None:
    desk.fault(fault, method="GET", path="/Contacts")
    desk.click(desk.invoice())
    assert reason(desk) == words


def test_what_waits_for_nothing_says_nothing(desk: Desk) -> None:
    desk.click(desk.invoice())
    assert reason(desk) == ""
