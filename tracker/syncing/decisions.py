"""What a person decides about a difference: send mine, take theirs, or accept it.

What is decided is what was shown: a choice carries a short print of the differences, and one that
differs otherwise by now is left for another look.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tracker import clock
from tracker.accounts_system.models import Connection, DocumentLink
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending import batches
from tracker.sending.models import Batch
from tracker.syncing.difference import Difference
from tracker.syncing.differences import renew, unaccepted
from tracker.syncing.taking_theirs import take_paid, take_status

SEND_MINE = "To be sent again as it is here: Xero’s copy differs."
NOT_SENT = ("paid",)
MONEY_IS_NOT_SENT = (
    "Sending {} does not say what is paid: take theirs, or wait for the bank feed and Sync."
)
LOOK_AGAIN = "{} differs otherwise by now: look at it again."
NOT_TAKEN = (
    "Only what is paid and the status are taken from Xero; the details stay Tracker’s:"
    " send yours, or accept the difference."
)


@dataclass(frozen=True)
class Choice:
    """A document, the print of what was shown of it, and the field meant; all where empty."""

    document_id: UUID
    shown: str
    field: str = ""


@dataclass(frozen=True)
class Decided:
    """How many documents it was done for, and why not for the others."""

    done: int
    problems: tuple[str, ...] = ()


def print_of(link: DocumentLink) -> str:
    """What stands for the differences of a link in a form."""
    text = json.dumps(link.differences, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def accept(connection: Connection, choices: Sequence[Choice], *, by: By) -> Decided:
    """Agree to differences as they are; each comes back when either side changes."""
    return _each(connection, choices, lambda link, meant: _accept(link, meant, by))


def take_theirs(connection: Connection, choices: Sequence[Choice], *, by: Person) -> Decided:
    """Let Xero's word stand here too: what is paid, and that it is voided."""
    return _each(connection, choices, lambda link, meant: _take(link, meant, by))


def send_mine(connection: Connection, choices: Sequence[Choice], *, kind: str, by: Person) -> Batch:
    """A batch of documents of one kind, prepared, that would write ours over Xero's.

    Raises ``NotPossible``, also for a choice of the other kind.
    """
    words = words_for(kind)
    _renew(connection, choices)
    with transaction.atomic():
        _lock(connection, choices)
        found = [_found(connection, choice) for choice in choices]
        if any(link.document.kind != kind for link, _ in found):
            raise NotPossible(f"Only {words.many} go in a batch of {words.many}.")
        links = [link for link, meant in found if any(_is_sent(each) for each in meant)]
        if found and not links:
            raise NotPossible(MONEY_IS_NOT_SENT.format(words.a))
        settled = [
            link.document for link in links if link.accepted_revision >= link.document.revision
        ]
        lifecycle.mark_for_sending(settled, by=by, why=SEND_MINE)
        wanted = Document.objects.filter(pk__in=[link.document_id for link in links])
        return batches.prepare(agency=connection.agency, kind=kind, documents=wanted, by=by)


def _is_sent(difference: Difference) -> bool:
    return difference.field not in NOT_SENT


def _each(
    connection: Connection,
    choices: Sequence[Choice],
    decide: Callable[[DocumentLink, list[Difference]], None],
) -> Decided:
    """Decide one by one: what cannot be done for one does not keep the others from it."""
    _renew(connection, choices)
    done, problems = 0, []
    for choice in choices:
        try:
            with transaction.atomic():
                link, meant = _found(connection, choice)
                decide(link, meant)
        except NotPossible as problem:
            problems.append(problem.sentence)
        else:
            done += 1
    _renew(connection, choices)
    return Decided(done, tuple(dict.fromkeys(problems)))


def _renew(connection: Connection, choices: Sequence[Choice]) -> None:
    """Before a decision too: one or the other may have moved since it was shown."""
    renew(connection, documents=[choice.document_id for choice in choices])


def _found(connection: Connection, choice: Choice) -> tuple[DocumentLink, list[Difference]]:
    """The link, locked, and what is meant of it. Raises ``NotPossible`` where that moved on."""
    _lock(connection, [choice])
    rows = DocumentLink.objects.filter(connection=connection, document=choice.document_id)
    link = rows.select_related("document__company").first()
    if link is None:
        raise NotPossible("One of these is not linked to Xero any more: look at the list again.")
    meant = [each for each in unaccepted(link) if choice.field in ("", each.field)]
    if print_of(link) != choice.shown or not meant:
        raise NotPossible(LOOK_AGAIN.format(link.document))
    return link, meant


def _lock(connection: Connection, choices: Iterable[Choice]) -> None:
    """The documents, then their links, each in the order of their ids whatever was ticked first.

    Everybody who writes both does so: two of them never wait for each other.
    """
    ids = [choice.document_id for choice in choices]
    documents = Document.objects.filter(pk__in=ids, entity=connection.entity_id)
    links = DocumentLink.objects.filter(connection=connection, document__in=ids)
    for rows in (documents, links):
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _accept(link: DocumentLink, meant: list[Difference], by: By) -> None:
    at = clock.now().isoformat()
    link.differences_accepted += [
        {**difference.as_json(), "by": str(by), "at": at} for difference in meant
    ]
    link.differs = bool(unaccepted(link))
    link.save(update_fields=["differences_accepted", "differs"])
    told = "; ".join(f"{each.field} {each.tracker} here, {each.xero} in Xero" for each in meant)
    _tell(link, f"The difference was accepted: {told}.", by)


def _take(link: DocumentLink, meant: list[Difference], by: Person) -> None:
    taken = [each for each in meant if each.field in ("paid", "status")]
    if not taken:
        raise NotPossible(f"{link.document}: {NOT_TAKEN}")
    for difference in taken:
        if difference.field == "paid":
            take_paid(link, by=by)
        else:
            take_status(link, by=by)


def _tell(link: DocumentLink, sentence: str, by: By) -> None:
    events.record(link.document.agency, "document", link.document_id, sentence, by=by)
