"""What may be the same here and in Xero: found from what Tracker knows, for a person to confirm."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet

from tracker.accounts_system import marks
from tracker.accounts_system.models import Connection, DocumentLink, Head, XeroContact
from tracker.documents.kinds import words_for
from tracker.documents.models import Document, dated_from
from tracker.sending.adoption.contacts import Contacts, Same, contacts_of
from tracker.sending.adoption.look_alikes import free_heads, look_alikes, said_to_be_others
from tracker.sending.adoption.numbers import heads_by_number, number_key
from tracker.sending.adoption.proposal import Difference, Kind, Proposal
from tracker.sending.unsent import open_deliveries

LOOKED_AT_MAX = 20_000
COUNTED_MAX = 2_000
"""Of more invoices that Xero does not have, the newest are looked at; the rest once these went."""
COUNTED_FOR_SECONDS = 60
UNKNOWN_CONTACT = "a contact that Tracker has not read"
TWICE = "Doubtful: there is another proposal for one of the two."
ANOTHER_CONTACT = "Doubtful: others of this company stand under another contact in Xero."


def proposals(
    connection: Connection, kind: str, documents: Iterable[Document] | None = None
) -> list[Proposal]:
    """The sure ones first, then the newest; a dozen queries for any number of documents.

    ``documents``, of that kind and each with its company, are all that might be sent unless given.
    """
    if documents is None:
        documents = free_documents(connection, kind)[:LOOKED_AT_MAX]
    wanted = list(documents)
    if not wanted:
        return []
    companies = {document.company_id: document.company for document in wanted}
    contacts = contacts_of(connection, companies.values())
    pairs = list(_pairs(connection, kind, wanted, contacts))
    known = _known_contacts(connection, [head for _, head in pairs])
    found = [_proposal(*pair, contacts, known) for pair in pairs]
    return sorted(_of_one_contact(_told_apart(_without_second_best(found))), key=_place)


def count(connection: Connection, kind: str) -> int:
    """How many of the newest unsent documents of that kind seem to be in Xero already.

    At most a minute old, and cheap to ask for: no more than ``COUNTED_MAX`` are looked at.
    """
    key = _count_key(connection, kind)
    known: int | None = cache.get(key)
    if known is None:
        newest = free_documents(connection, kind)[:COUNTED_MAX]
        found = proposals(connection, kind, list(newest))
        known = len({each.document.pk for each in found if each.kind != Kind.DIFFERS})
        cache.set(key, known, COUNTED_FOR_SECONDS)
    return known


def forget_count(connection: Connection) -> None:
    """Something was adopted: count again when asked."""
    cache.delete_many([_count_key(connection, kind) for kind in Document.Kind])


def free_documents(connection: Connection, kind: str) -> QuerySet[Document]:
    """What might be sent and Xero does not have by a link, newest first, with companies.

    Those marked *Already in Xero* too: one that is adopted is better than a mark.
    """
    linked = DocumentLink.objects.filter(connection=connection, document=OuterRef("pk"))
    rows = Document.objects.filter(
        ~Exists(linked),
        ~Exists(open_deliveries()),
        entity=connection.entity_id,
        kind=kind,
        lifecycle=Document.Lifecycle.APPROVED,
    ).filter(dated_from(connection.send_from_date))
    return rows.select_related("company").order_by("-date", "-number")


def _count_key(connection: Connection, kind: str) -> str:
    read_at = (connection.heads_read_at, connection.contacts_read_at)
    moments = "-".join(f"{moment.timestamp()}" if moment else "never" for moment in read_at)
    return f"adoption-count-{kind}-{connection.pk}-{moments}"


def _pairs(
    connection: Connection, kind: str, documents: Sequence[Document], contacts: Contacts
) -> Iterator[tuple[Document, Head]]:
    numbers = [document.books_number for document in documents if document.number]
    numbered = heads_by_number(free_heads(connection, kind), numbers)
    alike = look_alikes(connection, kind, documents, contacts)
    installation = marks.installation_id()
    others = said_to_be_others(connection)
    for document in documents:
        for head in numbered.get(number_key(document.books_number), []):
            ours = marks.document_of(head.mark, installation)
            if (document.pk, head.remote_id) in others:
                continue
            if ours == document.pk or (ours is None and _says_much(document, head, contacts)):
                yield document, head
        for head in alike.get(document.pk, []):
            yield document, head


def _says_much(document: Document, head: Head, contacts: Contacts) -> bool:
    """An invoice's number is its own; two suppliers may well number their bills alike."""
    if words_for(document.kind).has_unique_number:
        return True
    return contacts.sameness(document.company_id, head.contact_id) is not None


def _known_contacts(connection: Connection, heads: Sequence[Head]) -> dict[str, XeroContact]:
    ids = {head.contact_id for head in heads}
    rows = XeroContact.objects.filter(connection=connection, contact_id__in=ids)
    return {contact.contact_id: contact for contact in rows}


def _proposal(
    document: Document, head: Head, contacts: Contacts, known: dict[str, XeroContact]
) -> Proposal:
    contact = known.get(head.contact_id)
    same = contacts.sameness(document.company_id, head.contact_id)
    said = contact.name if contact else UNKNOWN_CONTACT
    owner = contacts.owners.get(head.contact_id)
    if same is None and contact is not None and contact.name_key == document.company.name_key:
        said += ", which another company is linked to" if owner else ", another contact"
    differences = tuple(_differences(document, head, "" if same else said))
    kind = Kind.SAME if not differences else Kind.DIFFERS
    if head.number != document.books_number:
        kind = Kind.OTHER_NUMBER
        number = Difference("number", document.books_number, head.number or "none")
        differences = (number, *differences)
    return Proposal(document, head, kind, contact, same, differences)


def _differences(document: Document, head: Head, contact: str) -> Iterator[Difference]:
    if contact:
        yield Difference("contact", document.company.name, contact)
    if head.date != document.books_date:
        yield Difference("date", _day(document.books_date), _day(head.date))
    if head.total != document.gross:
        yield Difference("total", f"{document.gross:,.2f}", f"{head.total:,.2f}")
    if head.currency not in ("", document.currency):
        yield Difference("currency", document.currency, head.currency)


def _day(day: date | None) -> str:
    return f"{day:%-d %b %Y}" if day else "none"


def _without_second_best(found: list[Proposal]) -> list[Proposal]:
    """Whose very number is there in every respect needs nothing that only looks like it."""
    same = {each.document.pk for each in found if each.kind == Kind.SAME}
    return [
        each for each in found if each.kind != Kind.OTHER_NUMBER or each.document.pk not in same
    ]


def _told_apart(found: list[Proposal]) -> list[Proposal]:
    """Where one is proposed twice, on either side, none of them is sure."""
    of_document: Counter[UUID] = Counter(each.document.pk for each in found)
    of_head = Counter(each.head.remote_id for each in found)
    return [
        each.doubted(TWICE)
        if of_document[each.document.pk] > 1 or of_head[each.head.remote_id] > 1
        else each
        for each in found
    ]


def _of_one_contact(found: list[Proposal]) -> list[Proposal]:
    """A company is one contact: what is under another one than the best is not sure."""
    best = _best_contacts(found)
    return [
        each.doubted(ANOTHER_CONTACT)
        if each.same is not None and best[each.document.company_id] != {each.head.contact_id}
        else each
        for each in found
    ]


def _best_contacts(found: list[Proposal]) -> dict[UUID, set[str]]:
    """By company, the contacts that are it for the best reason, and with the least against it."""
    reasons = list(Same)
    best: dict[UUID, tuple[tuple[bool, int], set[str]]] = {}
    for each in found:
        if each.same is None:
            continue
        rank = bool(each.same.doubt), reasons.index(each.same.how)
        known, contacts = best.get(each.document.company_id, (rank, set()))
        if rank < known:
            contacts = set()
        if rank <= known:
            best[each.document.company_id] = rank, contacts | {each.head.contact_id}
    return {company_id: contacts for company_id, (_, contacts) in best.items()}


def _place(proposal: Proposal) -> tuple[int, int, str]:
    kinds = list(Kind)
    day = -proposal.document.books_date.toordinal()
    return kinds.index(proposal.kind), day, proposal.document.number or ""
