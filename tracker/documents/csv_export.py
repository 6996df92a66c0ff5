"""CSV that Tracker writes: no cell of it runs as a formula in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.documents.csv_import.reasons import Refusal
from tracker.documents.kinds import words_for
from tracker.documents.models import Document

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


Cell = str | Decimal
Column = tuple[str, Callable[[Exported], Cell]]

NUMBER: list[Column] = [("Number", lambda each: each.document.number or "")]
OF_A_SUPPLIER: list[Column] = [
    ("Supplier's number", lambda each: each.document.supplier_number),
    ("Supplier's date", lambda each: _written(each.document.supplier_date)),
]
REST: list[Column] = [
    ("Status", lambda each: each.status),
    ("Company", lambda each: each.document.company.name),
    ("Date", lambda each: _written(each.document.date)),
    ("Due date", lambda each: _written(each.document.due_date)),
    ("Reference", lambda each: each.document.reference),
    ("Placement", lambda each: each.document.placement),
    ("Consultant", lambda each: each.document.consultant),
    ("Branch", lambda each: each.document.branch),
    ("Currency", lambda each: each.document.currency),
    ("Net", lambda each: each.document.net),
    ("VAT", lambda each: each.document.tax),
    ("Total", lambda each: each.document.gross),
    ("Paid", lambda each: each.paid),
    ("Still due", lambda each: each.due),
]


def safe_cell(text: str) -> str:
    """``text``, with an apostrophe before it where a spreadsheet would run it."""
    begins = text.lstrip()[:1] in FORMULA_BEGINNINGS and text.strip() != ""
    return f"'{text}" if begins or text[:1] in ("\t", "\r", "\n") else text


def export_csv(documents: Iterable[Exported], *, kind: str) -> Iterator[str]:
    """Documents of one kind as CSV, row by row, with a heading."""
    columns = [*NUMBER, *(OF_A_SUPPLIER if words_for(kind).is_payment else []), *REST]
    rows = ([cell(each) for _, cell in columns] for each in documents)
    yield from csv_rows([heading for heading, _ in columns], rows)


def refusals_csv(refusals: Iterable[Refusal]) -> Iterator[str]:
    """The documents of a file that were not taken: line, number, reason and sentence."""
    rows = ([str(each.line), each.number, each.reason.value, each.sentence] for each in refusals)
    yield from csv_rows(["Line", "Number", "Reason", "What is wrong"], rows)


def csv_rows(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Rows of CSV; texts are made safe, amounts are numbers and stay as they are."""
    yield _row(heading)
    for row in rows:
        yield _row(row)


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _row(cells: Sequence[Cell]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(
        [cell if isinstance(cell, Decimal) else safe_cell(cell) for cell in cells]
    )
    return written.getvalue()
