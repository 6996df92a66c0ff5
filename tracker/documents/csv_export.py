"""CSV that Tracker writes: no cell of it runs as a formula in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.documents.csv_import.reasons import Refusal
from tracker.documents.models import Document

HEADING = [
    "Number",
    "Status",
    "Company",
    "Date",
    "Due date",
    "Reference",
    "Placement",
    "Consultant",
    "Branch",
    "Currency",
    "Net",
    "VAT",
    "Total",
    "Paid",
    "Still due",
]
# A spreadsheet takes a text for a formula by its first character, some also by a wide one:
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Exported:
    """A document with its ``company`` loaded, and what whoever lists it says of it."""

    document: Document
    status: str
    paid: Decimal
    due: Decimal


def safe_cell(text: str) -> str:
    """``text``, with an apostrophe before it where a spreadsheet would run it."""
    begins = text.lstrip()[:1] in FORMULA_BEGINNINGS and text.strip() != ""
    return f"'{text}" if begins or text[:1] in ("\t", "\r", "\n") else text


def export_csv(documents: Iterable[Exported]) -> Iterator[str]:
    """The documents as CSV, row by row, with a heading."""
    yield from csv_rows(HEADING, (_cells(each) for each in documents))


def refusals_csv(refusals: Iterable[Refusal]) -> Iterator[str]:
    """The documents of a file that were not taken: line, number, reason and sentence."""
    rows = ([str(each.line), each.number, each.reason.value, each.sentence] for each in refusals)
    yield from csv_rows(["Line", "Number", "Reason", "What is wrong"], rows)


def csv_rows(heading: Sequence[str], rows: Iterable[Sequence[str | Decimal]]) -> Iterator[str]:
    """Rows of CSV; texts are made safe, amounts are numbers and stay as they are."""
    yield _row(heading)
    for row in rows:
        yield _row(row)


def _cells(exported: Exported) -> list[str | Decimal]:
    document = exported.document
    return [
        document.number or "",
        exported.status,
        document.company.name,
        document.date.isoformat(),
        document.due_date.isoformat(),
        document.reference,
        document.placement,
        document.consultant,
        document.branch,
        document.currency,
        document.net,
        document.tax,
        document.gross,
        exported.paid,
        exported.due,
    ]


def _row(cells: Sequence[str | Decimal]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(
        [cell if isinstance(cell, Decimal) else safe_cell(cell) for cell in cells]
    )
    return written.getvalue()
