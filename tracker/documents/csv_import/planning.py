"""The dry run. It reads the file and what Tracker knows, and writes nothing."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import BinaryIO

from tracker.agencies.models import Agency, Entity
from tracker.documents import limits
from tracker.documents.csv_import.columns import columns_for
from tracker.documents.csv_import.document_reader import DocumentReader
from tracker.documents.csv_import.file_documents import FileDocument, digest_of
from tracker.documents.csv_import.grouping import rows_by_number
from tracker.documents.csv_import.mapping import Mapping
from tracker.documents.csv_import.matching import (
    A_STRANGER,
    Known,
    MatchedCompany,
    Products,
    known_to,
)
from tracker.documents.csv_import.plan import Plan, PlannedDocument, PlannedLine
from tracker.documents.csv_import.reading import Row, read_rows
from tracker.documents.csv_import.reasons import Problem, Reason, Refusal, refusal_for
from tracker.documents.details import due_before
from tracker.documents.numbering import digests_of
from tracker.documents.tax import percent_of, treatment_of
from tracker.money import AmountsAre, LineAmounts, Totals, totals

DEFAULT_TERMS_DAYS = 30
NUMBERS_AT_ONCE = 5000


def plan_import(
    *,
    agency: Agency,
    entity: Entity,
    kind: str,
    file: BinaryIO,
    mapping: Mapping,
    draft: bool = False,
) -> Plan:
    """What taking ``file`` (CSV, seekable, in bytes) would do.

    Raises ``NotPossible`` where the file as a whole cannot be used. A document that cannot be
    taken is among the plan's refusals, with one reason and the line it stands on.
    """
    plan = Plan(agency=agency, entity=entity, kind=kind, draft=draft)
    documents = _documents_of(file, mapping, plan)
    return _planned(plan, documents)


def _documents_of(file: BinaryIO, mapping: Mapping, plan: Plan) -> list[FileDocument]:
    """The readable documents of the file; the others join the plan's refusals."""
    opened = read_rows(file)
    columns = columns_for(mapping, opened.header)
    reader = DocumentReader(columns, len(opened.header))
    documents = []
    for number, rows in _groups(rows_by_number(opened.rows, columns["document"])):
        read = reader.read(number, rows)
        if isinstance(read, Refusal):
            plan.refusals.append(read)
        else:
            documents.append(read)
    return documents


def _groups(groups: dict[str, list[Row]]) -> Iterator[tuple[str, list[Row]]]:
    """Rows without a number are no document together: each stands alone."""
    nameless = groups.pop("", [])
    return chain(groups.items(), (("", [row]) for row in nameless))


def _planned(plan: Plan, documents: list[FileDocument]) -> Plan:
    known = known_to(plan.entity, documents)
    digests = _digests_there(plan, [document.number for document in documents])
    for document in documents:
        digest = digest_of(document)
        if document.number in digests:
            _compare(plan, document, digest == digests[document.number])
        else:
            _add(plan, document, digest, known)
    plan.refusals.sort(key=lambda refusal: refusal.line)
    return plan


def _digests_there(plan: Plan, numbers: Sequence[str]) -> dict[str, str]:
    """What the numbers that are used already were imported as; "" where Tracker wrote them."""
    there: dict[str, str] = {}
    for start in range(0, len(numbers), NUMBERS_AT_ONCE):
        there |= digests_of(plan.entity, plan.kind, numbers[start : start + NUMBERS_AT_ONCE])
    return there


def _compare(plan: Plan, document: FileDocument, is_same: bool) -> None:
    """A number that is there already: the same content counts as unchanged, other is refused.

    The file is compared with what was imported, not with what the document says now: where a
    person corrected it in Tracker since, the same file brings no news, and the correction stays.
    """
    if is_same:
        plan.unchanged += 1
        return
    sentence = f"{document.number} is in Tracker already, with other content than in this file."
    plan.refusals.append(Refusal(document.line, document.number, Reason.EXISTS, sentence))


def _add(plan: Plan, document: FileDocument, digest: str, known: Known) -> None:
    head = document.head
    named = (head.company, head.company_reference)
    treatments = _treatments(document, known.companies.find(*named), plan.kind)
    counted = _totals(plan, document, treatments)
    if problem := _problem(document, counted, known, plan.kind):
        plan.refusals.append(refusal_for(document.number, [problem]))
        return
    company = known.companies.take(*named)
    plan.documents.append(
        PlannedDocument(
            said=document,
            company=company,
            due_date=_due_date(document, company),
            currency=head.currency or plan.entity.currency,
            lines=_planned_lines(document, known.products, treatments),
            totals=counted,
            digest=digest,
            invoice_id=known.invoices.get(head.invoice),
        )
    )


def _problem(document: FileDocument, counted: Totals, known: Known, kind: str) -> Problem | None:
    """The first reason why a document that can be read cannot be taken."""
    head, line = document.head, document.line
    if clash := known.companies.clash(head.company, head.company_reference):
        return Problem(Reason.COMPANY_CLASH, line, clash)
    if head.due_date and head.due_date < (head.supplier_date or head.date):
        sentence = due_before(kind, is_suppliers=head.supplier_date is not None)
        return Problem(Reason.BAD_DATE, line, sentence)
    if head.invoice and head.invoice not in known.invoices:
        sentence = f"There is no invoice {head.invoice} that it could belong to."
        return Problem(Reason.NO_INVOICE, line, sentence)
    if too_large := _too_large(counted):
        return Problem(Reason.TOO_LARGE, line, too_large)
    return None


def _treatments(document: FileDocument, company: MatchedCompany | None, kind: str) -> list[str]:
    asked = company or A_STRANGER
    return [treatment_of(line, asked, kind=kind).value for line in document.lines]


def _totals(plan: Plan, document: FileDocument, treatments: list[str]) -> Totals:
    amounts = [
        LineAmounts(line.quantity, line.unit_price, percent_of(treatment), line.discount_percent)
        for line, treatment in zip(document.lines, treatments, strict=True)
    ]
    return totals(amounts, amounts_are=AmountsAre(plan.entity.amounts_are_of(plan.kind)))


def _too_large(counted: Totals) -> str:
    amounts = (counted.net, counted.gross, *(line.amount for line in counted.lines))
    return limits.amount_problem(max(amounts, key=abs))


def _due_date(document: FileDocument, company: MatchedCompany) -> date:
    head = document.head
    if head.due_date:
        return head.due_date
    stated = company.terms_days if head.terms_days is None else head.terms_days
    # A supplier's terms run from the date that the supplier wrote.
    begins = head.supplier_date or head.date
    return begins + timedelta(days=DEFAULT_TERMS_DAYS if stated is None else stated)


def _planned_lines(
    document: FileDocument, products: Products, treatments: list[str]
) -> list[PlannedLine]:
    return [
        PlannedLine(
            said=line,
            product=products.take(line.product, line.description) if line.product else None,
            tax_treatment=treatment,
        )
        for line, treatment in zip(document.lines, treatments, strict=True)
    ]
