"""What the stages of receipts do alike with a call: refuse it, put it back, hold it, go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.accounts_system import calls
from tracker.accounts_system.lists import Name
from tracker.accounts_system.models import Call
from tracker.documents.kinds import words_for
from tracker.sending import outcomes
from tracker.sending.models import Delivery, State
from tracker.sending.receipts import deliveries as receipt_deliveries
from tracker.sending.refusals import Refusal, from_xero, refusal
from tracker.sending.round import Round
from tracker.sending.stages.stage import Group
from tracker.xero import answers
from tracker.xero.causes import Cause, cause

LISTS_NAMED = {
    "payment_account_invalid": {Name.ACCOUNTS},
    "period_locked": {Name.ORGANISATION},
}


@dataclass
class ReceiptCalls:
    """The half of ``Stage`` in which recording and removing do not differ."""

    round: Round

    def refuse(self, call: Call, sentence: str) -> None:
        fix = f"Look at the {words_for(self.round.batch.kind).in_xero} in Xero, then retry."
        found = Refusal("refused_as_a_whole", sentence, fix)
        rows = receipt_deliveries.of_call(self.round, call)
        refuse(self.round, [(delivery, found) for delivery, _ in rows], call)
        outcomes.settle_call(call, "refused")

    def put_back(self, call: Call) -> Group:
        ids = [delivery.pk for delivery, _ in receipt_deliveries.of_call(self.round, call)]
        return put_back(self.round, call, ids, "put back")

    def hold(self, call: Call, until: datetime, *, in_doubt: bool) -> None:
        outcomes.hold(self.round.open_deliveries().filter(call=call), until, in_doubt=in_doubt)

    def go_on(self, call: Call, *, in_doubt: bool) -> None:
        outcomes.go_on(self.round.open_deliveries().filter(call=call), in_doubt=in_doubt)


def put_back(this_round: Round, call: Call, ids: Sequence[int], verdict: str) -> Group:
    """Inside: settle the call; what is left of it is ready for another one."""
    this_round.put_back(ids)
    outcomes.settle_call(call, verdict)
    return Group(tuple(str(pk) for pk in ids))


def give(this_round: Round, call: Call, deliveries: Sequence[Delivery]) -> None:
    """Inside: the deliveries are on their way with this call."""
    this_round.batch.deliveries.filter(pk__in=[each.pk for each in deliveries]).update(
        state=State.SENDING, call=call, waiting_until=None
    )


def refuse(
    this_round: Round, refused: Sequence[tuple[Delivery, Refusal]], call: Call | None
) -> None:
    """Refuse these, each for its own reason."""
    for _, found in refused:
        this_round.lists_named |= LISTS_NAMED.get(found.cause, set())
    outcomes.refuse(this_round.batch.agency, refused, call=call)


def said_by_xero(messages: Sequence[str], *, kind: str) -> Refusal:
    """What Xero said of a payment: some of its texts mean something else on a document."""
    said = " ".join(messages) or "Xero gave no reason."
    known = SENTENCES.get(cause(messages))
    if known is None:
        return from_xero(messages, kind=kind)
    words = vars(words_for(kind))
    name, sentence, fix = known
    told = f"{sentence.format_map(words)} Xero says: {said}"
    return refusal(name, told, fix.format_map(words), kind=kind)


# Each with the words of a kind in braces, by their names in ``KindWords``.
SENTENCES = {
    Cause.NOT_APPROVED: ("needs_approval", "Payments need an authorised {in_xero}.", ""),
    Cause.PAYMENT_ACCOUNT_INVALID: (
        "payment_account_invalid",
        "Xero takes no payments on the account that is chosen for {money}s.",
        "",
    ),
    Cause.PERIOD_LOCKED: (
        "period_locked",
        "The {money} is dated in a period that is locked in Xero.",
        "Move the lock date in Xero, or undo the {money} and date it after it.",
    ),
    Cause.AMOUNT_EXCEEDS_DUE: (
        "amount_exceeds_due",
        "Xero says that less is due than it shows.",
        "Look at the {in_xero} in Xero, then retry.",
    ),
}


def messages_of(call: Call, mark: str) -> tuple[str, ...]:
    """What Xero said in its last answer of the element with this mark; of the only one, else."""
    last = call.attempts.order_by("-number").first()
    found = answers.elements(calls.answer_of(last) if last is not None else None, "Payments")
    marked = [each for each in found if str(each.raw.get("Reference") or "") == mark]
    return next((each.messages for each in marked or found), ())
