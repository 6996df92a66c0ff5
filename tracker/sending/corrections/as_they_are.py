"""What was changed here and back again, and is paid in Xero: it holds them as they are here.

A paid bill takes no update, not even one that changes nothing, so none is sent.
"""

from collections.abc import Sequence
from uuid import UUID

from tracker.accounts_system.models import DocumentLink
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending import outcomes
from tracker.sending.corrections import paid_edits
from tracker.sending.corrections.holdings import holdings
from tracker.sending.models import State
from tracker.sending.plan import Known, changed_of, links_of
from tracker.sending.receipts.deliveries import has_receipts, wait_for_receipts
from tracker.sending.round import Round


def settle_as_they_are(
    this_round: Round, documents: Sequence[Document], known: Known
) -> list[Document]:
    """Accept these; the documents that are left. Part of the sender's transaction."""
    paid = _paid(this_round, documents)
    held = holdings(paid.values())
    same: dict[UUID, DocumentLink] = {}
    for document in documents:
        link = paid.get(document.pk)
        there = held[document.pk].element if link is not None else None
        if link is None or there is None:
            continue
        wanted = changed_of(document, link, known).wanted
        if not paid_edits.edit_of(there, wanted, kind=document.kind).forbidden:
            same[document.pk] = link
    _accept(this_round, same)
    return [document for document in documents if document.pk not in same]


def _paid(this_round: Round, documents: Sequence[Document]) -> dict[UUID, DocumentLink]:
    if not words_for(this_round.batch.kind).is_payment:
        return {}
    living = [document for document in documents if not document.is_void]
    links = links_of(this_round.connection, living)
    return {key: link for key, link in links.items() if paid_edits.has_money(link)}


def _accept(this_round: Round, same: dict[UUID, DocumentLink]) -> None:
    rows = this_round.open_deliveries().filter(document__in=same, call=None)
    settled = list(rows.select_related("batch"))
    for delivery in settled:
        outcomes.settle(delivery, State.SENT)
        link = same[delivery.document_id]
        link.accepted_revision = delivery.revision
        link.save(update_fields=["accepted_revision"])
    waiting = [each for each in settled if has_receipts(each)]
    outcomes.save_settled([each for each in settled if each not in waiting])
    wait_for_receipts(this_round, waiting)
    said = [(each, "Xero has it as it is here: nothing was sent") for each in settled]
    outcomes.record(this_round.batch.agency, said, call=None)
