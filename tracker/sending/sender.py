"""The sender: carries one lane's calls to Xero, up to four at a time.

Deciding and writing happen in one thread, each step in one fenced transaction; the other threads
only carry requests. So there is one order of events, and nothing is shared.
"""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import timedelta
from time import monotonic, sleep

from django.conf import settings

from tracker import clock
from tracker.accounts_system import attempt_log, calls, health, limits
from tracker.accounts_system.lane import Held, fenced
from tracker.accounts_system.models import Attempt, Call, Connection, Lane
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable
from tracker.sending import attempts, why_waiting
from tracker.sending.interruptions import GiveWay, MustReconnect, MustWait
from tracker.sending.recover import Do, Step
from tracker.sending.stages.stage import Group, Stage
from tracker.sending.turns import Turn
from tracker.sending.verdicts import Verdicts, Work, without_token
from tracker.xero.client import Request, Xero
from tracker.xero.outcome import Outcome, OutcomeKind

SHORT_WAIT = timedelta(seconds=2)


@dataclass
class Flight:
    """A request on its way."""

    stage: Stage
    call: Call
    attempt: Attempt
    xero: Xero


class Sender:
    """One owner's hold on one lane, with the threads that carry its requests."""

    def __init__(
        self, connection: Connection, held: Held, *, others_waiting: Callable[[], int]
    ) -> None:
        self.connection = connection
        self.held = held
        self._turn = Turn()
        self._others_waiting = others_waiting
        self._in_flight_max = int(settings.SENDING["CALLS_IN_FLIGHT"])
        self._pool = ThreadPoolExecutor(self._in_flight_max, thread_name_prefix="xero")
        self._xero: Xero | None = None
        self._opened_at = 0.0
        self.verdicts = Verdicts(connection, held)

    def close(self) -> None:
        self._pool.shutdown(wait=True)
        if self._xero is not None:
            self._xero.close()

    def carry(self, work: Iterable[Work]) -> None:
        """Send groups as new calls, and open calls once more, until nothing is left to do now.

        Raises ``MustWait`` where the rest has to wait, ``MustReconnect`` and ``LaneLost``; never
        before what flies has landed.
        """
        waiting = deque(work)
        flying: dict[Future[Outcome], Flight] = {}
        stopped: Exception | None = None
        while True:
            if stopped is None:
                stopped = self._launch(waiting, flying)
            if not flying:
                break
            stopped = self._land_some(waiting, flying) or stopped
        if stopped is not None:
            raise stopped

    def _launch(
        self, waiting: deque[Work], flying: dict[Future[Outcome], Flight]
    ) -> Exception | None:
        """Let calls leave while there are slots and Xero's limits have room."""
        while waiting and len(flying) < self._in_flight_max:
            if self._turn.may_be_over() and self._turn.is_over(self._others_waiting()):
                return GiveWay()
            pause = self._pause(waiting[0][1])
            if pause > timedelta(0) and flying:
                return None
            if pause > SHORT_WAIT:
                return MustWait(clock.database_now() + pause, why_waiting.LIMIT)
            sleep(max(pause.total_seconds(), 0))
            try:
                self._leave(*waiting.popleft(), flying)
            except (MustWait, MustReconnect) as reason:
                return reason
        return None

    def _leave(
        self, stage: Stage, what: Group | Call, flying: dict[Future[Outcome], Flight]
    ) -> None:
        """Commit the call and its attempt, then hand the request to a thread."""
        # An earlier owner may have died between Xero's *expired* and the refresh.
        is_refused = isinstance(what, Call) and attempts.is_token_refused(what, self.held.epoch)
        xero = self._client(expired=is_refused)
        if isinstance(what, Call) and not self.verdicts.look_first(stage, what):
            return
        with fenced(self.held):
            call = self._again(stage, what) if isinstance(what, Call) else stage.open(what)
            if call is None:
                return
            # A process that is frozen before its commit may thaw long after the attempt's time.
            began = monotonic()
            attempt = calls.new_attempt(call, epoch=self.held.epoch)
        if isinstance(what, Group):
            self.verdicts.remember(call, what.trial)
        attempt_log.tell_leaving(self.connection, attempt)
        future = self._pool.submit(_carry, xero, calls.request_of(call), began)
        flying[future] = Flight(stage, call, attempt, xero)

    def _again(self, stage: Stage, call: Call) -> Call | None:
        step = attempts.step(self.connection, call)
        if self.verdicts.take_back(stage, call, step):
            return None
        if step.do == Do.ASK:
            # Its key may have died while it stood in line.
            self.verdicts.hold(stage, call, step)
            return None
        call.wait_until = None
        call.save(update_fields=["wait_until"])
        stage.go_on(call, in_doubt=step.in_doubt)
        return call

    def _pause(self, what: Group | Call) -> timedelta:
        lane = Lane.objects.get(pk=self.held.tenant_id)
        now = clock.database_now()
        doubtful = isinstance(what, Call) and attempts.may_use_reserve(self.connection, what)
        return limits.may_leave_at(lane, now=now, settles_doubt=doubtful, kept=1) - now

    def _land_some(
        self, waiting: deque[Work], flying: dict[Future[Outcome], Flight]
    ) -> Exception | None:
        done, _ = wait(flying, return_when=FIRST_COMPLETED)
        stopped: Exception | None = None
        for future in done:
            try:
                _line_up(waiting, self._land(flying.pop(future), future.result()))
            except (MustWait, MustReconnect) as reason:
                stopped = reason
        return stopped

    def _land(self, flight: Flight, outcome: Outcome) -> list[Work]:
        """Record an answer and decide what follows: one transaction, then reading if need be."""
        attempt_log.tell_ended(self.connection, flight.attempt, outcome)
        calls.note_limits(self.held.tenant_id, outcome)
        with fenced(self.held):
            calls.record(flight.attempt, outcome)
            self.verdicts.note_trouble(flight.call, outcome)
            step = attempts.step(self.connection, flight.call)
            work = self.verdicts.decide(flight.stage, flight.call, step, outcome)
        if outcome.kind in (OutcomeKind.UNAUTHORISED, OutcomeKind.FORBIDDEN):
            self._shut_out(flight, step, outcome)
        return work if work is not None else self.verdicts.ask(flight.stage, flight.call)

    def _shut_out(self, flight: Flight, step: Step, outcome: Outcome) -> None:
        """An expired token is refreshed, once for all in flight; else a person reconnects."""
        if step.do == Do.RECONNECT:
            if not health.note_refusal(self.connection, outcome):
                # A token that was just refreshed, and is expired: refreshing helps no more.
                health.mark_needs_reconnect(self.connection, health.NO_LONGER_CONNECTED)
            raise MustReconnect
        if flight.xero is self._xero:
            self._xero = None
            self._client(expired=True)

    def _client(self, *, expired: bool = False) -> Xero:
        if self._xero is None or self._token_is_old():
            try:
                self._xero = calls.client(self.connection, expired=expired)
            except (NeedsReconnect, TokenUnavailable) as failure:
                raise without_token(failure) from failure
            self._opened_at = monotonic()
        return self._xero

    def _token_is_old(self) -> bool:
        """The token is looked at again every minute, so that it is refreshed before it expires."""
        return monotonic() - self._opened_at > 60


def _line_up(waiting: deque[Work], work: Iterable[Work]) -> None:
    """What goes again goes before everything new: its key does not live long."""
    for each in work:
        if isinstance(each[1], Call):
            waiting.appendleft(each)
        else:
            waiting.append(each)


def _carry(xero: Xero, request: Request, began: float) -> Outcome:
    """In a thread: send, unless too long has passed since the attempt was written."""
    leave_by = began + settings.SENDING["CALL_COMMIT_TO_SEND_SECONDS"]
    if monotonic() > leave_by:
        return Outcome(kind=OutcomeKind.NOT_SENT, detail="TooLate")
    return xero.send(replace(request, leave_by=leave_by))
