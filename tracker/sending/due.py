"""Which documents there are to send."""

from django.db.models import Exists, OuterRef, QuerySet

from tracker.accounts_system.models import Connection, DocumentLink
from tracker.documents.models import Document
from tracker.sending.models import OPEN, Delivery


def to_send(connection: Connection, kind: str = "invoice") -> QuerySet[Document]:
    """Approved documents on or after the *send from* date that Xero has not accepted as they are.

    Refused ones too; those marked *Already in Xero* and those on their way are left out.
    """
    accepted = DocumentLink.objects.filter(
        connection=connection,
        document=OuterRef("pk"),
        accepted_revision__gte=OuterRef("revision"),
    )
    return (
        Document.objects.filter(
            entity=connection.entity_id,
            kind=kind,
            lifecycle=Document.Lifecycle.APPROVED,
            date__gte=connection.send_from_date,
            already_in_xero=False,
        )
        .exclude(Exists(accepted))
        .exclude(Exists(open_deliveries()))
        .order_by("date", "number")
    )


def open_deliveries() -> QuerySet[Delivery]:
    """A document's delivery that is on its way, for use in a query over documents."""
    return Delivery.objects.filter(document=OuterRef("pk"), state__in=OPEN)
