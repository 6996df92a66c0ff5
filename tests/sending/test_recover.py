"""What to do next about a call, for every history of attempts that matters."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.project.sending_numbers import NUMBERS
from tracker.sending.recover import NO_CARE, Care, Do, Step, Tried, next_step
from tracker.xero.outcome import OutcomeKind

START = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def tried(outcome: str, began: float, ended: float | None = None, **more: Any) -> Tried:
    return Tried(outcome, at(began), at(ended) if ended is not None else None, **more)


def decided(
    *history: Tried, now: float, wait_until: float | None = None, care: Care = NO_CARE
) -> Step:
    return next_step(
        history,
        now=at(now),
        wait_until=at(wait_until) if wait_until is not None else None,
        numbers=NUMBERS,
        care=care,
    )


def step(
    *history: Tried, now: float, wait_until: float | None = None, care: Care = NO_CARE
) -> tuple[Do, float]:
    found = decided(*history, now=now, wait_until=wait_until, care=care)
    return found.do, (found.at - START).total_seconds()


LOST = tried("no_answer", 0, 90)
DIED = tried("", 0)


def test_a_new_call_is_sent_at_once() -> None:
    assert step(now=0) == (Do.SEND, 0)


def test_a_lost_reply_is_replayed_at_once_and_then_after_half_a_minute() -> None:
    assert step(LOST, now=90) == (Do.SEND, 90)
    assert step(LOST, tried("no_answer", 90, 100), now=100) == (Do.SEND, 130)


def test_a_worker_that_died_with_the_request_out_is_replayed_at_once() -> None:
    assert step(DIED, now=20) == (Do.SEND, 20)


def test_nothing_is_replayed_once_the_window_has_closed() -> None:
    assert step(LOST, now=240) == (Do.SEND, 240)
    assert step(LOST, now=241) == (Do.ASK, 241)
    assert step(LOST, tried("no_answer", 200, 210), now=241) == (Do.ASK, 380)


def test_asking_waits_until_xero_must_be_done_with_the_last_attempt() -> None:
    late = tried("no_answer", 230, 232)
    assert step(LOST, late, now=250) == (Do.ASK, 230 + 180)


def test_an_error_of_xeros_is_never_replayed_but_asked_about_at_once() -> None:
    assert step(tried("server_error", 0, 1), now=1) == (Do.ASK, 1)
    assert step(LOST, tried("server_error", 90, 91), now=91) == (Do.ASK, 91)


def test_an_answer_under_the_live_key_settles_even_a_doubt() -> None:
    assert step(LOST, tried("answered", 90, 91), now=91)[0] == Do.SETTLE


def test_a_call_refused_as_a_whole_is_halved() -> None:
    assert step(tried("refused", 0, 1), now=1)[0] == Do.HALVE


def test_a_404_after_a_doubt_says_nothing_about_the_first_attempt() -> None:
    refused = tried("refused", 300, 301)
    assert step(LOST, refused, now=301)[0] == Do.ASK
    assert step(LOST, tried("refused", 90, 91, has_elements=True), now=91)[0] == Do.HALVE


def test_a_limit_costs_nothing_and_waits_as_long_as_xero_says() -> None:
    assert step(tried("limited", 0, 1), now=1, wait_until=27) == (Do.SEND, 27)


def test_a_limit_after_a_doubt_leads_to_asking_where_the_key_will_have_died() -> None:
    assert step(LOST, tried("limited", 90, 91), now=91, wait_until=120) == (Do.SEND, 120)
    assert step(LOST, tried("limited", 90, 91), now=91, wait_until=4000) == (Do.ASK, 4000)


def test_a_connection_that_never_opened_backs_off() -> None:
    unopened = [tried("not_sent", each, each) for each in (0, 1, 6)]
    assert step(*unopened[:1], now=0) == (Do.SEND, 1)
    assert step(*unopened[:2], now=1) == (Do.SEND, 6)
    assert step(*unopened, now=6) == (Do.SEND, 21)


def test_a_connection_that_never_opened_does_not_clear_a_doubt() -> None:
    assert step(LOST, tried("not_sent", 90, 90), now=400)[0] == Do.ASK


def test_an_expired_token_is_refreshed_once() -> None:
    expired = tried("unauthorised", 0, 1, token_expired=True)
    assert step(expired, now=1) == (Do.SEND, 1)
    assert step(expired, tried("unauthorised", 2, 3, token_expired=True), now=3)[0] == Do.RECONNECT


@pytest.mark.parametrize("outcome", ["unauthorised", "forbidden"])
def test_being_shut_out_asks_for_a_person(outcome: str) -> None:
    assert step(tried(outcome, 0, 1), now=1)[0] == Do.RECONNECT


BILLS = Care(is_doubled=True)
IN_PART = Care(is_doubled=True, has_arrived_in_part=True)


def test_only_a_replay_of_what_xero_would_take_twice_is_asked_about_first() -> None:
    assert decided(LOST, now=90, care=BILLS) == Step(Do.SEND, at(90), True, asks_first=True)
    assert decided(DIED, now=20, care=BILLS).asks_first
    assert not decided(LOST, now=90).asks_first
    assert not decided(now=0, care=BILLS).asks_first
    assert not decided(tried("limited", 0, 1), now=1, care=BILLS).asks_first


def test_every_replay_of_a_bill_is_asked_about_anew() -> None:
    history = (LOST, tried("no_answer", 90, 100))
    assert decided(*history, now=100, care=BILLS) == Step(Do.SEND, at(130), True, asks_first=True)
    limited = (LOST, tried("limited", 90, 91))
    assert decided(*limited, now=91, wait_until=120, care=BILLS).asks_first


def test_a_call_that_arrived_in_part_never_goes_again_and_is_asked_about_once_it_is_over() -> None:
    assert step(LOST, now=91, care=IN_PART) == (Do.ASK, 180)
    assert step(LOST, tried("no_answer", 92, 93), now=94, care=IN_PART) == (Do.ASK, 92 + 180)
    assert step(LOST, now=500, wait_until=530, care=IN_PART) == (Do.ASK, 530)


def test_after_a_500_a_bill_without_an_answer_may_still_be_on_its_way() -> None:
    error = tried("server_error", 90, 91)
    assert step(tried("server_error", 0, 1), now=1, care=BILLS) == (Do.ASK, 1)
    assert step(LOST, error, now=91, care=BILLS) == (Do.ASK, 180)
    assert step(LOST, error, now=200, care=BILLS) == (Do.ASK, 200)


HISTORIES = st.lists(
    st.builds(
        Tried,
        outcome=st.sampled_from(["", *(str(kind) for kind in OutcomeKind)]),
        began_at=st.integers(0, 900).map(at),
        has_elements=st.booleans(),
        token_expired=st.booleans(),
    ),
    max_size=6,
)


# How quickly a busy machine draws says nothing of the protocol.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=HISTORIES, now=st.integers(0, 2000), care=st.sampled_from([NO_CARE, BILLS, IN_PART]))
def test_no_doubtful_call_is_sent_after_its_window_or_settled_without_an_answer(
    history: list[Tried], now: int, care: Care
) -> None:
    found = next_step(history, now=at(now), wait_until=None, numbers=NUMBERS, care=care)
    doubts = [each for each in history if each.may_have_arrived]
    assert found.at >= at(now)
    if doubts and found.do == Do.SEND:
        assert (found.at - doubts[0].began_at).total_seconds() <= NUMBERS["REPLAY_WINDOW_SECONDS"]
        assert found.asks_first == care.is_doubled and not care.has_arrived_in_part
    if found.do == Do.SETTLE:
        assert history[-1].outcome == OutcomeKind.ANSWERED
    elif found.do == Do.HALVE:
        assert not doubts or history[-1].has_elements
    else:
        assert found.in_doubt == bool(doubts), "or it would be put back and sent anew"
    if doubts and found.do == Do.ASK and history[-1].outcome != OutcomeKind.SERVER_ERROR:
        waited = (found.at - doubts[-1].began_at).total_seconds()
        assert waited >= NUMBERS["ASK_AFTER_SECONDS"]
