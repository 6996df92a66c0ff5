"""The number under which Xero has a document that Tracker knows as a draft, or by an older one."""

from tracker.accounts_system.strays import Stray
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.models import Document


def take_number(stray: Stray, *, by: By) -> None:
    """Give a draft the number that it had got, and approve it; likewise one issued again.

    Another difference in number is a difference, for a person to look at. A draft that cannot be
    approved stays one: it is linked all the same, so that it never goes a second time.
    """
    document = stray.document
    if document is None or not (document.is_draft or stray.link is not None):
        return
    if _is_free(document, stray.head.number):
        document.number = stray.head.number
        document.save(update_fields=["number"])
        sentence = f"The number is {document.number}, as it is in Xero."
        events.record(document.agency, "document", document.pk, sentence, by=by)
    if document.is_draft:
        _approve(document, by)


def _is_free(document: Document, number: str) -> bool:
    if not number or document.supplier_number or number == document.number:
        return False
    mine = Document.objects.filter(entity=document.entity_id, kind=document.kind)
    return not mine.filter(number=number).exists()


def _approve(document: Document, by: By) -> None:
    try:
        lifecycle.approve(document, by=by)
    except NotPossible:
        return
