"""Re-coding: a changed mapping applied to documents that Xero has already, as an act of its own.

What is looked at is what Xero holds, as far as is known, beside what the settings say now. Only
accounts and tax rates count; everything else is left to *Differences*.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tracker.accounts_system import held_records, settings
from tracker.accounts_system.failures import said_in_a_sentence
from tracker.accounts_system.models import Connection, DocumentLink
from tracker.agencies.events import By
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending import batches, checks, comparing
from tracker.sending.comparing import Difference
from tracker.sending.corrections import overwriting
from tracker.sending.corrections.holdings import Holding, holdings
from tracker.sending.models import Batch
from tracker.sending.plan import Known, changed_of, is_behind, known_of, obstacles, with_lines
from tracker.sending.refusals import Refusal
from tracker.sending.unsent import open_deliveries
from tracker.xero.invoice_statuses import GONE

LOOKED_AT_MAX = 5_000
"""Documents looked at in one request; the older ones are asked for in the next."""
READ_MAX = 400
"""Documents read from Xero in one request: ten calls."""
CODING = ("account", "tax rate")


@dataclass(frozen=True)
class Recoding:
    """A document whose coding in Xero is not what the settings say; ``left_out`` says why it stays.

    ``changes`` are differences of accounts and tax rates: ``theirs`` is what Xero has.
    """

    document: Document
    changes: tuple[Difference, ...] = ()
    left_out: str = ""


@dataclass
class Looked:
    """What was found among the documents of a kind from ``start`` on, the newest first."""

    start: int
    total: int
    coming: list[Recoding] = field(default_factory=list)
    left_out: list[Recoding] = field(default_factory=list)
    unread: list[DocumentLink] = field(default_factory=list)

    @property
    def end(self) -> int:
        return min(self.start + LOOKED_AT_MAX, self.total)


def look(connection: Connection, kind: str, *, start: int = 0) -> Looked:
    """What the kind's settings of now would change; at most ``LOOKED_AT_MAX`` documents. No call
    is made.

    Raises ``NotPossible`` while nobody has confirmed the settings.
    """
    rows = in_xero(connection, kind)
    looked = Looked(start, rows.count())
    documents = list(with_lines(rows[start : start + LOOKED_AT_MAX]))
    known = _known(connection, kind, documents)
    going = _going(documents)
    for document in documents:
        _look_at(document, known, going, looked)
    return looked


def in_xero(connection: Connection, kind: str) -> QuerySet[Document]:
    """The approved documents of a kind that Xero has by a link, the newest first."""
    linked = DocumentLink.objects.filter(connection=connection, document=OuterRef("pk"))
    rows = Document.objects.filter(
        Exists(linked),
        entity=connection.entity_id,
        kind=kind,
        lifecycle=Document.Lifecycle.APPROVED,
    )
    return rows.order_by("-date", "-number")


def read_unread(connection: Connection, looked: Looked) -> int:
    """Read from Xero, by id, what is not known; answers how many. Raises ``NotPossible``."""
    with said_in_a_sentence(connection, "documents"):
        return len(held_records.read(connection, looked.unread[:READ_MAX]))


@transaction.atomic
def prepare(connection: Connection, kind: str, *, start: int = 0, by: By) -> Batch:
    """Mark what is to be coded anew for sending, in a batch that nobody has clicked yet.

    Raises ``NotPossible`` where nothing is.
    """
    words = words_for(kind)
    coming = look(connection, kind, start=start).coming
    if not coming:
        raise NotPossible(f"No {words.one} in Xero would be coded otherwise.")
    documents = [each.document for each in coming]
    DocumentLink.objects.filter(connection=connection, document__in=documents).update(coding=None)
    current = settings.current(connection, kind)
    version = current.version if current is not None else 0
    lifecycle.mark_for_sending(
        documents, by=by, why=f"To be coded anew, by {words.settings_page} version {version}."
    )
    wanted = Document.objects.filter(pk__in=[document.pk for document in documents])
    return batches.prepare(agency=connection.agency, kind=kind, documents=wanted, by=by)


def in_words(changes: Iterable[Difference], names: Mapping[str, str]) -> list[str]:
    """“Account 200 Sales → 260 Other Revenue (line 2)”; ``names`` are by code and TaxType. Pure."""
    lines: dict[tuple[str, str, str], list[int]] = {}
    for each in changes:
        lines.setdefault((each.name, each.theirs, each.ours), []).append(each.line)
    return [
        f"{name.capitalize()} {_named(theirs, names)} → {_named(ours, names)} ({_at(places)})"
        for (name, theirs, ours), places in lines.items()
    ]


def coding_changes(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Of all that differs, what the mapping decides. Pure."""
    return tuple(each for each in found if each.name in CODING)


def _named(code: str, names: Mapping[str, str]) -> str:
    name = names.get(code, "")
    return f"{code} {name}".strip() or "none"


def _at(lines: Sequence[int]) -> str:
    numbers = ", ".join(str(line) for line in lines)
    return f"line {numbers}" if len(lines) == 1 else f"lines {numbers}"


def _known(connection: Connection, kind: str, documents: Sequence[Document]) -> Known:
    """What is known of them, with what Xero holds of each, changed here or not."""
    known = known_of(connection, kind, documents)
    chosen = known.context.settings
    if chosen is None or not chosen.confirmed:
        raise NotPossible(f"{words_for(kind).settings_page} are not confirmed yet.")
    for link in known.links.values():
        link.coding = None
    return replace(known, holdings=holdings(known.links.values()))


def _going(documents: Sequence[Document]) -> set[UUID]:
    rows = Document.objects.filter(pk__in=[document.pk for document in documents])
    return set(rows.filter(Exists(open_deliveries())).values_list("pk", flat=True))


def _look_at(document: Document, known: Known, going: Collection[UUID], looked: Looked) -> None:
    link, holding = known.links[document.id], known.holdings[document.id]
    if holding.element is None:
        if link.seen_status not in GONE:
            looked.unread.append(link)
        return
    refused = _not_codable(document, known)
    if refused is not None:
        looked.left_out.append(Recoding(document, left_out=refused.sentence))
        return
    changed = changed_of(document, link, known)
    changes = coding_changes(comparing.between(changed.wanted, holding.element))
    if not changes:
        return
    why = _why_not(document, link, holding, known, going)
    found = Recoding(document, changes, why)
    (looked.left_out if why else looked.coming).append(found)


def _not_codable(document: Document, known: Known) -> Refusal | None:
    """Why the settings say nothing of one of its lines; such a line is never sent at a guess."""
    codings = (
        checks.coding_of(document, document.company, line, known.context)
        for line in document.lines.all()
    )
    return next((each for each in codings if isinstance(each, Refusal)), None)


def _why_not(
    document: Document,
    link: DocumentLink,
    holding: Holding,
    known: Known,
    going: Collection[UUID],
) -> str:
    if document.id in going:
        return f"{document} is on its way to Xero."
    found = next(obstacles(document, known), None)
    if found is not None:
        return found.sentence
    if is_behind(document, link):
        return f"{document} was changed since it was sent: sending it codes it anew too."
    replaced = overwriting.overwritten(changed_of(document, link, known).wanted, link, holding)
    if not replaced:
        return ""
    if holding.sent is None:
        return f"{document} was coded in Xero by hand: {comparing.both(replaced)}."
    return overwriting.changed_in_xero(str(document), replaced, kind=document.kind).sentence
