"""Before an update: what somebody changed in Xero is not overwritten unseen.

Xero has no If-Match, so the moment between this reading and the write stays open:
``docs/operating.md`` says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tracker import clock
from tracker.accounts_system import heads, held_records
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import DocumentLink
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.corrections import overwriting, updates
from tracker.sending.corrections.holdings import NOTHING, holdings
from tracker.sending.plan import Known, changed_of, links_of
from tracker.sending.refusals import Refusal, refusal
from tracker.sending.round import Round


def refuse_changed(
    this_round: Round, documents: Sequence[Document], known: Known
) -> list[Document]:
    """The documents that may go.

    Where what we last sent does not tell what Xero holds, the document is read by its id, and
    refused where sending would replace what a person has not seen, or change what Xero has fixed.
    """
    to_read = [link for each in documents if (link := _unsure(each, known)) is not None]
    if not to_read:
        return list(documents)
    said = _read(this_round, to_read)
    documents_read = [each for each in documents if _remote_id(each, known) in said]
    fresh = _known_again(this_round, documents_read, known)
    seen = _seen_by_a_person(this_round)
    kind = known.context.words.value
    refused = {link.document_id: _not_found(kind) for link in to_read if link.remote_id not in said}
    for document in documents_read:
        found = _obstacle(document, fresh, seen.get(document.id))
        if found is not None:
            refused[document.id] = found
    with fenced(this_round.held):
        this_round.refuse(refused)
    return [document for document in documents if document.id not in refused]


def _unsure(document: Document, known: Known) -> DocumentLink | None:
    link = known.links.get(document.id)
    if link is None or document.is_void:
        return None
    holding = known.holdings.get(document.id, NOTHING)
    return link if overwriting.must_be_read(link, holding) else None


def _remote_id(document: Document, known: Known) -> str:
    link = known.links.get(document.id)
    return link.remote_id if link is not None else ""


def _read(this_round: Round, links: Sequence[DocumentLink]) -> set[str]:
    """Read them in full; what Xero says of their heads is as new then as their lines."""
    began_at = clock.database_now()
    found = held_records.read(this_round.connection, links, batch_number=this_round.batch.number)
    heads.keep_heads(this_round.connection, found.values(), read_started_at=began_at)
    return set(found)


def _known_again(this_round: Round, documents: Iterable[Document], known: Known) -> Known:
    links = links_of(this_round.connection, documents)
    return replace(known, links=links, holdings=holdings(links.values()))


def _seen_by_a_person(this_round: Round) -> dict[UUID, datetime]:
    """Which change in Xero each document was clicked to replace."""
    rows = this_round.open_deliveries().exclude(replaces=None)
    return {each.document_id: each.replaces for each in rows if each.replaces is not None}


def _obstacle(document: Document, known: Known, seen: datetime | None) -> Refusal | None:
    link = known.links[document.id]
    if (found := next(updates.gone(document, link), None)) is not None:
        return found
    changed = changed_of(document, link, known)
    if (found := next(updates.obstacles(changed, known.context), None)) is not None:
        return found
    replaced = overwriting.overwritten(changed.wanted, link, changed.holding)
    if not replaced or (seen is not None and seen == link.held_updated_at):
        return None
    return overwriting.changed_in_xero(changed.number, replaced, kind=document.kind)


def _not_found(kind: str) -> Refusal:
    sentence = f"The {words_for(kind).in_xero} is not in Xero any more."
    return refusal("not_found", sentence, "Look for it in Xero.", kind=kind)
