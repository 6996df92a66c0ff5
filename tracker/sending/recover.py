"""What to do next about one call: a pure decision from its attempts and the time.

A call's outcome is the sum of its attempts. An attempt *may have arrived* unless its connection
was never opened or it was turned away at the gate. Once one may have arrived, only a parsed answer
under the same live key, or a reading of Xero, settles the call. One assumption carries this: Xero
is done with a request three minutes after it left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tracker.xero.outcome import OutcomeKind

NO_RECORD = ""
"""The outcome of an attempt whose owner died before it could write one."""

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
        return self.outcome in (NO_RECORD, OutcomeKind.NO_ANSWER, OutcomeKind.SERVER_ERROR)


@dataclass(frozen=True)
class Step:
    do: Do
    at: datetime
    in_doubt: bool = False


def next_step(
    tried: Sequence[Tried],
    *,
    now: datetime,
    wait_until: datetime | None,
    numbers: Mapping[str, Any],
) -> Step:
    """The next step of a call, and from when. ``numbers`` is ``settings.SENDING``."""
    if not tried:
        return Step(Do.SEND, max(now, wait_until or now))
    last = tried[-1]
    doubts = [each for each in tried if each.may_have_arrived]
    if last.outcome == OutcomeKind.ANSWERED:
        return Step(Do.SETTLE, now)
    if last.outcome == OutcomeKind.SERVER_ERROR:
        return Step(Do.ASK, now, in_doubt=True)
    if last.outcome == OutcomeKind.REFUSED and (not doubts or last.has_elements):
        return Step(Do.HALVE, now)
    if doubts:
        return _resolve(tried, doubts, now=now, wait_until=wait_until, numbers=numbers)
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


def _resolve(
    tried: Sequence[Tried],
    doubts: Sequence[Tried],
    *,
    now: datetime,
    wait_until: datetime | None,
    numbers: Mapping[str, Any],
) -> Step:
    """In doubt: replay while the key lives, then ask once Xero must be done with it."""
    last = tried[-1]
    window_ends = doubts[0].began_at + timedelta(seconds=numbers["REPLAY_WINDOW_SECONDS"])
    again_at = max(now, wait_until or now, _replay_at(tried, doubts, numbers))
    locked_out = last.outcome == OutcomeKind.FORBIDDEN or _is_locked_out(tried)
    asks = last.outcome == OutcomeKind.REFUSED
    if again_at <= window_ends and not locked_out and not asks:
        return Step(Do.SEND, again_at, in_doubt=True)
    if locked_out:
        return Step(Do.RECONNECT, now, in_doubt=True)
    done_by = doubts[-1].began_at + timedelta(seconds=numbers["ASK_AFTER_SECONDS"])
    return Step(Do.ASK, max(now, done_by, wait_until or now), in_doubt=True)


def _replay_at(
    tried: Sequence[Tried], doubts: Sequence[Tried], numbers: Mapping[str, Any]
) -> datetime:
    last = tried[-1]
    delays = numbers["REPLAY_AFTER_SECONDS"]
    delay = timedelta(seconds=delays[min(len(doubts), len(delays)) - 1])
    if last.outcome == OutcomeKind.NOT_SENT:
        delay = max(delay, _backoff(tried))
    return (last.ended_at or last.began_at) + delay
