"""The conditions on documents behind a status and a batch status.

All are written as EXISTS: NOT IN would keep every link of a large agency in memory, or worse.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending.models import OPEN, STOPPED_BY_XERO, Delivery, State
from tracker.sending.receipts.conditions import receipt_leaves, receipts_wait
from tracker.xero.invoice_statuses import GONE, PAID

HELD_UP = (State.WAITING, State.CHECKING, *STOPPED_BY_XERO)
APPROVED = Q(lifecycle=Document.Lifecycle.APPROVED)
VOID = Q(lifecycle=Document.Lifecycle.VOID)
RECEIVED = Q(received__gt=0)
# Of a link, where `OuterRef` is the document.
HAS_RISEN = Q(accepted_revision__lt=OuterRef("revision"), seen_total__lt=OuterRef("gross"))


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
        return settled & changed()
    if name == "voided_in_xero":
        return settled & gone() & ~VOID
    return linked() & settled


def in_status(name: str) -> Q:
    """The documents of one of `STATUSES`: once approved, the money says which.

    As `document_statuses.document_status` says of one.
    """
    conditions = {
        "paid": paid(),
        "credited": credited(),
        "part_paid": part_paid(),
        "approved": ~paid() & ~credited() & ~part_paid(),
    }
    return APPROVED & conditions[name] if name in conditions else Q(lifecycle=name)


def paid() -> Q:
    """Received in full here, or settled in Xero, and not by a credit alone."""
    return _in_full() | (_settled() & ~_by_credit())


def credited() -> Q:
    return Q(received=0) & _settled() & _by_credit()


def part_paid() -> Q:
    some = linked(seen_paid__gt=0) & ~gone() & ~receipt_leaves()
    return ~_in_full() & (RECEIVED | some) & ~(_settled() & ~_by_credit())


def _in_full() -> Q:
    """Of what was not credited, nor withheld, everything was received here."""
    rest = OuterRef("gross") - OuterRef("received")
    credited = Q(seen_credited__gte=rest)
    # What is neither paid nor due was credited, or withheld: `DocumentLink.seen_withheld`.
    withheld_too = Q(seen_total__gte=F("seen_paid") + F("seen_due") + rest)
    rest_settled = linked(~Q(seen_status__in=(PAID, *GONE)), credited | withheld_too)
    return RECEIVED & (Q(received__gte=F("gross")) | rest_settled & ~receipt_leaves())


def _settled() -> Q:
    return linked(~HAS_RISEN, seen_status=PAID) & ~receipt_leaves()


def _by_credit() -> Q:
    """Of what is settled; the two are asked together."""
    no_money = Q(seen_paid=0) | Q(seen_paid=None)
    return linked(no_money, seen_status=PAID, seen_credited__gt=0)


def changed() -> Q:
    """Xero holds it otherwise than it is here: it, or a receipt, was not sent yet."""
    return (
        linked() & ~gone() & (linked(accepted_revision__lt=OuterRef("revision")) | receipts_wait())
    )


def gone() -> Q:
    """It was voided or deleted in Xero, by somebody there or by Tracker."""
    return linked(seen_status__in=GONE)


def linked(*conditions: Q, **which: Any) -> Q:
    """Xero holds it, and in such a way."""
    links = DocumentLink.objects.filter(*conditions, document=OuterRef("pk"), **which)
    return Q(Exists(links))


def latest_delivery(**which: Any) -> Q:
    """Its newest clicked delivery is such."""
    return delivered(latest=True, **which)


def delivered(**which: Any) -> Q:
    """It has a delivery such as this."""
    return Q(Exists(Delivery.objects.filter(document=OuterRef("pk"), **which)))
