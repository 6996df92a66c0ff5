"""What is only in Tracker, what is only in Xero, and which of those may be the same."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
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
from tracker.documents.models import Document
from tracker.sending.models import OPEN, AnotherInvoice, Delivery
from tracker.sending.unsent import open_deliveries
from tracker.xero.invoice_statuses import GONE, INVOICE

UUID_LENGTH = 36


@dataclass(frozen=True)
class OnlyInXero:
    """An invoice in Xero that no document here is linked to.

    ``twins`` are our documents of the same contact, date and total, under whatever number, but for
    those of which a person said that they are others; ``free`` are those of them that Xero does not
    have. ``note`` says whose mark it bears where it bears ours.
    """

    head: Head
    contact_name: str
    twins: tuple[Document, ...] = ()
    free: tuple[Document, ...] = ()
    note: str = ""


def only_in_tracker(connection: Connection, kind: str = "invoice") -> QuerySet[Document]:
    """Approved, on or after the *send from* date, and neither in Xero nor on its way there."""
    linked = DocumentLink.objects.filter(connection=connection, document=OuterRef("pk"))
    return (
        Document.objects.filter(
            entity=connection.entity_id,
            kind=kind,
            lifecycle=Document.Lifecycle.APPROVED,
            date__gte=connection.send_from_date,
            already_in_xero=False,
        )
        .exclude(Exists(linked))
        .exclude(Exists(open_deliveries()))
    )


def only_in_xero(connection: Connection) -> QuerySet[Head]:
    """Invoices alive in Xero from the *send from* date on that none of ours is linked to.

    What was linked once and is not any more by somebody's decision is left out, and so is what may
    be of a document that is on its way: nothing is concluded of it yet.
    """
    here = {"connection": connection, "remote_id": OuterRef("remote_id")}
    return (
        Head.objects.filter(
            connection=connection, type=INVOICE, date__gte=connection.send_from_date
        )
        .exclude(status__in=GONE)
        .exclude(Exists(DocumentLink.objects.filter(**here)))
        .exclude(Exists(FormerLink.objects.filter(**here)))
        .exclude(Exists(_on_their_way(connection)))
    )


def _on_their_way(connection: Connection) -> QuerySet[Delivery]:
    """Open deliveries that the head of the outer query may be of: by our mark, or by number."""
    rows = Delivery.objects.filter(batch__connection=connection, state__in=OPEN)
    rows = rows.annotate(name=Cast("document_id", CharField()))
    marked = Q(name=Right(OuterRef("mark"), UUID_LENGTH))
    return rows.filter(marked | Q(document__number=OuterRef("number")))


def described(connection: Connection, heads: Iterable[Head]) -> list[OnlyInXero]:
    """``heads`` with contact, twins here, and whose they say they are: eight queries at most."""
    rows = list(heads)
    names = _contact_names(connection, rows)
    twins = _twins(connection, rows)
    linked = _linked(connection, {each.pk for found in twins.values() for each in found})
    notes = _notes(rows)
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


def _twins(connection: Connection, heads: Sequence[Head]) -> dict[str, list[Document]]:
    """By Xero's id: our documents of the same contact, date and total."""
    companies = _companies(connection, heads)
    documents = Document.objects.filter(
        entity=connection.entity_id,
        kind="invoice",
        lifecycle=Document.Lifecycle.APPROVED,
        company__in=[key for keys in companies.values() for key in keys],
        date__in={head.date for head in heads},
        gross__in={head.total for head in heads},
    )
    found: dict[tuple[object, ...], list[Document]] = defaultdict(list)
    for document in documents.order_by("number"):
        found[document.company_id, document.date, document.gross].append(document)
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


def _notes(heads: Sequence[Head]) -> dict[str, str]:
    """What there is to say of those that bear our own mark."""
    installation = marks.installation_id()
    marked = {
        head.remote_id: document_id
        for head in heads
        if (document_id := marks.document_of(head.mark, installation)) is not None
    }
    known = Document.objects.in_bulk(list(marked.values())) if marked else {}
    return {remote_id: _note(known.get(key)) for remote_id, key in marked.items()}


def _note(document: Document | None) -> str:
    if document is None:
        return "Sent by Tracker, which has no such invoice any more."
    return f"Sent by Tracker as {document}, which is not linked to it."
