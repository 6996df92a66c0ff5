"""What a list and a page say of sending a document: its batch status.

A pure function of our document, its latest delivery and what Xero last said of it.
"""

from dataclasses import dataclass
from datetime import datetime

from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending.models import Delivery, State
from tracker.web import moments
from tracker.xero import invoice_statuses


@dataclass(frozen=True)
class Status:
    """An icon and words; `tone` is quiet, plain, good, wait or bad. `note` says why, or what next.

    `icon` is the name of a drawing in `icons.svg`.
    """

    icon: str
    tone: str
    text: str
    note: str = ""


NOT_SENT = Status("not-sent", "quiet", "Not sent")
ALREADY = Status("same", "quiet", "Already in Xero")
SENT = Status("sent", "good", "Sent")
CHANGED = Status("changed", "wait", "Changed since sent")
VOIDED = Status("refused", "wait", "Voided in Xero")
DELETED = Status("refused", "wait", "Deleted in Xero")
VOID_IN_BOTH = Status("same", "quiet", "Void in Xero too")

UNDER_WAY = {
    State.READY: Status("ready", "plain", "Ready"),
    State.SENDING: Status("sending", "wait", "Sending"),
    State.CHECKING: Status("checking", "wait", "Checking with Xero"),
    State.RECONNECT: Status("reconnect", "bad", "Reconnect Xero"),
    State.ADOPT: Status("same", "bad", "Adopt first"),
}


def batch_status(
    document: Document,
    delivery: Delivery | None,
    link: DocumentLink | None,
    *,
    receipts_wait: bool = False,
) -> Status:
    """What became of sending it. An open or refused delivery speaks before what Xero holds.

    ``receipts_wait``: Xero has not heard yet of a receipt, or of one undone.
    """
    if delivery and delivery.state in UNDER_WAY:
        return UNDER_WAY[State(delivery.state)]
    if delivery and delivery.state == State.WAITING:
        return Status("waiting", "wait", _waiting(delivery.waiting_until))
    if delivery and delivery.state == State.REFUSED:
        return Status("refused", "bad", "Refused", delivery.sentence)
    if link:
        return _in_xero(document, link, receipts_wait)
    if document.already_in_xero:
        return ALREADY
    if delivery and delivery.sentence:
        return Status(NOT_SENT.icon, NOT_SENT.tone, NOT_SENT.text, delivery.sentence)
    return NOT_SENT


def is_gone(link: DocumentLink) -> bool:
    """Somebody voided or deleted it in Xero, or Tracker did."""
    return link.seen_status in invoice_statuses.GONE


def _in_xero(document: Document, link: DocumentLink, receipts_wait: bool) -> Status:
    if is_gone(link):
        return _gone(document, link)
    return CHANGED if receipts_wait or link.accepted_revision < document.revision else SENT


def _gone(document: Document, link: DocumentLink) -> Status:
    if document.is_void:
        return VOID_IN_BOTH
    return DELETED if link.seen_status == invoice_statuses.DELETED else VOIDED


def _waiting(until: datetime | None) -> str:
    return f"Waiting until {moments.told(until)}" if until else "Waiting"
