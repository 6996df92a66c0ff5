"""Before an update: what somebody changed in Xero is not overwritten unseen.

Xero has no If-Match, so the moment between this reading and the write stays open:
``docs/operating.md`` says so.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from tracker.accounts_system import deltas
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending import comparing
from tracker.sending.refusals import Refusal, refusal
from tracker.sending.round import Round
from tracker.xero import invoices
from tracker.xero.types import Invoice


def refuse_changed(
    this_round: Round, documents: Sequence[Document], links: Mapping[UUID, DocumentLink]
) -> list[Document]:
    """The documents that may go. One that moved in Xero since our last write is read by its id,
    and refused where a field that we would write differs from what we wrote.
    """
    moved = [links[each.id] for each in documents if each.id in links and _moved(links[each.id])]
    if not moved:
        return list(documents)
    said = {each.invoice_id: each for each in _read(this_round, moved)}
    seen = _seen_by_a_person(this_round)
    refused = {
        link.document_id: found
        for link in moved
        if (found := _difference(link, said.get(link.remote_id))) is not None
        and not _was_seen(said.get(link.remote_id), seen.get(link.document_id))
    }
    with fenced(this_round.held):
        this_round.refuse(refused)
    return [document for document in documents if document.id not in refused]


def _seen_by_a_person(this_round: Round) -> dict[UUID, datetime]:
    """Which change in Xero each document was clicked to replace."""
    rows = this_round.open_deliveries().exclude(replaces=None)
    return {each.document_id: each.replaces for each in rows if each.replaces is not None}


def _was_seen(said: Invoice | None, seen: datetime | None) -> bool:
    return said is not None and seen is not None and said.updated_date_utc == seen


def _moved(link: DocumentLink) -> bool:
    return link.seen_updated_at != link.accepted_updated_at


def _read(this_round: Round, moved: Sequence[DocumentLink]) -> list[Invoice]:
    found: list[Invoice] = []
    for start in range(0, len(moved), invoices.IDS_PER_CALL):
        ids = [link.remote_id for link in moved[start : start + invoices.IDS_PER_CALL]]
        answer = deltas.must_read(
            this_round.connection, invoices.by_ids(ids), batch_number=this_round.batch.number
        )
        found += invoices.parse_all(answer.data)
    return found


def _difference(link: DocumentLink, said: Invoice | None) -> Refusal | None:
    if said is None:
        return refusal("not_found", "The invoice is not in Xero any more.", "Look for it in Xero.")
    call = link.accepted_call
    sent = comparing.sent_by_record(call, link.document_id) if call is not None else None
    if sent is None:
        return refusal("changed_in_xero", "The invoice was changed in Xero since it was sent.")
    fields = comparing.differences(sent, said)
    if not fields:
        return None
    return refusal("changed_in_xero", f"The invoice was changed in Xero: {', '.join(fields)}.")
