"""What is only in Tracker, what is only in Xero, and which of those may be the same."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Right

from tracker.accounts_system import marks
from tracker.accounts_system.models import (
    CompanyLink,
    Connection,
    DocumentLink,
    FormerLink,
    Head,
    XeroContact,
)
from tracker.companies.models import Company
from tracker.documents.kinds import KindWords, words_for
from tracker.documents.models import Document
from tracker.sending.models import OPEN, AnotherInvoice, Delivery
from tracker.sending.unsent import open_deliveries
from tracker.xero.invoice_statuses import GONE

UUID_LENGTH = 36


@dataclass(frozen=True)
class OnlyInXero:
    """An invoice or bill in Xero that no document here is linked to.

    ``twins`` are our documents of its kind, of the same contact, date and total, under whatever
    number, but for those of which a person said that they are others; ``free`` are those of them
    that Xero does not have. ``note`` says whose mark it bears where it bears ours.
    """

    head: Head
    contact_name: str
    twins: tuple[Document, ...] = ()
    free: tuple[Document, ...] = ()
    note: str = ""


def only_in_tracker(connection: Connection, kind: str) -> QuerySet[Document]:
    """Approved, in the books from the *send from* date on, and neither in Xero nor on its way."""
    linked = DocumentLink.objects.filter(connection=connection, document=OuterRef("pk"))
    return (
        Document.objects.filter(
            entity=connection.entity_id,
            kind=kind,
            lifecycle=Document.Lifecycle.APPROVED,
            already_in_xero=False,
        )
        .filter(_in_the_books_from(connection.send_from_date))
        .exclude(Exists(linked))
        .exclude(Exists(open_deliveries()))
    )


def _in_the_books_from(first: date) -> Q:
    """By ``books_date``: the supplier's where there is one, else the document's own."""
    return Q(supplier_date__gte=first) | Q(supplier_date=None, date__gte=first)


def only_in_xero(connection: Connection, kind: str) -> QuerySet[Head]:
    """Invoices, or bills, alive in Xero from the *send from* date on that no document is linked to.

    What was linked once and is not any more by somebody's decision is left out, and so is what may
    be of a document that is on its way: nothing is concluded of it yet.
    """
    here = {"connection": connection, "remote_id": OuterRef("remote_id")}
    type = words_for(kind).xero_type
    return (
        Head.objects.filter(connection=connection, type=type, date__gte=connection.send_from_date)
        .exclude(status__in=GONE)
        .exclude(Exists(DocumentLink.objects.filter(**here)))
        .exclude(Exists(FormerLink.objects.filter(**here)))
        .exclude(Exists(_on_their_way(connection, kind)))
    )


def _on_their_way(connection: Connection, kind: str) -> QuerySet[Delivery]:
    """Open deliveries that the head of the outer query may be of: by our mark, or by number."""
    rows = Delivery.objects.filter(
        batch__connection=connection, state__in=OPEN, document__kind=kind
    )
    rows = rows.annotate(name=Cast("document_id", CharField()))
    marked = Q(name=Right(OuterRef("mark"), UUID_LENGTH))
    number = OuterRef("number")
    numbered = Q(document__supplier_number="", document__number=number)
    # Not that of a bill without a number: the supplier's is empty on most of ours.
    numbered |= Q(document__supplier_number=number) & ~Q(document__supplier_number="")
    return rows.filter(marked | numbered)


def described(connection: Connection, kind: str, heads: Iterable[Head]) -> list[OnlyInXero]:
    """``heads`` with contact, twins here, and whose they say they are: eight queries at most."""
    rows = list(heads)
    names = _contact_names(connection, rows)
    twins = _twins(connection, kind, rows)
    linked = _linked(connection, {each.pk for found in twins.values() for each in found})
    notes = _notes(rows, words_for(kind))
    return [
        OnlyInXero(
            head,
            names.get(head.contact_id, ""),
            tuple(twins[head.remote_id]),
            tuple(each for each in twins[head.remote_id] if each.pk not in linked),
            notes.get(head.remote_id, ""),
        )
        for head in rows
    ]


def _linked(connection: Connection, documents: Collection[UUID]) -> set[UUID]:
    rows = DocumentLink.objects.filter(connection=connection, document__in=documents)
    return set(rows.values_list("document_id", flat=True))


def _contact_names(connection: Connection, heads: Sequence[Head]) -> dict[str, str]:
    ids = {head.contact_id for head in heads}
    rows = XeroContact.objects.filter(connection=connection, contact_id__in=ids)
    return dict(rows.values_list("contact_id", "name"))


def _twins(connection: Connection, kind: str, heads: Sequence[Head]) -> dict[str, list[Document]]:
    """By Xero's id: our documents of the same contact, date in the books and total."""
    companies = _companies(connection, heads)
    dates = {head.date for head in heads}
    documents = Document.objects.filter(
        Q(supplier_date__in=dates) | Q(supplier_date=None, date__in=dates),
        entity=connection.entity_id,
        kind=kind,
        lifecycle=Document.Lifecycle.APPROVED,
        company__in=[key for keys in companies.values() for key in keys],
        gross__in={head.total for head in heads},
    )
    found: dict[tuple[object, ...], list[Document]] = defaultdict(list)
    for document in documents.order_by("number"):
        found[document.company_id, document.books_date, document.gross].append(document)
    others = _said_to_be_others(connection, heads)
    return {
        head.remote_id: [
            document
            for company in companies.get(head.contact_id, ())
            for document in found[company, head.date, head.total]
            if (document.pk, head.remote_id) not in others
        ]
        for head in heads
    }


def _said_to_be_others(connection: Connection, heads: Sequence[Head]) -> set[tuple[UUID, str]]:
    ids = [head.remote_id for head in heads]
    rows = AnotherInvoice.objects.filter(connection=connection, remote_id__in=ids)
    return set(rows.values_list("document_id", "remote_id"))


def _companies(connection: Connection, heads: Sequence[Head]) -> dict[str, set[UUID]]:
    """Our companies by contact: those linked to it, and those that are called the same."""
    ids = {head.contact_id for head in heads}
    found: dict[str, set[UUID]] = defaultdict(set)
    links = CompanyLink.objects.filter(connection=connection, contact_id__in=ids)
    for company_id, contact_id in links.values_list("company_id", "contact_id"):
        found[contact_id].add(company_id)
    contacts = XeroContact.objects.filter(connection=connection, contact_id__in=ids)
    by_key: dict[str, list[str]] = defaultdict(list)
    for contact_id, key in contacts.values_list("contact_id", "name_key"):
        by_key[key].append(contact_id)
    named = Company.objects.filter(agency=connection.agency_id, name_key__in=by_key)
    for company_id, key in named.values_list("pk", "name_key"):
        for contact_id in by_key[key]:
            found[contact_id].add(company_id)
    return found


def _notes(heads: Sequence[Head], words: KindWords) -> dict[str, str]:
    """What there is to say of those that bear our own mark."""
    installation = marks.installation_id()
    marked = {
        head.remote_id: document_id
        for head in heads
        if (document_id := marks.document_of(head.mark, installation)) is not None
    }
    known = Document.objects.in_bulk(list(marked.values())) if marked else {}
    return {remote_id: _note(known.get(key), words) for remote_id, key in marked.items()}


def _note(document: Document | None, words: KindWords) -> str:
    if document is None:
        return f"Sent by Tracker, which has no such {words.one} any more."
    return f"Sent by Tracker as {document}, which is not linked to it."
