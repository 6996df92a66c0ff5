"""A mapping, tied to the heading of one file."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from tracker.agencies.not_possible import NotPossible
from tracker.documents.csv_import.cells import Cell, meaning_of
from tracker.documents.csv_import.fields import FIELDS
from tracker.documents.csv_import.mapping import Mapping, Source

NAMED_MAX = 30
SHOWN_LENGTH = 80


class Memo(dict[str, Cell]):
    """Remembers what each text was read as: a file repeats few texts very often."""

    def __init__(self, read: Callable[[str], Cell]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> Cell:
        cell = self[text] = self.read(text)
        return cell


class Column(NamedTuple):
    """Where in a row a field's text stands, and what the texts there mean."""

    place: int
    meanings: Memo


def columns_for(mapping: Mapping, header: list[str]) -> dict[str, Column]:
    """For every field its column; one that no column gives means the same in every row.

    Raises ``NotPossible`` for a column that the file lacks, or has twice.
    """
    _check_header(mapping, header)
    places = {name: place for place, name in enumerate(header)}
    return {field: _column(field, mapping, places) for field in FIELDS}


def _column(field: str, mapping: Mapping, places: dict[str, int]) -> Column:
    source = mapping.sources.get(field, Source())
    meaning = meaning_of(field, source, kind=mapping.kind)
    if source.column:
        return Column(
            places[_tidy(source.column)], Memo(lambda text: meaning(_value(source, text)))
        )
    constant = meaning(source.value)
    return Column(0, Memo(lambda text: constant))


def _check_header(mapping: Mapping, header: list[str]) -> None:
    for column in sorted(_tidy(column) for column in mapping.columns):
        if column not in header:
            raise NotPossible(f"The file has no column “{column}”; it has {_named(header)}.")
        if Counter(header)[column] > 1:
            raise NotPossible(f"The file has the column “{column}” twice: rename one of them.")


def _named(header: list[str]) -> str:
    """The columns that there are; of very many the first."""
    names = [f"“{name[:SHOWN_LENGTH]}”" for name in header if name]
    more = f" and {len(names) - NAMED_MAX:,} more" if len(names) > NAMED_MAX else ""
    return ", ".join(names[:NAMED_MAX]) + more


def _value(source: Source, text: str) -> str:
    """What a cell says. A value that is empty stays empty, whatever its text."""
    value = _tidy(text)
    if source.pattern:
        value = _tidy(source.pattern.value_in(value))
    return source.text.replace("{}", value) if source.text and value else value


def _tidy(text: str) -> str:
    return " ".join(text.split())
