"""Reading a CSV file row by row, with a sentence for whatever is wrong with it.

The file is UTF-8, with or without a byte order mark, and separated by commas. It is not held in
memory. A file that was cut off is refused as a whole: nobody knows what it lacks.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tracker.agencies.not_possible import NotPossible

BYTES_MAX = 50_000_000
NOT_UTF_8 = "is not UTF-8 text: save the file as “CSV UTF-8” and try again."
# How files that only look like CSV begin.
STRANGERS = {
    b"PK\x03\x04": "This is an Excel workbook: save it as “CSV UTF-8” and try again.",
    b"\xff\xfe": f"Line 1 {NOT_UTF_8}",
    b"\xfe\xff": f"Line 1 {NOT_UTF_8}",
}
COLUMNS_MAX = 500
# What other programs write between the cells.
OTHER_MARKS = {";": "semicolons", "\t": "tabs", "|": "bars"}
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Rows:
    """A file's heading, and its rows as they are read: (line number, cells)."""

    header: list[str]
    rows: Iterator[Row]


def read_rows(file: BinaryIO) -> Rows:
    """Open a file for reading from its beginning. Raises ``NotPossible``, also while reading."""
    _check_size(file)
    _check_beginning(file)
    rows = _rows(file)
    _, heading = next(rows, (0, []))
    if not any(cell.strip() for cell in heading):
        raise NotPossible("The file is empty.")
    header = [" ".join(cell.split()) for cell in heading]
    _check_heading(heading)
    return Rows(header, _refuse_half_a_last_row(rows, len(header)))


def _check_heading(heading: list[str]) -> None:
    if len(heading) > COLUMNS_MAX:
        raise NotPossible(
            f"The file has {len(heading):,} columns; at most {COLUMNS_MAX} are taken."
        )
    first = heading[0]
    for mark, words in OTHER_MARKS.items():
        if len(heading) == 1 and first.count(mark) > 1:
            raise NotPossible(
                f"The file is separated by {words}, not by commas: save it as “CSV UTF-8”, or"
                f" replace the {words}, and try again."
            )


def _check_size(file: BinaryIO) -> None:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > BYTES_MAX:
        raise NotPossible(
            f"The file has {size / 1_000_000:.1f} MB; at most {BYTES_MAX // 1_000_000} MB are"
            " taken: divide it."
        )


def _check_beginning(file: BinaryIO) -> None:
    beginning = file.read(4)
    file.seek(0)
    for mark, sentence in STRANGERS.items():
        if beginning.startswith(mark):
            raise NotPossible(sentence)


def _rows(file: BinaryIO) -> Iterator[Row]:
    reader = csv.reader(_lines(file), strict=True)
    line = 1
    try:
        for row in reader:
            # Blank lines, and rows of empty cells as spreadsheets leave them, say nothing.
            if any(row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as problem:
        raise NotPossible(_csv_sentence(line, str(problem))) from None


def _lines(file: BinaryIO) -> Iterator[str]:
    """Each line as text. Lines are decoded one by one, so that a bad one can be named."""
    for number, line in enumerate(file, start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise NotPossible(f"Line {number} {NOT_UTF_8}") from None
        if "\0" in text:
            raise NotPossible(f"Line {number} holds bytes that are not text (NUL).")
        yield text


def _csv_sentence(line: int, problem: str) -> str:
    if "unexpected end" in problem:
        return f"Line {line} opens a quotation mark that is never closed: the file was cut off?"
    if "new-line character" in problem:
        return f"Line {line} ends in a way that CSV does not know: save the file as “CSV UTF-8”."
    if "field limit" in problem:
        return f"Line {line} holds a cell that is too long."
    return f"Line {line} cannot be read as CSV: {problem}."


def _refuse_half_a_last_row(rows: Iterator[Row], width: int) -> Iterator[Row]:
    line, row = 0, [""] * width
    for line, row in rows:
        yield line, row
    if not line:
        raise NotPossible("The file has a heading and no rows.")
    if len(row) < width:
        raise NotPossible(
            f"Line {line}, the last one, has {len(row)} cells and the heading {width}:"
            " the file was cut off. Nothing is taken from it."
        )
