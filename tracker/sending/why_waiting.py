"""Why a lane waits, in the words that a person reads after *Waiting until 14:20:*."""

from collections import defaultdict

from django.db.models import QuerySet

from tracker.accounts_system.models import Attempt, Call
from tracker.sending.recover import MAY_HAVE_ARRIVED
from tracker.xero.outcome import Outcome, OutcomeKind

MISSING = "an answer of Xero's is missing"
LIMIT = "Xero's limit of calls"
ILL = "Xero answers with errors of its own"
WORDS: dict[str, str] = {
    OutcomeKind.NOT_SENT: "Xero cannot be reached",
    OutcomeKind.NO_ANSWER: "Xero does not answer",
    OutcomeKind.LIMITED: LIMIT,
    OutcomeKind.SERVER_ERROR: ILL,
}


def of_reading(outcome: Outcome) -> str:
    """Why Xero could not be read."""
    said = outcome.message or outcome.detail or outcome.kind.value
    return WORDS.get(outcome.kind) or f"Xero cannot be read: {said}"


def of_calls(waiting: QuerySet[Call]) -> str:
    """Why open calls wait; "" where none does.

    The first of those that cannot have arrived speaks: one that may is shown as *Checking with
    Xero*, which says why by itself.
    """
    histories: defaultdict[int, list[str]] = defaultdict(list)
    attempts = Attempt.objects.filter(call__in=waiting).order_by("call__wait_until", "number")
    for call_id, outcome in attempts.values_list("call_id", "outcome"):
        histories[call_id].append(outcome)
    if not histories:
        return ""
    unsent = [each[-1] for each in histories.values() if MAY_HAVE_ARRIVED.isdisjoint(each)]
    return next((WORDS[each] for each in unsent if each in WORDS), MISSING)
