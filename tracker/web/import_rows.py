"""The first rows of a file as they would become."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tracker.documents.csv_import.plan import Plan, PlannedDocument, PlannedLine
from tracker.money import LineTotal

ROWS_SHOWN = 20
LINES_SHOWN_OF_ONE = 4


@dataclass(frozen=True)
class PlannedRow:
    """One line of a document; ``is_first`` where the document begins."""

    document: PlannedDocument
    line: PlannedLine
    total: LineTotal
    is_first: bool
    more: int


def first_rows(plan: Plan) -> list[PlannedRow]:
    """The first lines of the first documents, at most 20; of one document at most 4."""
    rows = (row for document in plan.documents for row in _rows_of(document))
    return list(islice(rows, ROWS_SHOWN))


def _rows_of(document: PlannedDocument) -> Iterator[PlannedRow]:
    pairs = list(zip(document.lines, document.totals.lines, strict=True))
    shown = pairs[:LINES_SHOWN_OF_ONE]
    for place, (line, total) in enumerate(shown):
        is_last = place == len(shown) - 1
        more = len(pairs) - len(shown) if is_last else 0
        yield PlannedRow(document, line, total, is_first=place == 0, more=more)
