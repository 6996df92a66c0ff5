"""Linking a document by hand to the invoice or bill that Xero has under its number.

Offered where contact, date and total agree; our own mark always qualifies.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tracker import clock
from tracker.accounts_system import marks, matching
from tracker.accounts_system.failures import NOT_CONNECTED
from tracker.accounts_system.models import Connection, DocumentLink, Head
from tracker.accounts_system.models.link import How
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.adoption.numbers import heads_by_number, number_key
from tracker.sending.models import OPEN, Delivery, State
from tracker.xero.invoice_statuses import GONE

CAUSES = ("number_in_use", "in_xero_unlinked")
"""The refusals that linking can end."""


@dataclass(frozen=True)
class _Known:
    """What Xero has under our numbers, free to be linked, and our companies there."""

    heads: dict[str, list[Head]]
    contacts: dict[UUID, str]
    installation: UUID

    def heads_of(self, document: Document) -> list[Head]:
        """Of its number and type; of two suppliers who number alike only its own contact's."""
        words = words_for(document.kind)
        contact = self.contacts.get(document.company_id)
        return [
            head
            for head in self.heads.get(number_key(document.books_number), [])
            if head.type == words.xero_type
            and (
                words.has_unique_number
                or head.contact_id == contact
                or marks.document_of(head.mark, self.installation) == document.pk
            )
        ]


def candidate(document: Document) -> Head | None:
    """What in Xero ``document`` may be linked to; None where none agrees."""
    connection = _connection(document)
    return candidates(connection, [document]).get(document.pk) if connection else None


def candidates(connection: Connection, documents: Iterable[Document]) -> dict[UUID, Head]:
    """The same for many, each with its company: a handful of queries for any number."""
    wanted = [document for document in documents if document.number]
    known = _known(connection, wanted)
    found = {document.pk: _candidate(document, known) for document in wanted}
    return {key: head for key, head in found.items() if head is not None}


def link(document: Document, *, by: By) -> DocumentLink:
    """Take what Xero has for this document; nothing is sent.

    Its refusal is over then: the list shows the document as Xero has it. Raises ``NotPossible``
    with the sentence of what stands in the way.
    """
    with transaction.atomic():
        locked = _locked(document)
        connection = _require_free(locked)
        head = candidates(connection, [locked]).get(locked.pk)
        if head is None:
            raise NotPossible(_why_not(locked, connection))
        made = DocumentLink.objects.create(**link_fields(locked, head, by))
        end_refusals([locked])
        lifecycle.set_already_in_xero([locked], by=by, yes=False)
        _tell(locked, by)
    return made


def _locked(document: Document) -> Document:
    rows = Document.objects.select_related("company").select_for_update(of=("self",))
    return rows.get(pk=document.pk)


def _connection(document: Document) -> Connection | None:
    return Connection.objects.filter(entity=document.entity_id, disconnected_at=None).first()


def _require_free(document: Document) -> Connection:
    connection = _connection(document)
    if connection is None:
        raise NotPossible(NOT_CONNECTED)
    if not document.is_approved:
        raise NotPossible(f"{document} is not approved.")
    if DocumentLink.objects.filter(connection=connection, document=document).exists():
        raise NotPossible(f"{document} is linked in Xero already.")
    under_way = Delivery.objects.filter(document=document, state__in=OPEN).select_related("batch")
    if (delivery := under_way.first()) is not None:
        raise NotPossible(f"{document} is on its way in batch {delivery.batch.number}.")
    return connection


def _known(connection: Connection, documents: list[Document]) -> _Known:
    companies = {document.company_id: document.company for document in documents}
    matches = matching.match_companies(connection, companies.values(), to_pay=False)
    contacts = {
        key: match.contact_id
        for key, match in matches.items()
        if isinstance(match, matching.Linked | matching.Found)
    }
    return _Known(_heads(connection, documents), contacts, marks.installation_id())


def _heads(connection: Connection, documents: list[Document]) -> dict[str, list[Head]]:
    """By number: of our kind, alive in Xero, and nobody else's."""
    numbers = [document.books_number for document in documents]
    types = {words_for(document.kind).xero_type for document in documents}
    taken = DocumentLink.objects.filter(connection=connection).values("remote_id")
    rows = Head.objects.filter(connection=connection, type__in=types)
    free = rows.exclude(status__in=GONE).exclude(remote_id__in=taken)
    return heads_by_number(free, numbers)


def _candidate(document: Document, known: _Known) -> Head | None:
    """The one that bears our mark, else the only one that agrees."""
    heads = known.heads_of(document)
    for head in heads:
        if marks.document_of(head.mark, known.installation) == document.pk:
            return head
    agreeing = [head for head in heads if not any(_differences(document, head, known))]
    return agreeing[0] if len(agreeing) == 1 else None


def _differences(document: Document, head: Head, known: _Known) -> Iterator[str]:
    if marks.document_of(head.mark, known.installation) is not None:
        yield "owner in Tracker"
    if head.contact_id != known.contacts.get(document.company_id):
        yield "contact"
    if head.date != document.books_date:
        yield "date"
    if head.total != document.gross:
        yield "total"


def _why_not(document: Document, connection: Connection) -> str:
    known = _known(connection, [document])
    heads, what = known.heads_of(document), words_for(document.kind).in_xero
    called = f"{what} {document.books_number}"
    if not heads:
        return f"Tracker knows of no {called} in Xero that is free. Refresh, then look."
    if len(heads) > 1:
        return f"Xero has {len(heads)} times the {called}: look at them there."
    differing = " and ".join(_differences(document, heads[0], known))
    return f"{document} is not linked: the {what} in Xero has another {differing}."


def link_fields(document: Document, head: Head, by: By) -> dict[str, Any]:
    """What the link of an adopted document says: Xero has it as it is here, and nobody sent it."""
    return {
        "connection": head.connection,
        "document": document,
        "remote_id": head.remote_id,
        "how": How.CHOSEN,
        "by": by if isinstance(by, Person) else None,
        "linked_at": clock.now(),
        "accepted_revision": document.revision,
        "accepted_updated_at": head.updated_at,
        "seen_status": head.status,
        "seen_total": head.total,
        "seen_tax": head.tax,
        "seen_due": head.due,
        "seen_paid": head.paid,
        "seen_credited": head.credited,
        "seen_updated_at": head.updated_at,
        "read_started_at": head.read_started_at or head.connection.heads_read_at,
    }


def end_refusals(documents: Iterable[Document]) -> None:
    """What was refused is not any more: the list shows the documents as Xero has them."""
    Delivery.objects.filter(document__in=documents, latest=True, state=State.REFUSED).update(
        latest=False
    )


def _tell(document: Document, by: By) -> None:
    what = words_for(document.kind).in_xero
    sentence = f"Linked to the {what} {document.books_number} that is in Xero."
    events.record(document.agency, "document", document.pk, sentence, by=by)
