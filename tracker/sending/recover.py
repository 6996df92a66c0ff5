"""What to do next about one call: a pure decision from its attempts and the time.

A call's outcome is the sum of its attempts. An attempt *may have arrived* unless its connection
was never opened or it was turned away at the gate. Once one may have arrived, only a parsed answer
under the same live key, or a reading of Xero, settles the call. One assumption carries this: Xero
is done with a request three minutes after it left.

Of most things Xero refuses a second one itself: a number, a name or a code in use. Of bills it does
not, nor of a payment while as much is due: so these are asked for before each replay, and nothing
but our mark tells that they are there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tracker.xero.outcome import OutcomeKind

NO_RECORD = ""
"""The outcome of an attempt whose owner died before it could write one."""

MAY_HAVE_ARRIVED = frozenset({NO_RECORD, OutcomeKind.NO_ANSWER, OutcomeKind.SERVER_ERROR})

BACKOFF_SECONDS = (1, 5, 15, 60, 300)


class Do(StrEnum):
    SEND = "send"
    """The same bytes under the same key."""
    ASK = "ask"
    """Read Xero: adopt what is ours, send the rest in a new call."""
    SETTLE = "settle"
    """The answer speaks for each element."""
    HALVE = "halve"
    """Refused as a whole without naming an element."""
    RECONNECT = "reconnect"
    """Xero does not let us in: a person has to connect again."""


@dataclass(frozen=True)
class Tried:
    """One attempt, as far as the decision needs it."""

    outcome: str
    began_at: datetime
    ended_at: datetime | None = None
    has_elements: bool = False
    token_expired: bool = False

    @property
    def may_have_arrived(self) -> bool:
        return self.outcome in MAY_HAVE_ARRIVED


@dataclass(frozen=True)
class Step:
    """``asks_first``: it goes only if Xero, asked right before, has nothing of the call."""

    do: Do
    at: datetime
    in_doubt: bool = False
    asks_first: bool = False


@dataclass(frozen=True)
class Care:
    """What a second one of what the call makes would do.

    ``is_doubled``: nothing in Xero refuses it. ``has_arrived_in_part``: so the same bytes may never
    go again.
    """

    is_doubled: bool = False
    has_arrived_in_part: bool = False


NO_CARE = Care()


def next_step(
    tried: Sequence[Tried],
    *,
    now: datetime,
    wait_until: datetime | None,
    numbers: Mapping[str, Any],
    care: Care = NO_CARE,
) -> Step:
    """The next step of a call, and from when. ``numbers`` is ``settings.SENDING``."""
    if not tried:
        return Step(Do.SEND, max(now, wait_until or now))
    last = tried[-1]
    doubts = [each for each in tried if each.may_have_arrived]
    if last.outcome == OutcomeKind.ANSWERED:
        return Step(Do.SETTLE, now)
    if last.outcome == OutcomeKind.SERVER_ERROR:
        return Step(Do.ASK, _after_error(tried, now=now, numbers=numbers, care=care), in_doubt=True)
    if last.outcome == OutcomeKind.REFUSED and (not doubts or last.has_elements):
        return Step(Do.HALVE, now)
    if doubts:
        return _resolve(tried, doubts, now=now, wait_until=wait_until, numbers=numbers, care=care)
    return _try_again(tried, now=now, wait_until=wait_until)


def _try_again(tried: Sequence[Tried], *, now: datetime, wait_until: datetime | None) -> Step:
    """Nothing has arrived: it costs nothing to send it again."""
    last = tried[-1]
    if last.outcome == OutcomeKind.FORBIDDEN or _is_locked_out(tried):
        return Step(Do.RECONNECT, now)
    at = max(now, wait_until or now)
    if last.outcome == OutcomeKind.NOT_SENT:
        at = max(at, (last.ended_at or last.began_at) + _backoff(tried))
    return Step(Do.SEND, at)


def _is_locked_out(tried: Sequence[Tried]) -> bool:
    """An expired token is refreshed once; any other 401, or a second one, is final."""
    last = tried[-1]
    if last.outcome != OutcomeKind.UNAUTHORISED:
        return False
    return not last.token_expired or sum(each.token_expired for each in tried[-2:]) > 1


def _backoff(tried: Sequence[Tried]) -> timedelta:
    unsent = 0
    for each in reversed(tried):
        if each.outcome != OutcomeKind.NOT_SENT:
            break
        unsent += 1
    return timedelta(seconds=BACKOFF_SECONDS[min(unsent, len(BACKOFF_SECONDS)) - 1])


def _after_error(
    tried: Sequence[Tried], *, now: datetime, numbers: Mapping[str, Any], care: Care
) -> datetime:
    """When to ask after a 500: at once, as Xero is done with what it answered.

    An earlier attempt that got no answer may still be at work.
    """
    unanswered = [
        each for each in tried if each.may_have_arrived and each.outcome != OutcomeKind.SERVER_ERROR
    ]
    if not care.is_doubled or not unanswered:
        return now
    return max(now, _done_by(unanswered, numbers))


def _resolve(
    tried: Sequence[Tried],
    doubts: Sequence[Tried],
    *,
    now: datetime,
    wait_until: datetime | None,
    numbers: Mapping[str, Any],
    care: Care,
) -> Step:
    """In doubt: replay while the key lives, then ask once Xero must be done with it."""
    last = tried[-1]
    if last.outcome == OutcomeKind.FORBIDDEN or _is_locked_out(tried):
        return Step(Do.RECONNECT, now, in_doubt=True)
    window_ends = doubts[0].began_at + timedelta(seconds=numbers["REPLAY_WINDOW_SECONDS"])
    again_at = max(now, wait_until or now, _replay_at(tried, doubts, numbers))
    may_go_again = last.outcome != OutcomeKind.REFUSED and not care.has_arrived_in_part
    if may_go_again and again_at <= window_ends:
        return Step(Do.SEND, again_at, in_doubt=True, asks_first=care.is_doubled)
    at = max(now, _done_by(doubts, numbers), wait_until or now)
    return Step(Do.ASK, at, in_doubt=True)


def _done_by(doubts: Sequence[Tried], numbers: Mapping[str, Any]) -> datetime:
    """When Xero must be done with the last of these."""
    return doubts[-1].began_at + timedelta(seconds=numbers["ASK_AFTER_SECONDS"])


def _replay_at(
    tried: Sequence[Tried], doubts: Sequence[Tried], numbers: Mapping[str, Any]
) -> datetime:
    last = tried[-1]
    delays = numbers["REPLAY_AFTER_SECONDS"]
    delay = timedelta(seconds=delays[min(len(doubts), len(delays)) - 1])
    if last.outcome == OutcomeKind.NOT_SENT:
        delay = max(delay, _backoff(tried))
    return (last.ended_at or last.began_at) + delay
