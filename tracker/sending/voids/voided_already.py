"""What is void here and was voided or deleted in Xero before we could say so: no call is needed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending import outcomes
from tracker.sending.models import Delivery, State
from tracker.sending.planned import Will
from tracker.sending.round import Round
from tracker.xero.invoice_statuses import GONE

DONE = {
    "VOIDED": "It was voided in Xero already",
    "DELETED": "It was deleted in Xero already",
}


def settle_gone(
    this_round: Round, documents: Sequence[Document], links: Mapping[UUID, DocumentLink]
) -> list[Document]:
    """Accept these; the documents that are left. Part of the sender's transaction."""
    gone = {
        document.id: link
        for document in documents
        if document.is_void and (link := links.get(document.id)) and link.seen_status in GONE
    }
    rows = this_round.open_deliveries().filter(document__in=gone, intent=Will.VOID, call=None)
    settled = list(rows.select_related("batch"))
    for delivery in settled:
        accept_gone(delivery, gone[delivery.document_id])
    outcomes.save_settled(settled)
    said = [(each, DONE[gone[each.document_id].seen_status]) for each in settled]
    outcomes.record(this_round.batch.agency, said, call=None)
    ids = {each.document_id for each in settled}
    return [document for document in documents if document.id not in ids]


def accept_gone(delivery: Delivery, link: DocumentLink) -> None:
    """Settle a delivery that Xero has nothing more to hear of; the link is saved."""
    outcomes.settle(delivery, State.SENT)
    link.accepted_revision = delivery.revision
    link.save(update_fields=["accepted_revision"])
