"""Conditions on documents: which have receipts that Xero shall hear of, in any organisation.

As ``pending_receipts`` says of one connection; here for lists, which show documents of all.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tracker.accounts_system.models import DocumentLink, ReceiptLink, Settings
from tracker.documents.models import Document, Receipt


def receipts_wait() -> Q:
    """A receipt is to be recorded in Xero, or the Payment of one undone to be removed there."""
    return receipt_to_record() | receipt_leaves()


def receipt_to_record() -> Q:
    """Made since receipts are recorded in Xero: earlier ones are the bank feed's."""
    links = DocumentLink.objects.filter(
        ~Exists(_recorded()),
        Exists(_recording_then()),
        document=OuterRef("document"),
        connection__disconnected_at=None,
    )
    waiting = Receipt.objects.filter(
        Exists(links),
        document=OuterRef("pk"),
        document__lifecycle=Document.Lifecycle.APPROVED,
        undone_at=None,
    )
    return Q(Exists(waiting))


def receipt_leaves() -> Q:
    """Undone here, and the Payment that Tracker made of it is still in Xero."""
    # What lies in the books of an organisation that was left for another one stays there.
    links = DocumentLink.objects.filter(document=OuterRef("receipt__document"))
    in_force = links.order_by("-linked_at").values("connection")[:1]
    payments = ReceiptLink.objects.filter(
        receipt__document=OuterRef("pk"),
        receipt__undone_at__isnull=False,
        connection=Subquery(in_force),
        agreed=False,
        removed_at=None,
    )
    return Q(Exists(payments))


def _recorded() -> QuerySet[ReceiptLink]:
    """Of a link's receipt, as both of these: what Xero has of it in that organisation."""
    return ReceiptLink.objects.filter(
        receipt=OuterRef(OuterRef("pk")), connection=OuterRef("connection")
    )


def _recording_then() -> QuerySet[Settings]:
    """The settings of its kind that recorded receipts when it was made, and have ever since."""
    switched_off_later = Settings.objects.filter(
        connection=OuterRef("connection"),
        kind=OuterRef("kind"),
        record_receipts=False,
        version__gt=OuterRef("version"),
    )
    return Settings.objects.filter(
        ~Exists(switched_off_later),
        connection=OuterRef("connection"),
        kind=OuterRef(OuterRef("document__kind")),
        record_receipts=True,
        saved_at__lte=OuterRef(OuterRef("created_at")),
    )
