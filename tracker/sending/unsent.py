"""Which documents there are to send."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.accounts_system.models import Connection, DocumentLink
from tracker.documents.models import Document, dated_from
from tracker.sending.models import OPEN, Delivery
from tracker.sending.receipts import pending_receipts
from tracker.xero.invoice_statuses import GONE


def to_send(connection: Connection, kind: str) -> QuerySet[Document]:
    """What Xero shall hear of: approved documents on or after the *send from* date that it has not
    accepted as they are, those that are void here alone, and those that it has with receipts to
    record or to remove there.

    Refused ones too; those marked *Already in Xero* and those on their way are left out.
    """
    documents = Document.objects.filter(entity=connection.entity_id, kind=kind)
    receipts = pending_receipts.waiting(connection, kind)
    wanted = _unsent(connection) | _void_here_alone(connection)
    if receipts is not None:
        wanted |= receipts
    return documents.filter(wanted).exclude(Exists(open_deliveries())).order_by("date", "number")


def _unsent(connection: Connection) -> Q:
    accepted = DocumentLink.objects.filter(
        connection=connection,
        document=OuterRef("pk"),
        accepted_revision__gte=OuterRef("revision"),
    )
    return dated_from(connection.send_from_date) & Q(
        ~Exists(accepted), lifecycle=Document.Lifecycle.APPROVED, already_in_xero=False
    )


def _void_here_alone(connection: Connection) -> Q:
    """Void here since Xero last heard of them, and alive there."""
    alive = DocumentLink.objects.filter(
        connection=connection,
        document=OuterRef("pk"),
        accepted_revision__lt=OuterRef("revision"),
    ).exclude(seen_status__in=GONE)
    return Q(Exists(alive), lifecycle=Document.Lifecycle.VOID)


def open_deliveries() -> QuerySet[Delivery]:
    """A document's delivery that is on its way, for use in a query over documents."""
    return Delivery.objects.filter(document=OuterRef("pk"), state__in=OPEN)


def never_sent() -> Q:
    """Documents that Xero does not hold, and that nothing takes there."""
    linked = DocumentLink.objects.filter(document=OuterRef("pk"))
    return ~Q(Exists(linked)) & ~Q(Exists(open_deliveries()))
