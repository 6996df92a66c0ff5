"""The conditions on documents behind a status and a batch status.

All are written as EXISTS: NOT IN would keep every link of a large agency in memory, or worse.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending.models import Delivery, State
from tracker.sending.models.delivery import OPEN
from tracker.web.statuses import PAID_IN_XERO

HELD_UP = (State.WAITING, State.CHECKING, State.RECONNECT)
APPROVED = Q(lifecycle=Document.Lifecycle.APPROVED)


def in_batch_status(name: str) -> Q:
    """The documents of one of `BATCH_STATUSES`."""
    states = {"under_way": OPEN, "waiting": HELD_UP, "refused": (State.REFUSED,)}
    if name in states:
        return latest_delivery(state__in=states[name])
    settled = ~latest_delivery(state__in=(*OPEN, State.REFUSED))
    if name == "ready":
        return APPROVED & Q(already_in_xero=False) & ~linked() & settled
    if name == "not_sent":
        return ~linked() & settled
    if name == "changed":
        return linked(accepted_revision__lt=OuterRef("revision")) & settled
    return linked() & settled


def in_status(name: str) -> Q:
    """The documents of one of `STATUSES`: once approved, the money says which."""
    paid = linked(seen_status=PAID_IN_XERO)
    part_paid = linked(seen_paid__gt=0) & ~paid
    if name == "paid":
        return APPROVED & paid
    if name == "part_paid":
        return APPROVED & part_paid
    if name == "approved":
        return APPROVED & ~paid & ~part_paid
    return Q(lifecycle=name)


def never_sent() -> Q:
    """Xero does not hold it, and nothing is on its way."""
    return ~linked() & ~delivered(state__in=OPEN)


def linked(**which: Any) -> Q:
    """Xero holds it."""
    return Q(Exists(DocumentLink.objects.filter(document=OuterRef("pk"), **which)))


def latest_delivery(**which: Any) -> Q:
    """Its newest clicked delivery is such."""
    return delivered(latest=True, **which)


def delivered(**which: Any) -> Q:
    """It has a delivery such as this."""
    return Q(Exists(Delivery.objects.filter(document=OuterRef("pk"), **which)))
