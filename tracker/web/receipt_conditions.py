"""The conditions on documents about receipts that Xero has not heard of yet."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.accounts_system.models import ReceiptLink, Settings
from tracker.documents.models import Document, Receipt


def receipts_wait() -> Q:
    """A receipt is to be recorded in Xero, or the Payment of one undone to be removed there."""
    return receipt_to_record() | receipt_leaves()


def receipt_to_record() -> Q:
    """Made since receipts are recorded in Xero: earlier ones are the bank feed's."""
    waiting = Receipt.objects.filter(
        document=OuterRef("pk"),
        document__lifecycle=Document.Lifecycle.APPROVED,
        undone_at=None,
        document__links__connection__disconnected_at=None,
    )
    recorded = ReceiptLink.objects.filter(
        receipt=OuterRef("pk"), connection=OuterRef("document__links__connection")
    )
    return Q(Exists(waiting.filter(Exists(_recording_then()), ~Exists(recorded))))


def receipt_leaves() -> Q:
    """Undone here, and the Payment that Tracker made of it is still in Xero."""
    payments = ReceiptLink.objects.filter(
        receipt__document=OuterRef("pk"),
        receipt__undone_at__isnull=False,
        agreed=False,
        removed_at=None,
    )
    return Q(Exists(payments))


def _recording_then() -> QuerySet[Settings]:
    """The settings that recorded receipts when this one was made, and have done so ever since."""
    versions = Settings.objects.filter(kind="invoice")
    switched_off_later = versions.filter(
        connection=OuterRef("connection"), record_receipts=False, version__gt=OuterRef("version")
    )
    return versions.filter(
        ~Exists(switched_off_later),
        connection=OuterRef("document__links__connection"),
        record_receipts=True,
        saved_at__lte=OuterRef("created_at"),
    )
