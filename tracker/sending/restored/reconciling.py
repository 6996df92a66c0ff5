"""*Adopt*: Tracker's records are older than Xero's, and take from there what they have forgotten.

Each invoice and bill whose mark names a document of ours is linked to it. What Tracker no longer
has is only in Xero from now on, and the next number moves past it. Nothing is written to Xero.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from tracker.accounts_system import heads, lane, strays
from tracker.accounts_system.failures import said_in_a_sentence
from tracker.accounts_system.lane import Held, LaneLost, fenced
from tracker.accounts_system.models import Connection
from tracker.accounts_system.strays import Stray
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents import numbering
from tracker.documents.kinds import KINDS
from tracker.sending.restored import linking, receipts
from tracker.sending.waking import wake

PATIENCE_SECONDS = 5
OWNERS_ONLY = "Only an owner may say so: what Xero holds is taken for Tracker's own."
AT_WORK = "Tracker is at work for {name} at this moment. Try again in a minute."
NOTHING = "Nothing to adopt: Tracker knows every invoice and bill of its own in Xero."


@dataclass(frozen=True)
class Reconciled:
    """``only_in_xero`` bear our mark for documents that Tracker does not have any more; ``doubled``
    stand in Xero a second time, and wait for a person. ``next_numbers`` are those that moved.
    """

    adopted: int
    only_in_xero: int
    doubled: int
    next_numbers: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def in_words(self) -> str:
        """One paragraph for a person."""
        parts = [f"{self.adopted:,} adopted." if self.adopted else ""]
        if self.only_in_xero:
            parts.append(
                f"{self.only_in_xero:,} only in Xero: Tracker does not have them any more."
            )
        parts += [f"The next {kind} is {number}." for kind, number in self.next_numbers.items()]
        if self.doubled:
            parts.append(f"{self.doubled:,} twice in Xero: look at Differences.")
        return " ".join(filter(None, parts)) or NOTHING


def reconcile(connection: Connection, *, by: By) -> Reconciled:
    """Read Xero's heads, and take from them what Tracker has forgotten; the lane goes on.

    Waits a few seconds for a worker that holds the lane. Raises ``NotPossible`` with a sentence:
    not an owner, Xero out of reach, a worker that goes on working.
    """
    if isinstance(by, Person) and not by.may_own:
        raise NotPossible(OWNERS_ONLY)
    with said_in_a_sentence(connection, "invoices"):
        heads.read_heads(connection)
    with _alone(connection) as held, fenced(held):
        done = _adopt(connection, by)
    _link_receipts(connection, by)
    lane.knock(connection.tenant_id)
    wake(connection.tenant_id)
    return done


@contextmanager
def _alone(connection: Connection) -> Iterator[Held]:
    """Hold the lane, so that nothing leaves meanwhile."""
    held = _taken(connection)
    try:
        yield held
    except LaneLost:
        raise NotPossible(AT_WORK.format(name=connection.tenant_name)) from None
    finally:
        lane.let_go(held)


def _taken(connection: Connection) -> Held:
    lane.knock(connection.tenant_id)
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        held = lane.take(connection.tenant_id, owner=f"reconcile {uuid4()}")
        if held is not None:
            return held
        if time.monotonic() > give_up_at:
            raise NotPossible(AT_WORK.format(name=connection.tenant_name))
        time.sleep(0.1)


def _adopt(connection: Connection, by: By) -> Reconciled:
    older = strays.older(connection)
    adopted = linking.link(connection, older, by=by)
    forgotten = [each for each in older if each.document is None]
    strays.leave(connection, [each.head.remote_id for each in forgotten])
    strays.forget_explained(connection)
    done = Reconciled(
        adopted=len(adopted),
        only_in_xero=len([each for each in forgotten if each.is_alive]),
        doubled=len(strays.doubled(connection)),
        next_numbers=_move_numbers(connection, older, by),
    )
    if older:
        sentence = f"Adopted what Xero has and Tracker had forgotten: {done.in_words}"
        events.record(connection.agency, "connection", connection.pk, sentence, by=by)
    return done


def _link_receipts(connection: Connection, by: By) -> None:
    """What cannot be read now is found before the next receipt of the document is recorded."""
    try:
        with said_in_a_sentence(connection, "payments"):
            found = receipts.read(connection)
    except NotPossible:
        return
    receipts.link(connection, found, by=by)


def _move_numbers(connection: Connection, older: Sequence[Stray], by: By) -> dict[str, str]:
    """A number that Xero has is never given again."""
    moved = {}
    for words in KINDS.values():
        used = [each.head.number for each in older if each.head.type == words.xero_type]
        number = numbering.move_past(connection.entity, words.value, used, by=by)
        if number:
            moved[words.one] = number
    return moved
