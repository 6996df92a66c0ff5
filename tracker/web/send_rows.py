"""The rows of the send dialog and of a batch: what will happen, what happens, what happened."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from tracker.accounts_system.models import DocumentLink
from tracker.agencies.models import Event
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.sending.models import Batch, Delivery, State
from tracker.sending.plan import Will
from tracker.web.batch_counts import checking_words, waiting_words
from tracker.web.batch_kind import kind_of
from tracker.web.fixes import Fix, fix_of
from tracker.web.statuses import NOT_SENT, SENT, UNDER_WAY, Status
from tracker.web.xero_pages import pages_of_documents

REFUSED = "Refused:"
WILL = {
    Will.CREATE: Status("plus", "plain", "Create"),
    Will.UPDATE: Status("changed", "plain", "Update"),
    Will.VOID: Status("refused", "plain", "Void"),
    Will.RECEIPTS: Status("sent", "plain", "Receipts"),
    Will.UNCHANGED: Status("same", "quiet", "No change"),
    Will.BLOCKED: Status("refused", "bad", "Blocked"),
}
SETTLED = {
    State.SENT: SENT,
    State.UNCHANGED: WILL[Will.UNCHANGED],
    State.REFUSED: Status("refused", "bad", "Refused"),
    State.STOPPED: NOT_SENT,
    State.LEFT_OUT: NOT_SENT,
}
GOING = {
    Will.CREATE: "Creating",
    Will.UPDATE: "Updating",
    Will.VOID: "Voiding",
}


@dataclass(frozen=True)
class Row:
    """One document of a batch. `messages` are things done, `words` what else there is to say."""

    delivery: Delivery
    document: Document
    status: Status
    words: list[str]
    problem: str
    fix: Fix | None
    messages: list[str]
    xero_address: str
    may_be_linked: bool
    is_gone: bool


def rows_of(batch: Batch, deliveries: Iterable[Delivery]) -> list[Row]:
    """One row per delivery, in their order; as many queries for any number."""
    listed = list(deliveries)
    messages = messages_of(batch, listed)
    addresses = _addresses(batch, listed)
    linkable = _linkable(batch, listed)
    return [
        Row(
            delivery=each,
            document=each.document,
            status=status_of(each),
            words=[part for part in _words(each).split(" · ") if part],
            problem=each.sentence,
            fix=None if each.document_id in linkable or _is_gone(each) else fix_of(each),
            messages=[said for said in messages[str(each.document_id)] if said != each.sentence],
            xero_address=addresses.get(each.document_id, ""),
            may_be_linked=each.document_id in linkable,
            is_gone=_is_gone(each),
        )
        for each in listed
    ]


def status_of(delivery: Delivery) -> Status:
    """An icon and words for one delivery, clicked or not."""
    state = State(delivery.state)
    if state == State.PREPARED and delivery.intent == Will.RECEIPTS:
        return replace(WILL[Will.RECEIPTS], text=f"{_money(delivery).capitalize()}s")
    if state == State.PREPARED:
        return WILL[Will(delivery.intent)]
    if state == State.WAITING:
        return Status("waiting", "wait", waiting_words(delivery.waiting_until))
    if state == State.CHECKING:
        return Status("checking", "wait", checking_words(delivery.waiting_until))
    return SETTLED.get(state) or UNDER_WAY[state]


def _words(delivery: Delivery) -> str:
    if delivery.state == State.PREPARED:
        return delivery.will if delivery.intent != Will.BLOCKED else ""
    if delivery.state == State.SENDING:
        return f"{_going(delivery)}…"
    if delivery.state in (State.READY, State.UNCHANGED):
        return delivery.will
    return ""


def _going(delivery: Delivery) -> str:
    if delivery.intent == Will.RECEIPTS:
        doing = "Recording" if delivery.receipts.get("record") else "Removing"
        return f"{doing} {_money(delivery)}s"
    return GOING.get(Will(delivery.intent), "Sending")


def _money(delivery: Delivery) -> str:
    """A receipt or a payout."""
    return words_for(delivery.document.kind).money


def _is_gone(delivery: Delivery) -> bool:
    """Voided or deleted in Xero: two buttons lead on, and stand in the row."""
    blocked = delivery.state in (State.PREPARED, State.REFUSED)
    return blocked and delivery.cause == "voided_in_xero"


def messages_of(batch: Batch, deliveries: Iterable[Delivery]) -> dict[str, list[str]]:
    """What was done for each document in this batch, in order; a refusal is said by the row."""
    found: dict[str, list[str]] = defaultdict(list)
    if batch.clicked_at is None:
        return found
    events = Event.objects.filter(
        agency=batch.agency_id,
        batch_number=batch.number,
        subject="document",
        subject_id__in=[str(each.document_id) for each in deliveries],
    ).order_by("id")
    for subject_id, sentence in events.values_list("subject_id", "sentence"):
        if not sentence.startswith(REFUSED):
            found[subject_id].append(sentence)
    return found


def _addresses(batch: Batch, deliveries: list[Delivery]) -> dict[UUID, str]:
    documents = [each.document_id for each in deliveries]
    links = DocumentLink.objects.filter(connection=batch.connection_id, document__in=documents)
    return pages_of_documents(batch.connection, kind_of(batch).value, links)


def _linkable(batch: Batch, deliveries: list[Delivery]) -> set[UUID]:
    """Those that an invoice or bill in Xero agrees with: *Link it* is offered."""
    clashing = [
        each.document
        for each in deliveries
        if each.cause in adoption.CAUSES and each.state in (State.PREPARED, State.REFUSED)
    ]
    return set(adoption.candidates(batch.connection, clashing)) if clashing else set()
