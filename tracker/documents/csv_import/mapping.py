"""Which column of a file is what: the mapping that people write, checked.

For each field a mapping says ``"Column"``, or ``{"value": …}``, or ``{"column": …}`` with any of
``"pattern"`` (a regular expression; group 1 is the value), ``"format"`` (of a date, as Python's
``strptime`` has it) and ``"text"`` (``"Customer {}"``).
"""

import json
import re
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from tracker.agencies.not_possible import NotPossible
from tracker.documents.csv_import.fields import DATES, fields_of
from tracker.documents.csv_import.patterns import Pattern

OPTIONS = {"column", "value", "pattern", "format", "text"}
A_DAY = datetime(2024, 2, 29)
LENGTH_MAX = 100_000


@dataclass(frozen=True)
class Source:
    """Where the value of one field comes from: a column, or (``column`` empty) ``value``."""

    column: str = ""
    value: str = ""
    pattern: Pattern | None = None
    format: str = ""
    text: str = ""


@dataclass(frozen=True)
class Mapping:
    """The sources by field, for documents of one kind."""

    kind: str
    sources: dict[str, Source]

    @property
    def columns(self) -> set[str]:
        return {source.column for source in self.sources.values() if source.column}


def mapping_from_json(text: str | bytes, *, kind: str) -> Mapping:
    """Read a mapping as it stands in a file. Raises ``NotPossible`` with what is wrong."""
    return mapping_from(object_from_json(text), kind=kind)


def object_from_json(text: str | bytes) -> object:
    """What a mapping's file says, unchecked; whatever comes back can be kept in the database.

    Raises ``NotPossible`` where it is not JSON.
    """
    if len(text) > LENGTH_MAX:
        raise NotPossible("The mapping is far too long: it says which column is what, no more.")
    try:
        given = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
        # The database keeps neither halves of characters nor NUL.
        if b"\\u0000" in json.dumps(given, ensure_ascii=False).encode():
            raise ValueError("it holds a character that is not text (NUL)")
    except (ValueError, RecursionError) as problem:
        raise NotPossible(f"The mapping is not JSON: {problem}.") from None
    return given


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is too large a number")
    return number


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def mapping_from(given: object, *, kind: str) -> Mapping:
    """Check a mapping that was read already. Raises ``NotPossible`` with what is wrong."""
    if not isinstance(given, AnyMapping):
        raise NotPossible("The mapping must be an object: a column for each field.")
    fields = fields_of(kind)
    unknown = [name for name in given if name not in fields]
    if unknown:
        known = ", ".join(fields)
        raise NotPossible(f"The mapping names a field “{unknown[0]}”; there are: {known}.")
    missing = [field.name for field in fields.values() if field.is_required]
    missing = [name for name in missing if name not in given]
    if missing:
        raise NotPossible(f"The mapping does not say which column is: {', '.join(missing)}.")
    return Mapping(kind, {name: _source(name, said) for name, said in given.items()})


def _source(name: str, said: object) -> Source:
    if isinstance(said, str):
        said = {"column": said}
    if not isinstance(said, AnyMapping):
        raise NotPossible(f"The mapping for {name} must be a column's name or an object.")
    unknown = [option for option in said if option not in OPTIONS]
    if unknown:
        raise NotPossible(f"The mapping for {name} says “{unknown[0]}”, which means nothing.")
    if ("column" in said) == ("value" in said):
        raise NotPossible(f"The mapping for {name} needs a column or a value, and not both.")
    if "value" in said:
        return Source(value=_value(name, said))
    return Source(
        column=_text(name, said, "column"),
        pattern=_pattern(name, said),
        format=_format(name, said),
        text=_placed(name, said),
    )


def _value(name: str, said: AnyMapping[str, object]) -> str:
    value = said["value"]
    if len(said) > 1 or isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NotPossible(f"The mapping for {name} must give a text or a number as its value.")
    return " ".join(str(value).split())


def _text(name: str, said: AnyMapping[str, object], option: str) -> str:
    text = said.get(option, "")
    if not isinstance(text, str) or (option in said and not text.strip()):
        raise NotPossible(f"The mapping for {name} must give a text as its {option}.")
    return text


def _pattern(name: str, said: AnyMapping[str, object]) -> Pattern | None:
    text = _text(name, said, "pattern")
    return Pattern(name, text) if text else None


def _format(name: str, said: AnyMapping[str, object]) -> str:
    text = _text(name, said, "format")
    if not text:
        return ""
    if name not in DATES:
        raise NotPossible(f"The mapping for {name} has a format, which only dates have.")
    try:
        is_whole = datetime.strptime(A_DAY.strftime(text), text) == A_DAY
    except (
        ValueError,
        re.error,
    ):  # strptime makes an expression of it: “%d %d” names a group twice
        is_whole = False
    if not is_whole:
        raise NotPossible(f"The format for {name}, “{text}”, does not tell day, month and year.")
    return text


def _placed(name: str, said: AnyMapping[str, object]) -> str:
    text = _text(name, said, "text")
    if text and "{}" not in text:
        raise NotPossible(f"The text for {name} needs {{}} where the value goes.")
    return text
