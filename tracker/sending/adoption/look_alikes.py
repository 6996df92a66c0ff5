"""Invoices and bills in Xero with the contact, date and total of one of ours, under another number.

Such a one was perhaps typed in by hand: sending ours would bring it to Xero twice. So it is not
sent before a person has adopted it, or said that it is another one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.accounts_system import marks
from tracker.accounts_system.models import Connection, DocumentLink, FormerLink, Head
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.adoption.contacts import Contacts
from tracker.sending.adoption.numbers import number_key
from tracker.sending.models import AnotherInvoice
from tracker.sending.refusals import Refusal, refusal
from tracker.xero.invoice_statuses import GONE

NAMED_MAX = 3

Look = tuple[str, date | None, Decimal]
"""Contact, date and total."""


def obstacles(document: Document, found: Mapping[UUID, Sequence[Head]]) -> Iterator[Refusal]:
    """Why it is not sent by itself, given ``look_alikes``."""
    heads = found.get(document.pk, [])
    if heads:
        yield refusal(
            "perhaps_in_xero",
            f"Xero has {_named(heads)} with the same contact, date and total.",
            kind=document.kind,
        )


def _named(heads: Sequence[Head]) -> str:
    names = [head.number or "one of no number" for head in heads[:NAMED_MAX]]
    if len(heads) > NAMED_MAX:
        names.append(f"{len(heads) - NAMED_MAX} more")
    return " and ".join(names)


def free_heads(connection: Connection, kind: str) -> QuerySet[Head]:
    """The invoices, or bills, alive in Xero that no document of ours is linked to, or ever was."""
    linked = DocumentLink.objects.filter(connection=connection, remote_id=OuterRef("remote_id"))
    former = FormerLink.objects.filter(connection=connection, remote_id=OuterRef("remote_id"))
    rows = Head.objects.filter(~Exists(linked), ~Exists(former), connection=connection)
    return rows.filter(type=words_for(kind).xero_type).exclude(status__in=GONE)


def look_alikes(
    connection: Connection, kind: str, documents: Sequence[Document], contacts: Contacts
) -> dict[UUID, list[Head]]:
    """By document: of an equal look and another number, bearing no mark of ours."""
    heads = _by_look(connection, kind, documents, contacts)
    others = said_to_be_others(connection)
    owned = _owned(connection, kind, heads)
    found: dict[UUID, list[Head]] = {}
    for document in documents:
        alike = [
            head
            for contact_id in contacts.same.get(document.company_id, {})
            for head in heads.get((contact_id, document.books_date, document.gross), [])
            if number_key(head.number) != number_key(document.books_number)
            and head.currency in ("", document.currency)
            and (document.pk, head.remote_id) not in others
            and _look_of(document) not in owned[head.number]
        ]
        if alike:
            found[document.pk] = alike
    return found


def _by_look(
    connection: Connection, kind: str, documents: Sequence[Document], contacts: Contacts
) -> dict[Look, list[Head]]:
    dates = {document.books_date for document in documents}
    rows = free_heads(connection, kind).filter(contact_id__in=contacts.ids, date__in=dates)
    installation = marks.installation_id()
    found: dict[Look, list[Head]] = defaultdict(list)
    for head in rows.order_by("number"):
        if marks.document_of(head.mark, installation) is None:
            found[head.contact_id, head.date, head.total].append(head)
    return found


def said_to_be_others(connection: Connection) -> set[tuple[UUID, str]]:
    """What people have looked at already, and said so: few, so all are read."""
    rows = AnotherInvoice.objects.filter(connection=connection)
    return set(rows.values_list("document_id", "remote_id"))


def _owned(
    connection: Connection, kind: str, heads: Mapping[Look, Sequence[Head]]
) -> dict[str, set[tuple[UUID, date, Decimal]]]:
    """By number, what a document of ours under that number looks like: the head is that one's."""
    numbers = {head.number for alike in heads.values() for head in alike}
    rows = Document.objects.filter(
        entity=connection.entity_id,
        kind=kind,
        lifecycle=Document.Lifecycle.APPROVED,
    ).filter(Q(number__in=numbers) | Q(supplier_number__in=numbers))
    found: dict[str, set[tuple[UUID, date, Decimal]]] = defaultdict(set)
    for document in rows:
        found[document.books_number].add(_look_of(document))
    return found


def _look_of(document: Document) -> tuple[UUID, date, Decimal]:
    return document.company_id, document.books_date, document.gross
