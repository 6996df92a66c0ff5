"""JSON in Xero's dialect: exact decimals, ``/Date(ms+0000)/`` dates, keys in any case.

Floats never occur. Numbers with a point are read as ``Decimal`` and written with the digits they
hold. Dates are written in the Microsoft form:
https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from xero_sandbox.known_names import CANONICAL

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
DATE_FORM = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
MOST_DIGITS = 400  # written out, as a refused record is: 1E999999999 would have a thousand million


class Text(str):
    """A piece of finished JSON, written as it is: what seldom changes is rendered once."""

    __slots__ = ()


class Finished(list[Any]):
    """A list of objects that never changes again, so its JSON is rendered once.

    Amounts in it are rounded to six places or fewer: their texts have a point and no exponent.
    """

    __slots__ = ("text",)

    def __init__(self, values: list[dict[str, Any]]) -> None:
        super().__init__(values)
        self.text: str | None = None


def milliseconds(moment: date | datetime) -> int:
    """Milliseconds since 1970; a bare date counts as midnight UTC, as Xero does."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return (moment - EPOCH) // MILLISECOND


def microsoft_date(moment: date | datetime) -> str:
    return f"/Date({milliseconds(moment)}+0000)/"


def write(value: Any) -> str:
    """The JSON text of a value. Raises TypeError for a float or an unknown type."""
    return _WRITERS[type(value)](value)


def _write_decimal(value: Decimal) -> str:
    text = str(value)
    if "E" in text:
        text = format(value, "f")
    return text if "." in text else f"{text}.0"


def _write_list(values: list[Any]) -> str:
    if not values:
        return "[]"
    writers = _WRITERS
    return "[" + ",".join([writers[type(item)](item) for item in values]) + "]"


def _write_dict(values: dict[str, Any]) -> str:
    """Names are quoted once per set of names: records of a kind share theirs."""
    writers = _WRITERS
    form = _FORMS[tuple(values)]
    return form % tuple([writers[type(item)](item) for item in values.values()])


def _write_finished(values: Finished) -> str:
    """One form for the whole list. Amounts go in as they are: it asks each for its text."""
    if values.text is None:
        forms, told = [], []
        for each in values:
            forms.append(_FORMS[tuple(each)])
            for item in each.values():
                kind = type(item)
                if kind is str:
                    told.append(quoted(item))
                elif kind is Decimal:
                    told.append(item)
                else:
                    told.append(_WRITERS[kind](item))
        values.text = f"[{','.join(forms)}]" % tuple(told)
    return values.text


@lru_cache(maxsize=4096)
def _write_day(value: date) -> str:
    return f'"{microsoft_date(value)}"'


class _Forms(dict[tuple[str, ...], str]):
    """The JSON of an object with these member names, with ``%s`` in place of each value."""

    def __missing__(self, names: tuple[str, ...]) -> str:
        members = [quoted(name).replace("%", "%%") + ":%s" for name in names]
        form = "{" + ",".join(members) + "}"
        if len(self) < 1000:  # what clients misspell is echoed too and must not pile up
            self[names] = form
        return form


_FORMS = _Forms()


class _Writers(dict[type, Callable[[Any], str]]):
    def __missing__(self, kind: type) -> Callable[[Any], str]:
        raise TypeError(f"{kind.__name__} cannot be written exactly")


_WRITERS = _Writers(
    {
        str: quoted,
        Text: str,
        int: str,
        bool: lambda value: "true" if value else "false",
        type(None): lambda _: "null",
        Decimal: _write_decimal,
        dict: _write_dict,
        list: _write_list,
        Finished: _write_finished,
        date: _write_day,
        datetime: lambda value: f'"{microsoft_date(value)}"',
    }
)


def read_request(body: bytes) -> Any:
    """A request's JSON, with member names in Xero's spelling and nulls left out.

    Raises ValueError where the bytes are not JSON, or hold a number that nobody could write out.
    """
    text = body.decode(json.detect_encoding(body))
    return _read(text, object_hook=_without_nulls if "null" in text else _spelled)


def read_plain(text: str | bytes) -> Any:
    """JSON with exact decimals and nothing else changed. Raises ValueError."""
    return _read(text)


def _read(given: str | bytes, **how: Any) -> Any:
    text = given if isinstance(given, str) else given.decode(json.detect_encoding(given))
    try:
        value = json.loads(text, parse_float=_decimal, parse_constant=_no_number, **how)
        if _SURROGATE.search(text):
            json.dumps(value, ensure_ascii=False, default=str).encode()  # half of one: ValueError
    except RecursionError:
        raise ValueError("It is nested too deeply") from None
    return value


def _decimal(digits: str) -> Decimal:
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise ValueError(f"No number is as large or small as {digits}") from None
    if -MOST_DIGITS < number.adjusted() < MOST_DIGITS:
        return number
    raise ValueError(f"No number is as large or small as {digits[:30]}")


def _no_number(word: str) -> None:
    """Python reads NaN and Infinity, which no JSON has."""
    raise ValueError(f"{word} is no number")


def read_record(text: str) -> Any:
    """A record as ``write`` wrote it: dates in their fields are dates again."""
    return json.loads(text, parse_float=Decimal, object_hook=_with_dates)


DAY_NAMES = frozenset(
    [
        "Date",
        "DueDate",
        "FullyPaidOnDate",
        "ExpectedPaymentDate",
        "PlannedPaymentDate",
        "PeriodLockDate",
        "EndOfYearLockDate",
    ]
)
_FINISHED = frozenset(["LineItems", "Addresses", "Phones"])
MOMENT_NAMES = frozenset(["UpdatedDateUTC", "CreatedDateUTC"])


def _with_dates(members: dict[str, Any]) -> dict[str, Any]:
    for name in members.keys() & (DAY_NAMES | MOMENT_NAMES):
        found = DATE_FORM.match(members[name])
        if found:
            moment = EPOCH + timedelta(milliseconds=int(found[1]))
            members[name] = moment if name in MOMENT_NAMES else moment.date()
    for name in _FINISHED & members.keys():
        members[name] = Finished(members[name])
    return members


def _without_nulls(members: dict[str, Any]) -> dict[str, Any]:
    return _spelled({name: value for name, value in members.items() if value is not None})


def _spelled(members: dict[str, Any]) -> dict[str, Any]:
    if _OFFICIAL.issuperset(members):
        return members
    return {
        (name if name in _OFFICIAL else CANONICAL.get(name.lower(), name)): value
        for name, value in members.items()
    }


_OFFICIAL = frozenset(CANONICAL.values())
