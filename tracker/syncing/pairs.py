"""Links with all that comparing them needs: a handful of queries for any number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tracker.accounts_system import held_records
from tracker.accounts_system.known_contacts import MERGES_MAX
from tracker.accounts_system.models import (
    Call,
    CompanyLink,
    Connection,
    DocumentLink,
    Head,
    XeroContact,
)
from tracker.documents.models import Line
from tracker.sending import sent_bodies
from tracker.sending.receipts import pending_receipts
from tracker.syncing.comparison import Pair, needs_record
from tracker.xero.invoice_statuses import UNAPPROVED
from tracker.xero.types import Invoice


def pairs_of(connection: Connection, links: Sequence[DocumentLink]) -> list[Pair]:
    """``links`` with their documents and companies, in their order."""
    heads = _heads(connection, links)
    records = {link.pk: found for link in links if (found := _record(link)) is not None}
    sent = _sent(links, records)
    lines = _lines([link for link in links if link.pk in records])
    contacts = _company_contacts(connection, links)
    waiting = pending_receipts.pending(connection, [link.document for link in links])
    heirs = _heirs(connection)
    names = _names(connection, {head.contact_id for head in heads.values()})
    return [
        Pair(
            document=link.document,
            link=link,
            head=_heir_head(heads.get(link.remote_id), heirs),
            record=_heir_record(records.get(link.pk), heirs),
            sent=sent.get(link.pk),
            lines=lines.get(link.document_id, []),
            contact_id=_heir(contacts.get(link.document.company_id, ""), heirs),
            contact_names=names,
            receipts_wait=link.document_id in waiting,
        )
        for link in links
    ]


def _heads(connection: Connection, links: Sequence[DocumentLink]) -> dict[str, Head]:
    """By Xero's id; those that are older than what the link has seen are left out."""
    seen = {link.remote_id: link.seen_updated_at for link in links}
    rows = Head.objects.filter(connection=connection, remote_id__in=list(seen))
    return {head.remote_id: head for head in rows if _is_current(head, seen[head.remote_id])}


def _is_current(head: Head, seen_at: Any) -> bool:
    return seen_at is None or (head.updated_at is not None and head.updated_at >= seen_at)


def _record(link: DocumentLink) -> Invoice | None:
    return held_records.record_of(link) if needs_record(link) else None


def _sent(
    links: Sequence[DocumentLink], records: Mapping[int, Invoice]
) -> dict[int, Mapping[str, Any]]:
    """What was last sent, by link, where comparing looks at it; each call's body is read once."""
    wanted: dict[int, list[DocumentLink]] = defaultdict(list)
    for link in links:
        if link.accepted_call_id and (link.pk in records or link.seen_status in UNAPPROVED):
            wanted[link.accepted_call_id].append(link)
    found: dict[int, Mapping[str, Any]] = {}
    for call in Call.objects.filter(pk__in=list(wanted)).iterator(chunk_size=50):
        by_document = sent_bodies.by_document(call)
        for link in wanted[call.pk]:
            if str(link.document_id) in by_document:
                found[link.pk] = by_document[str(link.document_id)]
    return found


def _lines(links: Sequence[DocumentLink]) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = defaultdict(list)
    documents = [link.document_id for link in links]
    rows = Line.objects.filter(document__in=documents).select_related("product")
    for line in rows.order_by("document_id", "position"):
        found[line.document_id].append(line)
    return found


def _company_contacts(connection: Connection, links: Sequence[DocumentLink]) -> dict[UUID, str]:
    companies = {link.document.company_id for link in links}
    rows = CompanyLink.objects.filter(connection=connection, company__in=companies)
    return dict(rows.values_list("company_id", "contact_id"))


def _names(connection: Connection, contact_ids: set[str]) -> dict[str, str]:
    rows = XeroContact.objects.filter(connection=connection, contact_id__in=contact_ids)
    return dict(rows.values_list("contact_id", "name"))


def _heirs(connection: Connection) -> dict[str, str]:
    """Contacts that were merged, with the one that each became."""
    rows = XeroContact.objects.filter(connection=connection).exclude(merged_to="")
    return dict(rows.values_list("contact_id", "merged_to"))


def _heir(contact_id: str, heirs: Mapping[str, str]) -> str:
    for _ in range(MERGES_MAX):
        contact_id = heirs.get(contact_id, contact_id)
    return contact_id


def _heir_head(head: Head | None, heirs: Mapping[str, str]) -> Head | None:
    if head is not None:
        head.contact_id = _heir(head.contact_id, heirs)
    return head


def _heir_record(record: Invoice | None, heirs: Mapping[str, str]) -> Invoice | None:
    if record is None or record.contact.contact_id not in heirs:
        return record
    heir = record.contact.model_copy(update={"contact_id": _heir(record.contact.contact_id, heirs)})
    return record.model_copy(update={"contact": heir})
