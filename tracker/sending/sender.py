"""The sender: carries one lane's calls to Xero, up to four at a time.

Deciding and writing happen in one thread, each step in one fenced transaction; the other threads
only carry requests. So there is one order of events, and nothing is shared.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic, sleep

from django.conf import settings
from django.db.models import F

from tracker import clock
from tracker.accounts_system import calls, health, limits
from tracker.accounts_system.deltas import ReadFailed
from tracker.accounts_system.lane import Held, fenced
from tracker.accounts_system.models import Attempt, Call, Connection, Lane
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable
from tracker.sending import recover
from tracker.sending.recover import Do, Step, Tried
from tracker.sending.stages.stage import Group, Stage
from tracker.sending.trial import Trial, errors_allowed, minutes_to_wait, pause_after_reading
from tracker.sending.turns import Turn
from tracker.xero.client import Request, Xero
from tracker.xero.outcome import Outcome, OutcomeKind

log = logging.getLogger(__name__)

SHORT_WAIT = timedelta(seconds=2)

Work = tuple[Stage, Group | Call]


class MustWait(Exception):
    """Nothing more can leave before ``until``."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(reason)
        self.until = until
        self.reason = reason


class GiveWay(Exception):
    """The turn is over: somebody else may work, and the rest goes on after that."""


class MustReconnect(Exception):
    """Xero does not let Tracker in any more."""


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
        self, connection: Connection, held: Held, *, others_wait: Callable[[], bool]
    ) -> None:
        self.connection = connection
        self.held = held
        self._turn = Turn()
        self._others_wait = others_wait
        self._in_flight_max = int(settings.SENDING["CALLS_IN_FLIGHT"])
        self._pool = ThreadPoolExecutor(self._in_flight_max, thread_name_prefix="xero")
        self._xero: Xero | None = None
        self._trials: dict[int, Trial] = {}
        self._errors_in_a_row = 0
        self._answered_paths: set[str] = set()
        self._illness: MustWait | None = None
        self._opened_at = 0.0

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
            if self._turn.is_over() and self._others_wait():
                return GiveWay()
            pause = self._pause(waiting[0][1])
            if pause > timedelta(0) and flying:
                return None
            if pause > SHORT_WAIT:
                return MustWait(clock.database_now() + pause, "Xero's limit of calls")
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
        xero = self._client(expired=self._is_token_refused(what))
        with fenced(self.held):
            call = self._again(stage, what) if isinstance(what, Call) else stage.open(what)
            if call is None:
                return
            attempt = calls.new_attempt(call, epoch=self.held.epoch)
        if isinstance(what, Group) and what.trial is not None:
            self._trials[call.pk] = what.trial
        future = self._pool.submit(_carry, xero, calls.request_of(call), monotonic())
        flying[future] = Flight(stage, call, attempt, xero)

    def _is_token_refused(self, what: Group | Call) -> bool:
        """Whether an earlier owner died between Xero's *expired* and the refresh."""
        if isinstance(what, Group):
            return False
        last = what.attempts.order_by("-number").defer("answer").first()
        return last is not None and last.epoch != self.held.epoch and _tried(last).token_expired

    def take_back(self, stage: Stage, call: Call, step: Step) -> bool:
        """Put back what certainly has not arrived, where its batch was stopped or paused."""
        if step.do != Do.SEND or step.in_doubt or not stage.round.is_called_off():
            return False
        stage.put_back(call)
        return True

    def _again(self, stage: Stage, call: Call) -> Call | None:
        if self.take_back(stage, call, self.step(call)):
            return None
        call.wait_until = None
        call.save(update_fields=["wait_until"])
        stage.go_on(call)
        return call

    def _pause(self, what: Group | Call) -> timedelta:
        lane = Lane.objects.get(pk=self.held.tenant_id)
        now = clock.database_now()
        doubtful = isinstance(what, Call) and self._may_use_reserve(what)
        return limits.may_leave_at(lane, now=now, settles_doubt=doubtful) - now

    def _may_use_reserve(self, call: Call) -> bool:
        """A doubt may take the calls kept back of a day, unless Xero has just turned it away."""
        tried = [_tried(attempt) for attempt in self._attempts_that_count(call)]
        if not tried or tried[-1].outcome == OutcomeKind.LIMITED:
            return False
        return any(each.may_have_arrived for each in tried)

    def _land_some(
        self, waiting: deque[Work], flying: dict[Future[Outcome], Flight]
    ) -> Exception | None:
        done, _ = wait(flying, return_when=FIRST_COMPLETED)
        stopped: Exception | None = None
        for future in done:
            try:
                waiting.extend(self._land(flying.pop(future), future.result()))
            except (MustWait, MustReconnect) as reason:
                stopped = reason
        return stopped

    def _land(self, flight: Flight, outcome: Outcome) -> list[Work]:
        """Record an answer and decide what follows: one transaction, then reading if need be."""
        calls.note_limits(self.held.tenant_id, outcome)
        with fenced(self.held):
            calls.record(flight.attempt, outcome)
            self._note_trouble(flight.call, outcome)
            step = self.step(flight.call)
            work = self._decide(flight.stage, flight.call, step, outcome)
        if outcome.kind in (OutcomeKind.UNAUTHORISED, OutcomeKind.FORBIDDEN):
            self._shut_out(flight, step, outcome)
        return work if work is not None else self.ask(flight.stage, flight.call)

    def step(self, call: Call) -> Step:
        """What to do next about a call, by its attempts and the database's clock."""
        return recover.next_step(
            [_tried(attempt) for attempt in self._attempts_that_count(call)],
            now=clock.database_now(),
            wait_until=self._limited_until(call),
            numbers=settings.SENDING,
        )

    def _attempts_that_count(self, call: Call) -> list[Attempt]:
        """Being shut out says nothing any more once somebody has connected again."""
        shut_out = (OutcomeKind.UNAUTHORISED, OutcomeKind.FORBIDDEN)
        attempts = call.attempts.exclude(
            outcome__in=shut_out, ended_at__lt=self.connection.connected_at
        )
        return list(attempts.order_by("number").defer("answer"))

    def resume(self, stage: Stage, call: Call, step: Step) -> list[Work]:
        """Take up a call that has an answer but no verdict, or that Xero has to be asked about."""
        if step.do == Do.ASK:
            return self.ask(stage, call)
        last = call.attempts.order_by("-number")[0]
        data = calls.answer_of(last)
        with fenced(self.held):
            if step.do == Do.SETTLE:
                work = self._settle(stage, call, data)
            else:
                work = self._halve(stage, call, last.message or "Xero refused the whole call.")
        return work if work is not None else self.ask(stage, call)

    def _limited_until(self, call: Call) -> datetime | None:
        last = call.attempts.order_by("-number").defer("answer").first()
        if last is None or last.outcome != OutcomeKind.LIMITED:
            return call.wait_until
        lane = Lane.objects.get(pk=self.held.tenant_id)
        return limits.may_leave_at(lane, now=clock.database_now())

    def _decide(self, stage: Stage, call: Call, step: Step, outcome: Outcome) -> list[Work] | None:
        """What follows, inside the transaction; None where Xero has to be asked first."""
        if step.do == Do.SETTLE:
            return self._settle(stage, call, outcome.data)
        if step.do == Do.HALVE:
            return self._halve(stage, call, outcome.message or "Xero refused the whole call.")
        is_due = step.at <= clock.database_now()
        if step.do == Do.SEND and is_due:
            return [(stage, call)]
        if step.do == Do.ASK and is_due:
            return None
        if step.do != Do.RECONNECT:
            self.hold(stage, call, step)
        return []

    def _settle(self, stage: Stage, call: Call, data: object) -> list[Work] | None:
        settled = stage.settle(call, data)
        if settled.must_ask:
            return None
        return [(stage, group) for group in settled.again]

    def _halve(self, stage: Stage, call: Call, sentence: str) -> list[Work]:
        """Refused as a whole: the halves go by themselves, and what is left alone is refused."""
        trial = self._trials.get(call.pk) or Trial(len(call.elements))
        if len(call.elements) <= 1 or not trial.may_halve():
            stage.refuse(call, f"Xero says: {sentence}")
            return []
        return self._halves(stage, stage.put_back(call), trial)

    def _halves(self, stage: Stage, group: Group, trial: Trial) -> list[Work]:
        halves = replace(group, trial=trial).halves()
        trial.extra_calls += len(halves)
        return [(stage, half) for half in halves]

    def hold(self, stage: Stage, call: Call, step: Step) -> None:
        """Leave a call open until its next step is due."""
        call.wait_until = step.at
        call.save(update_fields=["wait_until"])
        stage.hold(call, step.at, in_doubt=step.in_doubt)

    def ask(self, stage: Stage, call: Call) -> list[Work]:
        """Read Xero about a call in doubt; what is missing goes into new calls."""
        errors = call.attempts.filter(outcome=OutcomeKind.SERVER_ERROR).exists()
        try:
            left = stage.ask(call)
        except ReadFailed as failure:
            return self._ask_later(stage, call, failure.outcome)
        except (NeedsReconnect, TokenUnavailable) as failure:
            raise self._no_token(failure) from failure
        if not left.ids:
            return []
        if not errors:
            return [(stage, left)]
        return self._after_a_500(stage, call, left)

    def _after_a_500(self, stage: Stage, call: Call, left: Group) -> list[Work]:
        """A second 500 after asking: halve; where both halves fail too, Xero itself is ill."""
        if self._illness is not None:
            raise self._illness
        lane = Lane.objects.get(pk=self.held.tenant_id)
        trial = self._trials.get(call.pk)
        if self._errors_in_a_row >= errors_allowed(lane.troubles):
            raise self._trouble(lane)
        if trial is None:
            return [(stage, replace(left, trial=Trial(len(left.ids), extra_calls=1)))]
        if len(left.ids) > 1 and trial.may_halve():
            return self._halves(stage, left, trial)
        if call.path not in self._answered_paths and lane.troubles < trial.patience():
            raise self._trouble(lane)
        with fenced(self.held):
            at_fault = stage.open(left)
            if at_fault is not None:
                stage.refuse(at_fault, "Xero answers this with an error of its own (500).")
        return []

    def _ask_later(self, stage: Stage, call: Call, outcome: Outcome) -> list[Work]:
        if health.note_refusal(self.connection, outcome):
            raise MustReconnect
        failed = calls.reads_failed_in_a_row(self.held.tenant_id)
        until = clock.database_now() + pause_after_reading(failed)
        if outcome.limits.retry_after_seconds:
            until = clock.database_now() + timedelta(seconds=outcome.limits.retry_after_seconds)
        with fenced(self.held):
            self.hold(stage, call, Step(Do.ASK, until, in_doubt=True))
        return []

    def _note_trouble(self, call: Call, outcome: Outcome) -> None:
        if outcome.kind == OutcomeKind.SERVER_ERROR:
            self._errors_in_a_row += 1
        elif outcome.kind == OutcomeKind.ANSWERED:
            self._errors_in_a_row = 0
            self._answered_paths.add(call.path)
            Lane.objects.filter(pk=self.held.tenant_id, troubles__gt=0).update(troubles=0)

    def _trouble(self, lane: Lane) -> MustWait:
        Lane.objects.filter(pk=lane.pk).update(troubles=F("troubles") + 1)
        until = clock.database_now() + timedelta(minutes=minutes_to_wait(lane.troubles))
        self._illness = MustWait(until, "Xero answers with errors of its own")
        return self._illness

    def _shut_out(self, flight: Flight, step: Step, outcome: Outcome) -> None:
        """An expired token is refreshed, once for all in flight; else a person reconnects."""
        if step.do == Do.RECONNECT:
            health.note_refusal(self.connection, outcome)
            raise MustReconnect
        if flight.xero is self._xero:
            self._xero = None
            self._client(expired=True)

    def _client(self, *, expired: bool = False) -> Xero:
        if self._xero is None or self._token_is_old():
            try:
                self._xero = calls.client(self.connection, expired=expired)
            except (NeedsReconnect, TokenUnavailable) as failure:
                raise self._no_token(failure) from failure
            self._opened_at = monotonic()
        return self._xero

    def _token_is_old(self) -> bool:
        """The token is looked at again every minute, so that it is refreshed before it expires."""
        return monotonic() - self._opened_at > 60

    def _no_token(self, failure: Exception) -> Exception:
        if isinstance(failure, TokenUnavailable):
            return MustWait(failure.retry_at, "Xero's sign-in does not answer")
        return MustReconnect()


def _carry(xero: Xero, request: Request, committed: float) -> Outcome:
    """In a thread: send, unless too long has passed since the attempt was committed."""
    if monotonic() - committed > settings.SENDING["CALL_COMMIT_TO_SEND_SECONDS"]:
        return Outcome(kind=OutcomeKind.NOT_SENT, detail="TooLate")
    return xero.send(request)


def _tried(attempt: Attempt) -> Tried:
    # Xero knows the key with other bytes: something did arrive under it.
    key_is_known = attempt.message.startswith("IdempotencyKeyReused")
    return Tried(
        outcome=OutcomeKind.NO_ANSWER if key_is_known else attempt.outcome,
        began_at=attempt.began_at,
        ended_at=attempt.ended_at,
        has_elements=attempt.status == 400,
        token_expired=attempt.message.startswith("TokenExpired"),
    )
