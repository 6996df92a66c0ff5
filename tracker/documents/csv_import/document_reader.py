"""From the rows of one number to a document, or to the reason why not."""

from operator import itemgetter

from tracker.documents.csv_import.cells import Cell
from tracker.documents.csv_import.columns import Column
from tracker.documents.csv_import.fields import FIELDS, HEAD, LINE
from tracker.documents.csv_import.file_documents import FileDocument, FileHead, FileLine
from tracker.documents.csv_import.reading import Row
from tracker.documents.csv_import.reasons import Problem, Reason, Refusal, refusal_for

Head = tuple[FileHead | None, list[Cell]]
"""What a row says of its document, and the cells of it that cannot be used."""


class DocumentReader:
    """Reads the documents of one file, whose heading has ``width`` cells."""

    def __init__(self, columns: dict[str, Column], width: int) -> None:
        self.width = width
        self.heads = [columns[field.name] for field in HEAD]
        self.lines = [columns[field.name] for field in LINE]
        self.head_texts = itemgetter(*[column.place for column in self.heads])
        # The rows of one number mostly repeat their head letter by letter.
        self.heads_read: dict[tuple[str, ...], Head] = {}

    def read(self, number: str, rows: list[Row]) -> FileDocument | Refusal:
        """The document of these rows, or the first reason why it cannot be taken."""
        problems: list[Problem] = []
        heads: list[tuple[int, FileHead]] = []
        lines: list[FileLine] = []
        for line, row in rows:
            if len(row) != self.width:
                problems.append(_width_problem(line, len(row), self.width))
                continue
            texts = self.head_texts(row)
            head, wrong = self.heads_read.get(texts) or self._read_head(texts)
            cells = [meanings[row[place]] for place, meanings in self.lines]
            values = [cell.value for cell in cells]
            wrong = wrong + [cell for cell in cells if cell.reason]
            problems += [_problem(cell, line) for cell in wrong]
            if head is not None:
                heads.append((line, head))
            lines.append(FileLine(line, *values))
        problems += _disagreements(number, heads)
        if problems:
            return refusal_for(number, problems)
        return FileDocument(number, heads[0][0], heads[0][1], lines)

    def _read_head(self, texts: tuple[str, ...]) -> Head:
        pairs = zip(texts, self.heads, strict=True)
        cells = [column.meanings[text] for text, column in pairs]
        wrong = [cell for cell in cells if cell.reason]
        head = None if wrong else FileHead._make([cell.value for cell in cells[1:]])
        self.heads_read[texts] = read = (head, wrong)
        return read


def _problem(cell: Cell, line: int) -> Problem:
    return Problem(cell.reason or Reason.BAD_DETAIL, line, cell.sentence)


def _width_problem(line: int, cells: int, width: int) -> Problem:
    return Problem(Reason.CELLS, line, f"The row has {cells} cells and the heading {width}.")


def _disagreements(number: str, heads: list[tuple[int, FileHead]]) -> list[Problem]:
    """What the rows of one number say differently of it. Of its company the reference decides."""
    return [
        Problem(Reason.TWICE, line, _disagreement(number, heads[0], (line, head)))
        for line, head in heads[1:]
        if head != heads[0][1] and _deciding(head) != _deciding(heads[0][1])
    ]


def _deciding(head: FileHead) -> tuple[object, ...]:
    return (head.company_reference or head.company, *head[2:])


def _disagreement(number: str, first: tuple[int, FileHead], other: tuple[int, FileHead]) -> str:
    for name, said, said_too in zip(FileHead._fields, first[1], other[1], strict=True):
        if said != said_too:
            words = FIELDS[name].words
            break
    return f"{number} has the {words} “{said}” on line {first[0]} and “{said_too}” here."
