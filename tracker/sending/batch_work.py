"""One batch, stage by stage: contacts and items are read, then created, then the documents go."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from tracker.accounts_system import matching
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import Call, CompanyLink
from tracker.accounts_system.models.link import How
from tracker.agencies import events
from tracker.documents.models import Document
from tracker.sending import batch_reading
from tracker.sending.corrections.as_they_are import settle_as_they_are
from tracker.sending.corrections.changed import refuse_changed
from tracker.sending.plan import Known, known_of, obstacles, products_of, with_lines
from tracker.sending.receipts.work import record_receipts, remove_receipts
from tracker.sending.refusals import Refusal
from tracker.sending.round import Round
from tracker.sending.sender import Sender
from tracker.sending.stages import contacts as contacts_stage
from tracker.sending.stages import documents as documents_stage
from tracker.sending.stages import items as items_stage
from tracker.sending.stages.contacts import ContactsStage
from tracker.sending.stages.documents import DocumentsStage
from tracker.sending.stages.items import ItemsStage
from tracker.sending.stages.stage import Group, Stage
from tracker.sending.voids.voided_already import settle_gone


def work_batch(sender: Sender, this_round: Round) -> None:
    """Send what is ready. Raises what ``Sender.carry`` and reading raise; then come back later."""
    batch_reading.read_before(this_round)
    remove_receipts(sender, this_round)
    documents = _ready_documents(this_round)
    known = known_of(
        this_round.connection, this_round.batch.kind, documents, chosen=this_round.settings()
    )
    with fenced(this_round.held):
        documents = settle_gone(this_round, documents, known.links)
        documents = _without_refused(this_round, documents, known)
        _link_known(this_round, _living(documents), known)
    documents = refuse_changed(this_round, documents, known)
    with fenced(this_round.held):
        documents = settle_as_they_are(this_round, documents, known)
    held = _held_records(this_round)
    _create_missing(sender, this_round, _living(documents), known, held)
    _send_documents(sender, this_round, documents, known, held)
    record_receipts(sender, this_round)
    batch_reading.read_what_was_named(this_round)


def _living(documents: Iterable[Document]) -> list[Document]:
    """What is void needs neither a company nor an item in Xero."""
    return [document for document in documents if not document.is_void]


def _ready_documents(this_round: Round) -> list[Document]:
    ready = this_round.ready_deliveries()
    documents = Document.objects.filter(pk__in=ready.values("document"))
    return list(with_lines(documents.order_by("date", "number")))


def _without_refused(
    this_round: Round, documents: Sequence[Document], known: Known
) -> list[Document]:
    """Refuse what has something in its way; the others go on."""
    refused: dict[UUID, Refusal] = {}
    for document in documents:
        found = next(obstacles(document, known), None)
        if found is not None:
            refused[document.id] = found
    this_round.refuse(refused)
    return [document for document in documents if document.id not in refused]


def _link_known(this_round: Round, documents: Sequence[Document], known: Known) -> None:
    """Companies and products that Xero has already: found by mark, name or code."""
    companies = {document.company_id for document in documents}
    matches = {key: known.companies[key] for key in companies}
    found = {key: each for key, each in matches.items() if isinstance(each, matching.Found)}
    ours = [(key, each.contact_id) for key, each in found.items() if each.is_ours]
    named = [(key, each.contact_id) for key, each in found.items() if not each.is_ours]
    this_round.link_companies(ours, How.CREATED, "Company found in Xero", None)
    this_round.link_companies(named, How.MATCHED, "Company matched by name", None)
    _follow_merged(this_round, matches)
    items = [(key, item_id) for key, item_id in known.items.items() if item_id]
    this_round.link_products_quietly(items)


def _follow_merged(this_round: Round, found: dict[UUID, matching.Match]) -> None:
    """A contact that was merged in Xero is followed, and said."""
    linked = {key: m.contact_id for key, m in found.items() if isinstance(m, matching.Linked)}
    rows = CompanyLink.objects.filter(
        connection=this_round.connection, company__in=linked
    ).select_related("company")
    for link in rows:
        if link.contact_id != linked[link.company_id]:
            link.contact_id = linked[link.company_id]
            link.save(update_fields=["contact_id"])
            sentence = f"“{link.company}” was merged in Xero: Tracker follows the contact."
            events.record(
                this_round.batch.agency, "company", link.company_id, sentence, by=events.XERO
            )


def _held_records(this_round: Round) -> set[str]:
    """Companies and products whose own call has no verdict yet: their documents wait."""
    open_calls = Call.objects.filter(
        tenant_id=this_round.held.tenant_id,
        settled_at=None,
        purpose__in=(Call.Purpose.CREATE_CONTACTS, Call.Purpose.CREATE_ITEMS),
    )
    return {element["record"] for call in open_calls for element in call.elements}


def _create_missing(
    sender: Sender,
    this_round: Round,
    documents: Sequence[Document],
    known: Known,
    held: set[str],
) -> None:
    """Contacts and items need nothing of each other: they fly side by side."""
    companies = dict.fromkeys(
        document.company_id
        for document in documents
        if isinstance(known.companies[document.company_id], matching.Missing)
    )
    products = [key for key in products_of(documents) if known.items.get(key) is None]
    stages: list[tuple[Stage, list[Group]]] = [
        (ContactsStage(this_round), contacts_stage.groups(_not_in(held, companies))),
        (ItemsStage(this_round), items_stage.groups(_not_in(held, products))),
    ]
    sender.carry([(stage, group) for stage, groups in stages for group in groups])


def _not_in(held: set[str], ids: Iterable[UUID]) -> list[UUID]:
    return [each for each in ids if str(each) not in held]


def _send_documents(
    sender: Sender,
    this_round: Round,
    documents: Sequence[Document],
    known: Known,
    held: set[str],
) -> None:
    """Everything whose company and products Xero has; what waits for one of them stays ready.

    What did not fit into its call (3 MB, a number twice) is still ready then, and goes with another
    at once, for as long as something goes.
    """
    held = held | _held_records(this_round)
    free = {document.id: document for document in documents if not _refers_to(document, held)}
    stage = DocumentsStage(this_round, known.context, free)
    left = len(free) + 1
    while 0 < len(rows := _ready_rows(this_round, free)) < left:
        left = len(rows)
        sender.carry([(stage, group) for group in _groups(rows, known)])


def _ready_rows(this_round: Round, free: Iterable[UUID]) -> list[tuple[int, UUID]]:
    """Ids of delivery and document, in the batch's order."""
    rows = this_round.ready_deliveries().filter(document__in=list(free)).order_by("position")
    return list(rows.values_list("pk", "document_id"))


def _groups(rows: Iterable[tuple[int, UUID]], known: Known) -> list[Group]:
    """New documents and changed ones go in calls of their own."""
    split: dict[bool, list[int]] = {False: [], True: []}
    for pk, document_id in rows:
        split[document_id in known.links].append(pk)
    return documents_stage.groups(split[False]) + documents_stage.groups(split[True])


def _refers_to(document: Document, records: set[str]) -> bool:
    if str(document.company_id) in records:
        return True
    return any(str(line.product_id) in records for line in document.lines.all())
