"""What may be done only with an invoice that was never sent: call it already in Xero."""

from django.db import transaction

from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents import invoices
from tracker.documents.models import Document
from tracker.web.invoice_conditions import never_sent


def set_already_in_xero(document: Document, *, by: Person, yes: bool) -> None:
    """Mark one, or take the mark back; never what Tracker sent. Raises `NotPossible`."""
    with transaction.atomic():
        locked = _locked(document)
        if yes and not _is_never_sent(locked):
            raise NotPossible(f"{locked} was sent to Xero by Tracker: there is nothing to mark.")
        invoices.set_already_in_xero([locked], by=by, yes=yes)


def _locked(document: Document) -> Document:
    """Whoever sends it meanwhile waits, or was first."""
    return Document.objects.select_for_update().get(pk=document.pk)


def _is_never_sent(document: Document) -> bool:
    return Document.objects.filter(never_sent(), pk=document.pk).exists()
