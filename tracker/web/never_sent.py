"""What was never sent: Xero does not hold it and nothing is on its way. Only that can be void."""

from django.db import transaction
from django.db.models import Q

from tracker.accounts_system.models import DocumentLink
from tracker.agencies.models import Agency, Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents import invoices
from tracker.documents.models import Document
from tracker.sending.models import Delivery
from tracker.sending.models.delivery import OPEN


def is_never_sent(agency: Agency) -> Q:
    """The condition on documents of one agency."""
    linked = DocumentLink.objects.filter(document__agency=agency).values("document")
    open = Delivery.objects.filter(batch__agency=agency, state__in=OPEN).values("document")
    return ~Q(pk__in=linked) & ~Q(pk__in=open)


def void_never_sent(document: Document, *, by: Person) -> None:
    """Void one, looking again once the document is locked. Raises `NotPossible`."""
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        if not Document.objects.filter(is_never_sent(by.agency), pk=locked.pk).exists():
            raise NotPossible(f"{locked} was sent to Xero: it cannot be voided here yet.")
        invoices.void(locked, by=by)
