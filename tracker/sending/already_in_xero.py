"""*Already in Xero*: entered there by other means, so never sent from here."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tracker.agencies.events import By
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.sending.unsent import never_sent


@transaction.atomic
def mark(documents: Iterable[UUID], *, by: By) -> int:
    """Mark those of these that Tracker never sent; how many were not marked before."""
    ids = list(documents)
    # Whoever sends one of them meanwhile waits, or was first.
    list(Document.objects.filter(pk__in=ids).order_by("pk").select_for_update().only("pk"))
    fit = Document.objects.filter(never_sent(), pk__in=ids)
    return lifecycle.set_already_in_xero(fit, by=by, yes=True)


@transaction.atomic
def mark_one(document: Document, *, by: By) -> None:
    """Raises ``NotPossible`` where Tracker sent it, or is about to."""
    marked = mark([document.pk], by=by)
    document.refresh_from_db()
    if not marked and not document.already_in_xero:
        raise NotPossible(f"{document} was sent to Xero by Tracker: there is nothing to mark.")


def unmark(document: Document, *, by: By) -> None:
    """Take the mark back: it may be sent."""
    lifecycle.set_already_in_xero([document], by=by, yes=False)
