"""Voiding: only what was never sent can be void."""

from django.db import transaction

from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents import invoices
from tracker.documents.models import Document
from tracker.web.invoice_conditions import never_sent


def void_never_sent(document: Document, *, by: Person) -> None:
    """Void one, looking again once the document is locked. Raises `NotPossible`."""
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        if not Document.objects.filter(never_sent(), pk=locked.pk).exists():
            raise NotPossible(f"{locked} was sent to Xero: it cannot be voided here yet.")
        invoices.void(locked, by=by)
