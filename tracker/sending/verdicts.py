"""What follows from an answer, or from none: settle, halve, ask, hold, wait.

Methods marked *inside* run in a fenced transaction of the lane's owner.
"""

from dataclasses import replace
from datetime import timedelta

from django.db.models import F

from tracker import clock
from tracker.accounts_system import calls, health
from tracker.accounts_system.deltas import ReadFailed
from tracker.accounts_system.lane import Held, fenced
from tracker.accounts_system.models import Call, Connection, Lane
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable
from tracker.sending import attempts, why_waiting
from tracker.sending.interruptions import MustReconnect, MustWait
from tracker.sending.recover import Do, Step
from tracker.sending.stages.stage import Group, LooksFirst, Stage
from tracker.sending.trial import Trial, errors_allowed, minutes_to_wait, pause_after_reading
from tracker.xero.outcome import Outcome, OutcomeKind

Work = tuple[Stage, Group | Call]


class Verdicts:
    """Decides about calls on one lane; remembers what the search for a fault has cost."""

    def __init__(self, connection: Connection, held: Held) -> None:
        self.connection = connection
        self.held = held
        self._trials: dict[int, Trial] = {}
        self._errors_in_a_row = 0
        self._answered_paths: set[str] = set()
        self._illness: MustWait | None = None

    def remember(self, call: Call, trial: Trial | None) -> None:
        """A new call is part of a search that began with another one."""
        if trial is not None:
            self._trials[call.pk] = trial

    def take_back(self, stage: Stage, call: Call, step: Step) -> bool:
        """Put back what certainly has not arrived, where its batch was stopped or paused."""
        if step.do != Do.SEND or step.in_doubt or not stage.round.is_called_off():
            return False
        stage.put_back(call)
        return True

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

    def decide(self, stage: Stage, call: Call, step: Step, outcome: Outcome) -> list[Work] | None:
        """Inside: what follows; None where Xero has to be asked first."""
        if step.do == Do.SETTLE:
            return self._settle(stage, call, outcome.data)
        if step.do == Do.HALVE:
            return self._halve(stage, call, outcome.message or "Xero refused the whole call.")
        if step.do == Do.RECONNECT:
            return []
        if step.at > clock.database_now():
            self.hold(stage, call, step)
            return []
        stage.go_on(call, in_doubt=step.in_doubt)
        return [(stage, call)] if step.do == Do.SEND else None

    def _settle(self, stage: Stage, call: Call, data: object) -> list[Work] | None:
        settled = stage.settle(call, data)
        if settled.must_ask:
            stage.go_on(call, in_doubt=True)
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

    def look_first(self, stage: Stage, call: Call) -> bool:
        """Whether an open call may go now: of what Xero would take twice, if Xero has none of it.

        What it has is accepted; what is left of the call waits until Xero must be done with it.
        """
        step = attempts.step(self.connection, call)
        if not step.asks_first or not isinstance(stage, LooksFirst):
            return True
        try:
            may_go = stage.look(call)
        except ReadFailed as failure:
            self._ask_later(stage, call, failure.outcome)
            return False
        except (NeedsReconnect, TokenUnavailable) as failure:
            raise without_token(failure) from failure
        if not may_go and call.settled_at is None:
            with fenced(self.held):
                self.hold(stage, call, attempts.step(self.connection, call))
        return may_go

    def ask(self, stage: Stage, call: Call) -> list[Work]:
        """Read Xero about a call in doubt; what is missing goes into new calls."""
        errors = call.attempts.filter(outcome=OutcomeKind.SERVER_ERROR).exists()
        try:
            left = stage.ask(call)
        except ReadFailed as failure:
            return self._ask_later(stage, call, failure.outcome)
        except (NeedsReconnect, TokenUnavailable) as failure:
            raise without_token(failure) from failure
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

    def note_trouble(self, call: Call, outcome: Outcome) -> None:
        if outcome.kind == OutcomeKind.SERVER_ERROR:
            self._errors_in_a_row += 1
        elif outcome.kind == OutcomeKind.ANSWERED:
            self._errors_in_a_row = 0
            self._answered_paths.add(call.path)
            Lane.objects.filter(pk=self.held.tenant_id, troubles__gt=0).update(troubles=0)

    def _trouble(self, lane: Lane) -> MustWait:
        Lane.objects.filter(pk=lane.pk).update(troubles=F("troubles") + 1)
        until = clock.database_now() + timedelta(minutes=minutes_to_wait(lane.troubles))
        self._illness = MustWait(until, why_waiting.ILL)
        return self._illness


def without_token(failure: NeedsReconnect | TokenUnavailable) -> MustWait | MustReconnect:
    """What having no token means for everything that waits."""
    if isinstance(failure, TokenUnavailable):
        return MustWait(failure.retry_at, "Xero's sign-in does not answer")
    return MustReconnect()
