"""Both sides of a history that has come to rest: what Tracker says, and what the books say."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.histories.office import Place
from tracker.accounts_system import marks
from tracker.accounts_system.models import DocumentLink, Head
from tracker.documents.models import Document
from tracker.sending.models import Delivery, State
from tracker.xero.invoice_statuses import GONE


@dataclass(frozen=True)
class Broken:
    """A promise that was not kept: ``doubled``, ``lost``, ``stuck``, ``unshown`` or ``other``."""

    what: str
    sentence: str


class Ledger:
    """Both sides, read once. ``living`` are the ids in Xero of what bears a document's mark, but
    for a bookkeeper's copies that a person said to be other ones; ``names`` also of what Tracker
    has forgotten.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.books: dict[str, list[dict[str, Any]]] = place.desk.books()
        self.remote = {each["InvoiceID"]: each for each in self.books["Invoices"]}
        self.documents = place.all_documents()
        self.names = place.forgotten | {each.pk: str(each) for each in self.documents}
        self.heads = {each.remote_id: each for each in Head.objects.all()}
        others = {key for key in place.copies if key in self.heads and self.heads[key].left_at}
        links = DocumentLink.objects.filter(connection=place.connection())
        self.links: dict[UUID, DocumentLink] = {each.document_id: each for each in links}
        self.marked: list[dict[str, Any]] = []
        self.living: dict[UUID, list[str]] = {}
        installation = marks.installation_id()
        for each in self.books["Invoices"]:
            document_id = marks.document_of(each.get("Url"), installation)
            if document_id is None or each["InvoiceID"] in others:
                continue
            self.marked.append(each)
            if each["Status"] not in GONE:
                self.living.setdefault(document_id, []).append(each["InvoiceID"])

    def refusal(self, document: Document) -> Delivery | None:
        rows = Delivery.objects.filter(document=document, latest=True, state=State.REFUSED)
        return rows.first()
