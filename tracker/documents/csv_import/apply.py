"""Taking what a plan holds, in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import IntegrityError, transaction

from tracker import clock
from tracker.agencies import events
from tracker.agencies.events import By, Happening
from tracker.agencies.models import Entity
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.companies.names import name_key
from tracker.documents import limits
from tracker.documents.csv_import.copying import copy_rows
from tracker.documents.csv_import.plan import Plan, PlannedDocument
from tracker.documents.kinds import words_for
from tracker.documents.models import Document, Line, Product
from tracker.documents.roles import give_role

MEANWHILE = "Tracker's records changed since the file was checked: check it again."


@dataclass(frozen=True)
class Result:
    """What was taken: the plan's summary, and the new documents' ids in the file's order."""

    summary: dict[str, Any]
    document_ids: list[UUID]


def apply_import(plan: Plan, *, by: By) -> Result:
    """Write companies, products and documents of the plan: all, or nothing.

    The documents are approved under the file's numbers, or left as drafts where the plan says so.
    Raises ``NotPossible`` where Tracker's records changed since the plan was made.
    """
    ids = [uuid4() for _ in plan.documents]
    try:
        with transaction.atomic():
            _write(plan, ids, by)
    except (IntegrityError, psycopg.IntegrityError):  # COPY raises the driver's own
        raise NotPossible(MEANWHILE) from None
    return Result(plan.summary(), ids)


def _write(plan: Plan, ids: list[UUID], by: By) -> None:
    at = clock.now()
    # Whoever approves an invoice meanwhile waits, and takes a number that the file leaves free.
    Entity.objects.select_for_update(no_key=True).get(id=plan.entity.id)
    known = [company.id for company in plan.companies if not company.is_new]
    give_role(known, kind=plan.kind, agency=plan.agency, by=by)
    copy_rows(Company, COMPANY_COLUMNS, _company_rows(plan), at=at)
    copy_rows(Product, PRODUCT_COLUMNS, _product_rows(plan), at=at)
    copy_rows(Document, DOCUMENT_COLUMNS, _document_rows(plan, ids), at=at)
    copy_rows(Line, LINE_COLUMNS, _line_rows(plan, ids), at=at)
    told = (
        Happening("document", id, f"Imported from line {document.said.line} of a file.")
        for id, document in zip(ids, plan.documents, strict=True)
    )
    events.record_all(plan.agency, told, by=by)


COMPANY_COLUMNS = (
    "id",
    "agency_id",
    "name",
    "name_key",
    "reference",
    "is_client",
    "is_supplier",
)


def _company_rows(plan: Plan) -> Iterator[tuple[Any, ...]]:
    is_supplier = words_for(plan.kind).is_payment
    for company in plan.companies:
        if company.is_new:
            named = (company.name, name_key(company.name), company.reference)
            yield company.id, plan.agency.id, *named, not is_supplier, is_supplier


PRODUCT_COLUMNS = ("id", "agency_id", "code", "name", "description")


def _product_rows(plan: Plan) -> Iterator[tuple[Any, ...]]:
    for product in plan.products:
        if product.is_new:
            name = product.description[: limits.PRODUCT_NAME_LENGTH_MAX].rstrip()
            yield product.id, plan.agency.id, product.code, name, product.description


DOCUMENT_COLUMNS = (
    "id",
    "agency_id",
    "entity_id",
    "kind",
    "lifecycle",
    "number",
    "company_id",
    "date",
    "due_date",
    "reference",
    "placement",
    "consultant",
    "branch",
    "supplier_number",
    "supplier_date",
    "invoice_id",
    "currency",
    "amounts_are",
    "net",
    "tax",
    "gross",
    "imported_digest",
)


def _document_rows(plan: Plan, ids: list[UUID]) -> Iterator[tuple[Any, ...]]:
    lifecycle = Document.Lifecycle.DRAFT if plan.draft else Document.Lifecycle.APPROVED
    for id, document in zip(ids, plan.documents, strict=True):
        head, counted = document.said.head, document.totals
        yield (
            id,
            plan.agency.id,
            plan.entity.id,
            plan.kind,
            lifecycle.value,
            document.said.number,
            document.company.id,
            head.date,
            document.due_date,
            head.reference,
            head.placement,
            head.consultant,
            head.branch,
            head.supplier_number,
            head.supplier_date,
            document.invoice_id,
            document.currency,
            plan.entity.amounts_are_of(plan.kind),
            counted.net,
            counted.tax,
            counted.gross,
            document.digest,
        )


LINE_COLUMNS = (
    "document_id",
    "position",
    "product_id",
    "description",
    "worker",
    "period_end",
    "quantity",
    "unit_price",
    "discount_percent",
    "tax_treatment",
    "amount",
    "net",
    "tax",
)


def _line_rows(plan: Plan, ids: list[UUID]) -> Iterator[tuple[Any, ...]]:
    for id, document in zip(ids, plan.documents, strict=True):
        yield from _lines_of(document, id, is_draft=plan.draft)


def _lines_of(document: PlannedDocument, id: UUID, *, is_draft: bool) -> Iterator[tuple[Any, ...]]:
    pairs = zip(document.lines, document.totals.lines, strict=True)
    for position, (line, total) in enumerate(pairs, start=1):
        said = line.said
        yield (
            id,
            position,
            line.product.id if line.product else None,
            said.description,
            said.worker,
            said.period_end,
            said.quantity,
            said.unit_price,
            said.discount_percent,
            # Approval writes the treatment down; a draft's line may still follow its company.
            said.tax_treatment if is_draft else line.tax_treatment,
            total.amount,
            total.net,
            total.tax,
        )
