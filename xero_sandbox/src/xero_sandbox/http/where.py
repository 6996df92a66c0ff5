"""Xero's ``where`` and ``order``: a small language over the fields of a record.

https://developer.xero.com/documentation/api/accounting/requests-and-responses (Filtering)
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from xero_sandbox.books.table import Record

Getter = Callable[[Record], Any]
Fields = dict[str, Getter]
"""Field names in lower case, such as ``contact.contactid``, and how to read each."""

Test = Callable[[Record], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][\w.]*)"
    r"|(?P<sign>&&|\|\||==|!=|<>|>=|<=|>|<|=|\(|\)|,))"
)


class BadQuery(Exception):
    """The filter or order cannot be understood; Xero answers 400."""


def parsed(source: str, fields: Fields, type_name: str) -> Test:
    """A test of a record. Raises BadQuery."""
    return _Parser(tokens(source), fields, type_name).whole()


def folded(value: Any) -> str:
    """Texts are compared ignoring case and accents."""
    plain = unicodedata.normalize("NFKD", str(value).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def ordered(
    records: list[Record], order: str, fields: Fields, id_name: str, type_name: str
) -> list[Record]:
    """Sorted by ``Field [ASC|DESC], …`` and then always by id. Raises BadQuery."""
    result = sorted(records, key=lambda record: str(record[id_name]))
    for term in reversed([each.strip() for each in order.split(",") if each.strip()]):
        name, _, direction = term.partition(" ")
        if direction.strip().upper() not in ("", "ASC", "DESC"):
            raise BadQuery(f"Order direction '{direction.strip()}' is not known")
        getter = _getter(fields, name, type_name)
        result.sort(
            key=lambda record, get=getter: _sortable(get(record)),  # type: ignore[misc]
            reverse=direction.strip().upper() == "DESC",
        )
    return result


def _sortable(value: Any) -> tuple[bool, Any]:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return (value is not None, folded(value) if isinstance(value, str) else value or 0)


def _getter(fields: Fields, name: str, type_name: str) -> Getter:
    getter = fields.get(name.lower())
    if getter is None:
        raise BadQuery(f"No property or field '{name}' exists in type '{type_name}'")
    return getter


def tokens(source: str) -> list[tuple[str, str]]:
    """The kind and the text of each word and sign. Raises BadQuery."""
    found_so_far, at = [], 0
    source = source.rstrip()
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            raise BadQuery(f"Syntax error at position {at}: {source[at : at + 20]}")
        kind = found.lastgroup or ""
        found_so_far.append((kind, found[kind]))
        at = found.end()
    return found_so_far


class _Parser:
    """Reads: or-terms of and-terms of comparisons, brackets and text functions."""

    def __init__(self, tokens: list[tuple[str, str]], fields: Fields, type_name: str) -> None:
        self.tokens = tokens
        self.fields = fields
        self.type_name = type_name
        self.at = 0

    def whole(self) -> Test:
        test = self.any_of()
        if self.at != len(self.tokens):
            raise BadQuery(f"Syntax error near '{self.peek()[1]}'")
        return test

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, sign: str) -> None:
        if self.take()[1] != sign:
            raise BadQuery(f"'{sign}' expected")

    def any_of(self) -> Test:
        tests = [self.all_of()]
        while self.peek()[1].lower() in ("or", "||"):
            self.take()
            tests.append(self.all_of())
        return tests[0] if len(tests) == 1 else lambda r: any(test(r) for test in tests)

    def all_of(self) -> Test:
        tests = [self.single()]
        while self.peek()[1].lower() in ("and", "&&"):
            self.take()
            tests.append(self.single())
        return tests[0] if len(tests) == 1 else lambda r: all(test(r) for test in tests)

    def single(self) -> Test:
        if self.peek()[1] == "(":
            self.take()
            test = self.any_of()
            self.expect(")")
            return test
        kind, name = self.take()
        if kind != "word":
            raise BadQuery(f"A field is expected where '{name}' stands")
        stem, _, last = name.rpartition(".")
        if last.lower() in _FUNCTIONS and self.peek()[1] == "(":
            return self.function(stem, last)
        return self.comparison(_getter(self.fields, name, self.type_name))

    def function(self, name: str, function: str) -> Test:
        get, compare = _getter(self.fields, name, self.type_name), _FUNCTIONS[function.lower()]
        self.expect("(")
        wanted = folded(self.literal())
        self.expect(")")
        if self.peek()[1] == "==":  # .Contains("a") == true
            self.take()
            affirmed = self.literal() is True
            return lambda r: compare(folded(get(r) or ""), wanted) is affirmed
        return lambda r: compare(folded(get(r) or ""), wanted)

    def comparison(self, get: Getter) -> Test:
        sign = self.peek()[1]
        if sign not in _COMPARISONS:
            return lambda r: get(r) is True
        self.take()
        wanted, compare = self.literal(), _COMPARISONS[sign]

        def test(record: Record) -> bool:
            return _compared(get(record), wanted, compare)

        return test

    def literal(self) -> Any:
        kind, word = self.take()
        if kind == "text":
            return word[1:-1]
        if kind == "number":
            return Decimal(word)
        if kind == "word" and word.lower() in _CONSTANTS:
            return _CONSTANTS[word.lower()]
        if kind == "word" and word.lower() == "datetime":
            return self.moment()
        if kind == "word" and word.lower() == "guid":
            return self.guid()
        raise BadQuery(f"A value is expected where '{word}' stands")

    def moment(self) -> datetime:
        self.expect("(")
        numbers = [self.take()[1]]
        while self.peek()[1] == ",":
            self.take()
            numbers.append(self.take()[1])
        self.expect(")")
        try:
            return datetime(*[int(each) for each in numbers], tzinfo=UTC)  # type: ignore[misc,arg-type]
        except (ValueError, TypeError, OverflowError):
            raise BadQuery(f"DateTime({','.join(numbers)}) is not a date") from None

    def guid(self) -> str:
        self.expect("(")
        word = self.take()[1].strip('"')
        self.expect(")")
        try:
            return str(UUID(word))
        except ValueError:
            raise BadQuery(f"'{word}' is not a Guid") from None


def _compared(value: Any, wanted: Any, compare: Callable[[Any, Any], bool]) -> bool:
    if wanted is None or value is None:
        empty = value is None or value == ""
        same = empty and wanted in (None, "")
        return same if compare is _COMPARISONS["=="] else compare is _COMPARISONS["!="] and not same
    if isinstance(wanted, datetime):
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day, tzinfo=UTC)
        return isinstance(value, datetime) and compare(value, wanted)
    if isinstance(value, bool) or isinstance(wanted, bool):
        return compare(str(value).lower(), str(wanted).lower())
    if isinstance(value, int | Decimal):
        try:
            return compare(Decimal(value), Decimal(wanted))
        except InvalidOperation:
            raise BadQuery(f"'{wanted}' is not a number") from None
    return compare(folded(value), folded(wanted))


_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None}
_FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda value, wanted: wanted in value,
    "startswith": lambda value, wanted: value.startswith(wanted),
    "endswith": lambda value, wanted: value.endswith(wanted),
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda value, wanted: bool(value == wanted),
    "!=": lambda value, wanted: bool(value != wanted),
    ">": lambda value, wanted: bool(value > wanted),
    "<": lambda value, wanted: bool(value < wanted),
    ">=": lambda value, wanted: bool(value >= wanted),
    "<=": lambda value, wanted: bool(value <= wanted),
}
_COMPARISONS["="] = _COMPARISONS["=="]
_COMPARISONS["<>"] = _COMPARISONS["!="]
