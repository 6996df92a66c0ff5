"""What a call's attempts say: the facts that ``recover.next_step`` decides from."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from tracker import clock
from tracker.accounts_system import limits
from tracker.accounts_system.models import Attempt, Call, Connection, Lane
from tracker.documents.kinds import words_for
from tracker.sending import recover
from tracker.sending.models import Batch
from tracker.sending.recover import Care, Step, Tried
from tracker.xero.outcome import OutcomeKind


def step(connection: Connection, call: Call) -> Step:
    """What to do next about a call, by its attempts and the database's clock."""
    return recover.next_step(
        [_tried(attempt) for attempt in _attempts_that_count(connection, call)],
        now=clock.database_now(),
        wait_until=_limited_until(call),
        numbers=settings.SENDING,
        care=_care(call),
    )


def _care(call: Call) -> Care:
    """Xero refuses a second of what we create, but for bills, and for money while it is due."""
    if call.purpose == Call.Purpose.CREATE_DOCUMENTS:
        is_doubled = not words_for(_kind_of(call)).has_unique_number
    else:
        is_doubled = call.purpose == Call.Purpose.RECORD_RECEIPTS
    return Care(is_doubled=is_doubled, has_arrived_in_part=call.asked_at is not None)


def _kind_of(call: Call) -> str:
    batches = Batch.objects.filter(connection=call.connection_id, number=call.batch_number or 0)
    return batches.values_list("kind", flat=True).get()


def may_use_reserve(connection: Connection, call: Call) -> bool:
    """A doubt may take the calls kept back of a day, unless Xero has just turned it away."""
    tried = [_tried(attempt) for attempt in _attempts_that_count(connection, call)]
    if not tried or tried[-1].outcome == OutcomeKind.LIMITED:
        return False
    return any(each.may_have_arrived for each in tried)


def is_token_refused(call: Call, epoch: int) -> bool:
    """Whether an earlier owner died between Xero's *expired* and the refresh."""
    last = call.attempts.order_by("-number").defer("answer").first()
    return last is not None and last.epoch != epoch and _tried(last).token_expired


def doubt_since(made: Iterable[Attempt]) -> datetime | None:
    """When the first attempt began that may have arrived; None where Xero has answered since."""
    tried = [_tried(attempt) for attempt in made]
    if not tried or tried[-1].outcome == OutcomeKind.ANSWERED:
        return None
    return min((each.began_at for each in tried if each.may_have_arrived), default=None)


def _attempts_that_count(connection: Connection, call: Call) -> list[Attempt]:
    """Being shut out says nothing any more once somebody has connected again."""
    shut_out = (OutcomeKind.UNAUTHORISED, OutcomeKind.FORBIDDEN)
    attempts = call.attempts.exclude(outcome__in=shut_out, ended_at__lt=connection.connected_at)
    return list(attempts.order_by("number").defer("answer"))


def _limited_until(call: Call) -> datetime | None:
    last = call.attempts.order_by("-number").defer("answer").first()
    if last is None or last.outcome != OutcomeKind.LIMITED:
        return call.wait_until
    lane = Lane.objects.get(pk=call.tenant_id)
    return limits.may_leave_at(lane, now=clock.database_now())


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
