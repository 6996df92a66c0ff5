"""What a list and a page say of an invoice: its status, and its batch status.

Both are pure functions of our document, its latest delivery and what Xero last said of it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending.models import Delivery, State

# https://developer.xero.com/documentation/api/accounting/types#invoice-status-codes
PAID_IN_XERO = "PAID"
GONE_FROM_XERO = ("VOIDED", "DELETED")


@dataclass(frozen=True)
class Status:
    """An icon and words; `tone` is quiet, plain, good, wait or bad. `note` says why, or what next.

    `icon` is the name of a drawing in `icons.svg`.
    """

    icon: str
    tone: str
    text: str
    note: str = ""

    @property
    def with_note(self) -> str:
        return f"{self.text}: {self.note}" if self.note else self.text


NOT_SENT = Status("not-sent", "quiet", "Not sent")
ALREADY = Status("same", "quiet", "Already in Xero")
SENT = Status("sent", "good", "Sent")
CHANGED = Status("changed", "wait", "Changed since sent")
GONE = Status("refused", "wait", "Voided in Xero")

UNDER_WAY = {
    State.READY: Status("ready", "plain", "Ready"),
    State.SENDING: Status("sending", "wait", "Sending"),
    State.CHECKING: Status("checking", "wait", "Checking with Xero"),
    State.RECONNECT: Status("reconnect", "bad", "Reconnect Xero"),
}


def batch_status(
    document: Document, delivery: Delivery | None, link: DocumentLink | None
) -> Status:
    """What became of sending it. An open or refused delivery speaks before what Xero holds."""
    if delivery and delivery.state in UNDER_WAY:
        return UNDER_WAY[State(delivery.state)]
    if delivery and delivery.state == State.WAITING:
        return Status("waiting", "wait", _waiting(delivery.waiting_until))
    if delivery and delivery.state == State.REFUSED:
        return Status("refused", "bad", "Refused", delivery.sentence)
    if link:
        return _in_xero(document, link)
    if document.already_in_xero:
        return ALREADY
    if delivery and delivery.sentence:
        return Status(NOT_SENT.icon, NOT_SENT.tone, NOT_SENT.text, delivery.sentence)
    return NOT_SENT


def document_status(document: Document, link: DocumentLink | None) -> str:
    """Draft, Approved or Void; once approved, paid and part paid follow from the money."""
    if document.is_approved and link:
        if link.seen_status == PAID_IN_XERO:
            return "Paid"
        if link.seen_paid:
            return "Part paid"
    return document.get_lifecycle_display()


def _in_xero(document: Document, link: DocumentLink) -> Status:
    if link.seen_status in GONE_FROM_XERO:
        return GONE
    return CHANGED if link.accepted_revision < document.revision else SENT


def _waiting(until: datetime | None) -> str:
    return f"Waiting until {localtime(until):%H:%M}" if until else "Waiting"
