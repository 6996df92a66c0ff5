"""What will happen to each document if it is sent now, from what Tracker knows of Xero."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from tracker.accounts_system import marks, matching
from tracker.accounts_system.models import Connection, DocumentLink, Head, Settings
from tracker.documents.models import Document, Product
from tracker.sending import checks, comparing, compose
from tracker.sending.context import Context, context_of
from tracker.sending.models import Delivery, State
from tracker.sending.refusals import Refusal, refusal
from tracker.xero import contacts, items


class Will(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    VOID = "void"
    RECEIPTS = "receipts"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Planned:
    """One document's future: what will happen, in a few words, or why not.

    ``replaces`` is Xero's time of the change that a person has seen and would replace;
    ``receipts`` is what ``Delivery.receipts`` keeps.
    """

    document: Document
    will: Will
    words: str = ""
    refusal: Refusal | None = None
    replaces: datetime | None = None
    receipts: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """Everything that deciding about these documents needs."""

    context: Context
    links: dict[UUID, DocumentLink]
    heads: dict[str, list[Head]]
    companies: dict[UUID, matching.Match]
    items: dict[UUID, str | None]


def with_lines(documents: QuerySet[Document]) -> QuerySet[Document]:
    """The documents with company, lines and products: four queries for any number."""
    return documents.select_related("company").prefetch_related("lines__product")


def plan(
    connection: Connection, documents: Iterable[Document], *, may_replace: bool
) -> list[Planned]:
    """``documents`` as ``with_lines`` gives them, in their order.

    ``may_replace``: a person looks at this, so what was changed in Xero, and said so when it was
    sent before, may be replaced by a second *Send*.
    """
    wanted = list(documents)
    known = known_of(connection, wanted)
    changed = _changed_in_xero(wanted)
    return [_planned(each, known, changed.get(each.id), may_replace) for each in wanted]


def _changed_in_xero(documents: Sequence[Document]) -> dict[UUID, Refusal]:
    """What the last delivery of each document said about changes in Xero."""
    rows = Delivery.objects.filter(
        document__in=documents, latest=True, state=State.REFUSED, cause="changed_in_xero"
    )
    return {each.document_id: Refusal(each.cause, each.sentence, each.fix) for each in rows}


def known_of(
    connection: Connection, documents: Sequence[Document], *, chosen: Settings | None = None
) -> Known:
    companies = {document.company_id: document.company for document in documents}
    return Known(
        context=context_of(connection, chosen=chosen),
        links=links_of(connection, documents),
        heads=_heads(connection, documents),
        companies=matching.match_companies(connection, companies.values()),
        items=matching.match_products(connection, products_of(documents).values()),
    )


def products_of(documents: Iterable[Document]) -> dict[UUID, Product]:
    products = (line.product for document in documents for line in document.lines.all())
    return {product.id: product for product in products if product is not None}


def links_of(connection: Connection, documents: Iterable[Document]) -> dict[UUID, DocumentLink]:
    rows = DocumentLink.objects.filter(connection=connection, document__in=list(documents))
    return {link.document_id: link for link in rows}


def _heads(connection: Connection, documents: Iterable[Document]) -> dict[str, list[Head]]:
    found: dict[str, list[Head]] = {}
    numbers = [document.number for document in documents if document.number]
    for head in Head.objects.filter(connection=connection, type="ACCREC", number__in=numbers):
        found.setdefault(head.number, []).append(head)
    return found


def _planned(
    document: Document, known: Known, changed: Refusal | None, may_replace: bool
) -> Planned:
    link = known.links.get(document.id)
    if link is not None and link.accepted_revision == document.revision:
        return Planned(document, Will.UNCHANGED, "Xero has it as it is here")
    found = next(obstacles(document, known), None)
    if found is None and changed is not None and not may_replace:
        found = changed
    if found is not None:
        return Planned(document, Will.BLOCKED, found.sentence, found)
    if link is None:
        return Planned(document, Will.CREATE, " · ".join(_new_things(document, known)))
    words = " · ".join([*_changes(document, link, known), *_new_things(document, known)])
    if changed is None:
        return Planned(document, Will.UPDATE, words)
    words = f"{words} · replaces what was changed in Xero"
    return Planned(document, Will.UPDATE, words, replaces=link.seen_updated_at)


def _changes(document: Document, link: DocumentLink, known: Known) -> list[str]:
    """What an update changes, as far as it is known how the document was last sent."""
    call, match = link.accepted_call, known.companies[document.company_id]
    before = comparing.sent_by_record(call, document.id) if call is not None else None
    if before is None or not isinstance(match, matching.Linked | matching.Found):
        return []
    lines = list(document.lines.all())
    now = compose.invoice(
        document, document.company, lines, known.context, contact_id=match.contact_id, link=link
    )
    return [", ".join(comparing.changes(before, now)) or "nothing that Xero shows"]


def obstacles(document: Document, known: Known) -> Iterator[Refusal]:
    """What stands in the way of one document, the first first."""
    link = known.links.get(document.id)
    found = checks.problem(document, document.company, list(document.lines.all()), known.context)
    if found is not None:
        yield found
    yield from _xero_obstacles(document, link, known)
    yield from company_obstacles(document, known)
    yield from _item_obstacles(document, known)


def _xero_obstacles(
    document: Document, link: DocumentLink | None, known: Known
) -> Iterator[Refusal]:
    if link is None:
        yield from _number_obstacles(document, known)
    elif link.seen_status in checks.GONE:
        what = "deleted" if link.seen_status == "DELETED" else "voided"
        yield refusal("voided_in_xero", f"{document.number} was {what} in Xero.")
    elif link.seen_paid or link.seen_credited or link.seen_status == "PAID":
        yield refusal("has_payments", f"{document.number} is paid in Xero, in full or in part.")


def _number_obstacles(document: Document, known: Known) -> Iterator[Refusal]:
    for head in known.heads.get(document.number or "", []):
        if marks.document_of(head.mark, known.context.installation) == document.id:
            yield refusal("in_xero_unlinked", f"{document.number} is in Xero already.")
        else:
            yield refusal("number_in_use", f"The number {document.number} is in use in Xero.")


def company_obstacles(document: Document, known: Known) -> Iterator[Refusal]:
    match = known.companies[document.company_id]
    settings = known.context.settings
    if isinstance(match, matching.Doubtful):
        yield refusal(match.cause, match.sentence)
    if isinstance(match, matching.Missing):
        if settings is not None and not settings.auto_create_companies:
            yield refusal(
                "companies_not_created", f"Xero has no contact “{document.company.name}”."
            )
        for sentence in contacts.problems(compose.contact(document.company)):
            yield refusal("contact_refused", sentence)


def _item_obstacles(document: Document, known: Known) -> Iterator[Refusal]:
    settings = known.context.settings
    for product in _new_products(document, known):
        if settings is not None and not settings.auto_create_items:
            yield refusal("items_not_created", f"Xero has no item {product.code}.")
        for sentence in items.problems(compose.item(product)):
            yield refusal("item_refused", sentence)


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
