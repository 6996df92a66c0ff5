"""What will happen to each document if it is sent now, from what Tracker knows of Xero."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tracker.accounts_system import marks, matching
from tracker.accounts_system.models import Connection, DocumentLink, Settings
from tracker.documents import supplier_numbers
from tracker.documents.kinds import words_for
from tracker.documents.models import Document, Product
from tracker.sending import adoption, checks, compose
from tracker.sending.adoption import AlreadyThere
from tracker.sending.context import Context, context_of
from tracker.sending.corrections import updates
from tracker.sending.corrections.holdings import NOTHING, Holding, holdings
from tracker.sending.corrections.updates import Changed
from tracker.sending.planned import Planned, Will
from tracker.sending.receipts.planning import known_receipts, with_receipts
from tracker.sending.refusals import Refusal, refusal
from tracker.sending.voids import planning as voids
from tracker.xero import contacts, items
from tracker.xero.invoice_statuses import GONE


@dataclass(frozen=True)
class Known:
    """Everything that deciding about these documents needs."""

    context: Context
    links: dict[UUID, DocumentLink]
    companies: dict[UUID, matching.Match]
    items: dict[UUID, str | None]
    already_there: AlreadyThere
    holdings: dict[UUID, Holding]
    """What Xero holds of those that were changed here since it last heard of them."""
    twins: dict[UUID, str]
    """Another payment that bears the same number of the same supplier."""


def with_lines(documents: QuerySet[Document]) -> QuerySet[Document]:
    """The documents with company, lines and products: four queries for any number."""
    return documents.select_related("company").prefetch_related("lines__product")


def plan(
    connection: Connection, kind: str, documents: Iterable[Document], *, may_replace: bool
) -> list[Planned]:
    """``documents`` of that kind as ``with_lines`` gives them, in their order.

    ``may_replace``: a person looks at this, so what was changed in Xero may be replaced once both
    values are shown.
    """
    wanted = list(documents)
    known = known_of(connection, kind, wanted)
    receipts = known_receipts(connection, wanted, known.context)
    planned = [_planned(each, known, may_replace) for each in wanted]
    return [
        with_receipts(each, receipts, known.links.get(each.document.id), known.context)
        for each in planned
    ]


def known_of(
    connection: Connection,
    kind: str,
    documents: Sequence[Document],
    *,
    chosen: Settings | None = None,
) -> Known:
    """Asked once for all of them; by ``chosen`` settings, else by those of now."""
    companies = {document.company_id: document.company for document in documents}
    links = links_of(connection, documents)
    unlinked = [document for document in documents if document.id not in links]
    return Known(
        context=context_of(connection, kind, chosen=chosen),
        links=links,
        companies=matching.match_companies(
            connection, companies.values(), to_pay=words_for(kind).is_payment
        ),
        items=matching.match_products(connection, products_of(documents).values()),
        already_there=adoption.already_there(connection, kind, unlinked),
        holdings=holdings(_links_behind(documents, links)),
        twins=supplier_numbers.also_on(documents),
    )


def _links_behind(
    documents: Sequence[Document], links: dict[UUID, DocumentLink]
) -> list[DocumentLink]:
    found = [(document, links.get(document.id)) for document in documents]
    return [link for document, link in found if link and is_behind(document, link)]


def is_behind(document: Document, link: DocumentLink) -> bool:
    """Whether it was changed here since Xero last heard of it."""
    return link.accepted_revision != document.revision


def products_of(documents: Iterable[Document]) -> dict[UUID, Product]:
    """The products on their lines, each once."""
    products = (line.product for document in documents for line in document.lines.all())
    return {product.id: product for product in products if product is not None}


def links_of(connection: Connection, documents: Iterable[Document]) -> dict[UUID, DocumentLink]:
    """By document; those without a link are left out."""
    rows = DocumentLink.objects.filter(connection=connection, document__in=list(documents))
    return {link.document_id: link for link in rows.select_related("coding")}


def _planned(document: Document, known: Known, may_replace: bool) -> Planned:
    link = known.links.get(document.id)
    if link is not None and document.is_void:
        return voids.planned(document, link, known.context)
    if link is not None and not is_behind(document, link) and link.seen_status not in GONE:
        return Planned(document, Will.UNCHANGED, _as_it_is(document, link))
    found = next(obstacles(document, known), None)
    if found is not None:
        return Planned(document, Will.BLOCKED, found.sentence, found)
    words = list(_new_things(document, known))
    if link is None:
        return Planned(document, Will.CREATE, " · ".join(words))
    return updates.planned(changed_of(document, link, known), words, may_replace=may_replace)


def _as_it_is(document: Document, link: DocumentLink) -> str:
    """What is said of a document that was not changed here since Xero last heard of it."""
    if link.seen_total is None or link.seen_total == document.gross:
        return "Xero has it as it is here"
    return f"Xero has it, with another total ({link.seen_total:,}): see Differences"


def changed_of(document: Document, link: DocumentLink, known: Known) -> Changed:
    """A linked document as it would be sent now; it must have passed ``checks.problem``."""
    match = known.companies[document.company_id]
    contact = match.contact_id if isinstance(match, matching.Linked | matching.Found) else ""
    holding = known.holdings.get(document.id, NOTHING)
    return updates.changed_of(document, link, holding, known.context, contact_id=contact)


def obstacles(document: Document, known: Known) -> Iterator[Refusal]:
    """What stands in the way of one document, the first first."""
    link = known.links.get(document.id)
    if link is not None and document.is_void:
        yield from voids.obstacles(document, link, known.context)
        return
    if link is not None:
        yield from updates.gone(document, link)
    lines = list(document.lines.all())
    found = checks.problem(document, document.company, lines, known.context, link=link)
    if found is not None:
        yield found
    if link is None:
        yield from _number_obstacles(document, known)
        yield from adoption.obstacles(document, known.already_there.alike)
    elif found is None:
        yield from updates.obstacles(changed_of(document, link, known), known.context)
    yield from company_obstacles(document, known)
    yield from _item_obstacles(document, known)


def _number_obstacles(document: Document, known: Known) -> Iterator[Refusal]:
    for head in known.already_there.numbered.get(document.pk, ()):
        if marks.document_of(head.mark, known.context.installation) == document.id:
            yield refusal(
                "in_xero_unlinked", f"{document.number} is in Xero already.", kind=document.kind
            )
        else:
            yield refusal("number_in_use", _in_use(document), kind=document.kind)


def _in_use(document: Document) -> str:
    words = words_for(document.kind)
    if words.has_unique_number:
        return f"The number {document.number} is in use in Xero."
    return f"Xero has {words.an_in_xero} {document.books_number} of “{document.company.name}”."


def company_obstacles(document: Document, known: Known) -> Iterator[Refusal]:
    """What stands in the way of its company: doubtful, not to be created, or refused by Xero."""
    match = known.companies[document.company_id]
    settings = known.context.settings
    if isinstance(match, matching.Doubtful):
        yield refusal(match.cause, match.sentence, kind=document.kind)
    if isinstance(match, matching.Missing):
        if settings is not None and not settings.auto_create_companies:
            yield refusal(
                "companies_not_created",
                f"Xero has no contact “{document.company.name}”.",
                kind=document.kind,
            )
        for sentence in contacts.problems(compose.contact(document.company)):
            yield refusal("contact_refused", sentence, kind=document.kind)


def _item_obstacles(document: Document, known: Known) -> Iterator[Refusal]:
    settings = known.context.settings
    for product in _new_products(document, known):
        if settings is not None and not settings.auto_create_items:
            yield refusal(
                "items_not_created", f"Xero has no item {product.code}.", kind=document.kind
            )
        for sentence in items.problems(compose.item(product)):
            yield refusal("item_refused", sentence, kind=document.kind)


def _new_products(document: Document, known: Known) -> list[Product]:
    products = products_of([document])
    return [each for key, each in products.items() if known.items.get(key) is None]


def _new_things(document: Document, known: Known) -> Iterator[str]:
    match = known.companies[document.company_id]
    if isinstance(match, matching.Missing):
        yield "new company"
    if isinstance(match, matching.Found) and not match.is_ours:
        yield "company matched by name"
    codes = [product.code for product in _new_products(document, known)]
    if len(codes) > 2:
        yield f"{len(codes)} new items"
    elif codes:
        yield "new item " + ", ".join(codes)
    if document.id in known.twins:
        yield f"{known.twins[document.id]} has the same supplier's number"
