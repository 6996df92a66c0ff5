"""The life of an invoice or a payment: drafted, changed, approved, void."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any, Unpack

from django.db import transaction
from django.db.models import F

from tracker.agencies import events
from tracker.agencies.events import By, Happening
from tracker.agencies.models import Agency, Entity
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.documents import details as heads
from tracker.documents import line_drafts
from tracker.documents.details import Details, OtherDetails
from tracker.documents.kinds import named, words_for
from tracker.documents.line_drafts import LineDraft
from tracker.documents.lines import write_lines
from tracker.documents.models import Document
from tracker.documents.numbering import take_number
from tracker.documents.roles import give_role

__all__ = [
    "LineDraft",
    "NotPossible",
    "approve",
    "change",
    "create_draft",
    "give_new_number",
    "mark_for_sending",
    "set_already_in_xero",
    "void",
]


@transaction.atomic
def create_draft(
    *,
    agency: Agency,
    entity: Entity,
    kind: str,
    company: Company,
    date: datetime.date,
    due_date: datetime.date,
    lines: list[LineDraft],
    by: By,
    **others: Unpack[OtherDetails],
) -> Document:
    """Write a new draft. Currency and way of stating amounts are the entity's unless given.

    Raises ``NotPossible`` with a sentence for whoever wrote it.
    """
    others.setdefault("currency", entity.currency)
    others.setdefault("amounts_are", entity.amounts_are_of(kind))
    said = heads.checked({**others, "company": company, "date": date, "due_date": due_date})
    document = Document(agency=agency, entity=entity, kind=kind, **said)
    _check_belonging(document)
    give_role([company.id], kind=kind, agency=agency, by=by)
    document.save(force_insert=True)
    _write(document, line_drafts.checked(lines, agency_id=agency.id, kind=kind))
    document.save()
    _record(document, f"{words_for(document.kind).title} drafted.", by)
    return document


@transaction.atomic
def change(
    document: Document, *, by: By, lines: list[LineDraft] | None = None, **said: Unpack[Details]
) -> bool:
    """Change what is named, and give back whether anything was different.

    ``lines`` are all lines the document shall have; one with an ``id`` keeps its row. The
    revision grows only where Xero should hear of it; where nothing is different nothing is
    written. A draft or an approved document may be changed, a void one may not. The caller's
    ``document`` is brought up to date. Raises ``NotPossible``.
    """
    locked = _lock(document)
    _refuse_void(locked, "changed")
    changed = _set_details(locked, heads.checked(said))
    _check_belonging(locked)
    if "company" in changed:
        give_role([locked.company_id], kind=locked.kind, agency=locked.agency, by=by)
    if lines is None:
        lines = [line_drafts.draft_of(line) for line in _lines_of(locked)]
    lines = line_drafts.checked(lines, agency_id=locked.agency_id, kind=locked.kind)
    before = (locked.net, locked.tax)
    if _write(locked, lines) or before != (locked.net, locked.tax):
        changed.append("lines")
    if changed:
        locked.revision += bool(set(changed) - heads.kept_from_xero(locked.kind))
        locked.save()
        _record(locked, f"Changed: {_listed(changed)}.", by)
    document.refresh_from_db()
    return bool(changed)


@transaction.atomic
def approve(document: Document, *, by: By) -> None:
    """Make a draft final, with the next number unless an import gave it one.

    Each line's tax treatment is written down as it now is. Raises ``NotPossible``.
    """
    locked = _lock(document)
    if not locked.is_draft:
        raise NotPossible(f"{named(locked)} is {locked.get_lifecycle_display().lower()} already.")
    lines = [line_drafts.draft_of(line) for line in _lines_of(locked)]
    locked.lifecycle = Document.Lifecycle.APPROVED
    _write(locked, lines)
    locked.number = locked.number or take_number(locked.entity_id, locked.kind)
    locked.save()
    _record(locked, f"{words_for(locked.kind).title} approved as {locked.number}.", by)
    document.refresh_from_db()


@transaction.atomic
def void(document: Document, *, by: By) -> None:
    """Make a draft or an approved document count no more, for good; its number stays used.

    Whether it may be offered (nothing was sent) is for the layer above. Raises ``NotPossible``.
    """
    locked = _lock(document)
    _refuse_void(locked, "voided again")
    if locked.number is None:
        # A void document keeps a number, so that no gap is left unexplained.
        locked.number = take_number(locked.entity_id, locked.kind)
    locked.lifecycle = Document.Lifecycle.VOID
    locked.revision += 1
    locked.save(update_fields=["lifecycle", "number", "revision"])
    _record(locked, f"{named(locked)} voided.", by)
    document.refresh_from_db()


@transaction.atomic
def give_new_number(document: Document, *, is_taken: Callable[[str], bool], by: By) -> str:
    """Give an approved document the next free number; Xero shall hear of it. The new number.

    ``is_taken`` says of a number whether it is used elsewhere. Why a document gets another number,
    and that the old one is never given again, is for the layer above. Raises ``NotPossible``.
    """
    locked = _lock(document)
    if not locked.is_approved:
        raise NotPossible(f"{named(locked)} is not approved.")
    locked.number = take_number(locked.entity_id, locked.kind)
    while is_taken(locked.number):
        locked.number = take_number(locked.entity_id, locked.kind)
    locked.revision += 1
    locked.save(update_fields=["number", "revision"])
    _record(locked, f"The number is {locked.number} now.", by)
    document.refresh_from_db()
    return locked.number


@transaction.atomic
def set_already_in_xero(documents: Iterable[Document], *, by: By, yes: bool) -> int:
    """Say that documents were entered in Xero by other means (or not), and count the changed.

    Such a document is never sent.
    """
    ids = sorted(document.id for document in documents)
    rows = Document.objects.select_for_update().filter(id__in=ids).select_related("agency")
    changed = [row for row in rows.order_by("id") if row.already_in_xero != yes]
    Document.objects.filter(id__in=[row.id for row in changed]).update(already_in_xero=yes)
    sentence = "Marked as already in Xero." if yes else "No longer marked as already in Xero."
    for agency in {row.agency for row in changed}:
        mine = [row for row in changed if row.agency_id == agency.id]
        told = [Happening("document", row.id, sentence) for row in mine]
        events.record_all(agency, told, by=by)
    return len(changed)


@transaction.atomic
def mark_for_sending(documents: Iterable[Document], *, by: By, why: str) -> int:
    """Have documents sent again although nothing changed in them; ``why`` is the sentence kept.

    Void ones are left out. Answers how many.
    """
    ids = sorted(document.id for document in documents)
    rows = Document.objects.select_for_update(of=("self",)).filter(
        id__in=ids, lifecycle=Document.Lifecycle.APPROVED
    )
    marked = list(rows.select_related("agency").order_by("id"))
    Document.objects.filter(id__in=[row.id for row in marked]).update(revision=F("revision") + 1)
    for agency in {row.agency for row in marked}:
        mine = [row for row in marked if row.agency_id == agency.id]
        events.record_all(agency, [Happening("document", row.id, why) for row in mine], by=by)
    return len(marked)


def _lock(document: Document) -> Document:
    return (
        Document.objects.select_for_update(of=("self",))
        .select_related("company")
        .get(id=document.id)
    )


def _lines_of(document: Document) -> list[Any]:
    return list(document.lines.select_related("product"))


def _write(document: Document, lines: list[LineDraft]) -> bool:
    """Write lines and set totals; an approved document's lines carry their treatment."""
    if document.is_approved:
        if not lines:
            raise NotPossible(f"{named(document)} needs at least one line.")
        lines = line_drafts.with_treatment(lines, document.company, kind=document.kind)
    totals = line_drafts.totals_of(
        lines, company=document.company, kind=document.kind, amounts_are=document.amounts_are
    )
    return write_lines(document, lines, totals)


def _set_details(document: Document, said: Details) -> list[str]:
    changed = [name for name, value in said.items() if getattr(document, name) != value]
    for name in changed:
        setattr(document, name, said[name])  # type: ignore[literal-required]
    return changed


def _check_belonging(document: Document) -> None:
    heads.check_dates(document)
    heads.check_pair(document)
    if document.company.agency_id != document.agency_id:
        raise NotPossible("The company is not one of this agency's.")
    if document.entity.agency_id != document.agency_id:
        raise NotPossible("The entity is not one of this agency's.")


def _refuse_void(document: Document, what: str) -> None:
    if document.is_void:
        raise NotPossible(f"{named(document)} is void and cannot be {what}.")


def _record(document: Document, sentence: str, by: By) -> None:
    events.record(document.agency, "document", document.id, sentence, by=by)


def _listed(names: list[str]) -> str:
    return ", ".join(heads.WORDS.get(name, name) for name in names)
