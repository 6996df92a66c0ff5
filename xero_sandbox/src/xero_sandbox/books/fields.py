"""Reading the members of a request's element, each in its type."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from uuid import UUID

from xero_sandbox.books.refusals import Problems, Unreadable
from xero_sandbox.books.table import Record

_ISO_DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_NUMBERS = (str, Decimal, int)
_BEYOND = Decimal(10) ** 20  # what no amount is, and rounding can still hold
_BELOW = -_BEYOND
_WRITTEN_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NO_GUID = "00000000-0000-0000-0000-000000000000"
_MICROSOFT_DAY = re.compile(r"^/Date\((-?\d+)([+-]\d{4})?\)/$")


def unreadable(kind: str, name: str, value: Any) -> Unreadable:
    """Xero's wording for a value of the wrong type.

    https://github.com/XeroAPI/xero-php-oauth2/issues/228
    """
    return Unreadable(
        f"JSON for post data was invalid,Could not convert string to {kind}: {value}."
        f" Path '{name}'."
    )


def text(element: Record, name: str) -> str | None:
    value = element.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise unreadable("String", name, value)
    return str(value)


def bounded_text(element: Record, name: str, length: int, problems: Problems) -> str | None:
    value = text(element, name)
    if value is not None and len(value) > length:
        problems.add(f"The length of the field {name} cannot be more than {length} characters.")
    return value


def amount(element: Record, name: str) -> Decimal | None:
    value = element.get(name)
    if value is None or value == "":
        return None
    if type(value) not in _NUMBERS:
        raise unreadable("Decimal", name, value)
    try:
        number = Decimal(value)
        if _BELOW < number < _BEYOND:
            return number
    except InvalidOperation:  # no number, or NaN, which is not compared
        pass
    raise unreadable("Decimal", name, value)


def flag(element: Record, name: str) -> bool | None:
    value = element.get(name)
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if value is None or isinstance(value, bool):
        return value
    raise unreadable("Boolean", name, value)


def day(element: Record, name: str) -> date | None:
    """A calendar date, from ``YYYY-MM-DD`` (time ignored) or ``/Date(ms)/``."""
    value = element.get(name)
    if value is None or value == "":
        return None
    try:
        return _day(str(value))
    except (ValueError, OverflowError):
        raise unreadable("DateTime", name, value) from None


@lru_cache(maxsize=4096)
def _day(value: str) -> date:
    if found := _ISO_DAY.match(value):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _MICROSOFT_DAY.match(value):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(found[1]))
        return moment.date()
    raise ValueError(value)


def guid(element: Record, name: str) -> str | None:
    """An id in lower case; an empty or all-zero one counts as none."""
    value = element.get(name)
    if value is None or value == "":
        return None
    found = str(value)
    if not _WRITTEN_GUID.fullmatch(found):  # as we write them ourselves
        try:
            found = str(UUID(found))
        except ValueError:
            raise unreadable("Guid", name, value) from None
    return found if found != _NO_GUID else None


def part(element: Record, name: str) -> Record | None:
    """A nested object."""
    value = element.get(name)
    if value is None or isinstance(value, dict):
        return value
    raise unreadable("Object", name, value)


def parts(element: Record, name: str) -> list[Record] | None:
    """A nested list of objects."""
    value = element.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not {dict}.issuperset(map(type, value)):
        raise unreadable("Array", name, value)
    return value


def is_guid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
