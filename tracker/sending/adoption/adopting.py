"""Adopting what a person has confirmed, one or many: links are made, and nothing is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction

from tracker import clock
from tracker.accounts_system import company_links, head_rows
from tracker.accounts_system.models import CompanyLink, Connection, DocumentLink
from tracker.accounts_system.models.link import How
from tracker.agencies import events
from tracker.agencies.events import By, Happening
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.documents import lifecycle
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.adoption.linking import end_refusals, link_fields
from tracker.sending.adoption.proposal import Kind, Proposal
from tracker.sending.adoption.proposing import forget_count, free_documents, proposals
from tracker.sending.models import OPEN, Delivery

NOT_PROPOSED = "It is not proposed any more: look again."
TAKEN = "What Xero has was adopted for another one."
MEANWHILE = "Somebody linked one of these meanwhile: look again."


@dataclass(frozen=True)
class Left:
    """A document that was not adopted, and why."""

    number: str
    sentence: str


@dataclass
class Adopted:
    """What became of it: ``done`` were adopted, ``companies`` linked with them."""

    done: list[Proposal] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    companies: int = 0

    @property
    def count(self) -> int:
        return len(self.done)


def adopt(connection: Connection, pairs: Iterable[tuple[UUID, str]], *, by: By) -> Adopted:
    """Take Xero's invoices and bills for ours: each pair is an id of ours with one of Xero's.

    Each is looked at again, with its document held; what is not proposed any more is left and says
    why. One transaction. Raises ``NotPossible`` where somebody linked one of them at the same time.
    """
    wanted = list(dict.fromkeys(pairs))
    try:
        with transaction.atomic():
            adopted = _adopt(connection, wanted, by)
    except IntegrityError:
        raise NotPossible(MEANWHILE) from None
    forget_count(connection)
    return adopted


def _adopt(connection: Connection, wanted: Sequence[tuple[UUID, str]], by: By) -> Adopted:
    # Two people who adopt at once do so one after the other, and no head changes meanwhile.
    head_rows.lock(connection)
    documents = _held(connection, {document_id for document_id, _ in wanted})
    now = {each.key: each for each in _proposals(connection, documents)}
    adopted = _chosen(connection, wanted, now)
    _link_documents(adopted.done, by)
    adopted.companies = _link_companies(connection, adopted.done, by)
    return adopted


def _held(connection: Connection, ids: set[UUID]) -> list[Document]:
    """Whoever clicks *Send* on one of them meanwhile waits, or was first."""
    rows = Document.objects.filter(entity=connection.entity_id, pk__in=ids).order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))
    return [
        document
        for kind in Document.Kind
        for document in free_documents(connection, kind).filter(pk__in=ids)
    ]


def _proposals(connection: Connection, documents: Sequence[Document]) -> list[Proposal]:
    return [
        proposal
        for kind in Document.Kind
        for proposal in proposals(
            connection, kind, [each for each in documents if each.kind == kind]
        )
    ]


def _chosen(
    connection: Connection,
    wanted: Sequence[tuple[UUID, str]],
    now: dict[tuple[UUID, str], Proposal],
) -> Adopted:
    adopted = Adopted()
    numbers = _numbers(connection, wanted)
    taken: set[UUID | str] = set()
    contacts: dict[UUID, str] = {}
    for key in wanted:
        found = now.get(key)
        sentence = _why_not(found, taken, contacts)
        if found is None or sentence:
            if key[0] in numbers:
                adopted.left.append(Left(numbers[key[0]], sentence))
            continue
        taken |= set(key)
        if found.same is not None:
            contacts[found.document.company_id] = found.head.contact_id
        adopted.done.append(found)
    return adopted


def _numbers(connection: Connection, wanted: Sequence[tuple[UUID, str]]) -> dict[UUID, str]:
    ids = [document_id for document_id, _ in wanted]
    rows = Document.objects.filter(entity=connection.entity_id, pk__in=ids)
    return {document.pk: str(document) for document in rows.only("number")}


def _why_not(found: Proposal | None, taken: set[UUID | str], contacts: dict[UUID, str]) -> str:
    """``contacts`` is which contact each company was taken to be so far."""
    if found is None:
        return NOT_PROPOSED
    if taken & set(found.key):
        return TAKEN
    contact = contacts.get(found.document.company_id, found.head.contact_id)
    if found.same is not None and contact != found.head.contact_id:
        return f"“{found.document.company.name}” was just taken to be another contact."
    return found.refusal


def _link_documents(done: Sequence[Proposal], by: By) -> None:
    DocumentLink.objects.bulk_create(
        [DocumentLink(**link_fields(each.document, each.head, by)) for each in done],
        batch_size=500,
    )
    documents = [each.document for each in done]
    end_refusals(documents)
    marked = [document for document in documents if document.already_in_xero]
    lifecycle.set_already_in_xero(marked, by=by, yes=False)
    if done:
        told = [Happening("document", each.document.pk, _sentence(each)) for each in done]
        events.record_all(documents[0].agency, told, by=by)


def _sentence(done: Proposal) -> str:
    number = done.head.number or "without a number"
    adopted = f"Adopted: it is the {words_for(done.document.kind).in_xero} {number} in Xero."
    if done.kind == Kind.OTHER_NUMBER:
        number = done.document.books_number
        return f"{adopted} Sending it again gives that one the number {number}."
    differing = "".join(f" {str(each)[0].upper()}{str(each)[1:]}." for each in done.differences)
    return f"{adopted}{differing}"


def _link_companies(connection: Connection, done: Sequence[Proposal], by: By) -> int:
    """Link each company that was recognised and has no link, unless something of it is going."""
    found: dict[UUID, Proposal] = {}
    for each in done:
        if each.same is not None and each.contact is not None:
            found.setdefault(each.document.company_id, each)
    linked = CompanyLink.objects.filter(connection=connection, company__in=found)
    going = Delivery.objects.filter(document__company__in=found, state__in=OPEN)
    left = {*linked.values_list("company_id", flat=True)}
    left |= {*going.values_list("document__company_id", flat=True)}
    chosen = [
        each
        for key, each in found.items()
        if key not in left and each.contact and not each.contact.is_archived
    ]
    once = {each.head.contact_id: each for each in chosen}
    CompanyLink.objects.bulk_create(
        [_company_link(connection, each.document.company, key, by) for key, each in once.items()]
    )
    told = [_told(each) for each in once.values()]
    events.record_all(connection.agency, told, by=by)
    return len(once)


def _company_link(connection: Connection, company: Company, contact_id: str, by: By) -> CompanyLink:
    """Chosen by whoever adopts; a supplier's is confirmed by an owner before it is paid."""
    is_to_confirm = company_links.is_for_owners(company, by=by)
    return CompanyLink(
        connection=connection,
        company=company,
        contact_id=contact_id,
        how=How.MATCHED if is_to_confirm else How.CHOSEN,
        by=by if isinstance(by, Person) else None,
        linked_at=clock.now(),
    )


def _told(done: Proposal) -> Happening:
    assert done.contact is not None and done.same is not None
    sentence = (
        f"Linked to the contact “{done.contact.name}” in Xero ({done.same.how.value}), "
        f"by adopting {done.document}."
    )
    return Happening("company", done.document.company_id, sentence)
