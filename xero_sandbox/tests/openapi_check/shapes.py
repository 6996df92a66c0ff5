"""What of an answer a schema can see, so that the thousandth of its kind need not be checked."""

import re
from collections.abc import Hashable
from typing import Any

from openapi_check.documents import is_ms_date

UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
DATE_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$")
LENGTHS = (0, 10, 20, 30, 50, 255, 500, 1000, 4000)


def pruned(value: Any, words: set[str]) -> tuple[Hashable, Any]:
    """Its shape, and the value with one element of each shape left in its lists."""
    if isinstance(value, dict):
        members = {name: pruned(each, words) for name, each in value.items()}
        shape = tuple(sorted((name, told[0]) for name, told in members.items()))
        return ("object", shape), {name: told[1] for name, told in members.items()}
    if isinstance(value, list):
        kept = dict(pruned(each, words) for each in value)
        return ("list", frozenset(kept)), list(kept.values())
    return _seen(value, words), value


def _seen(value: Any, words: set[str]) -> Hashable:
    if not isinstance(value, str):
        return ("value", type(value).__name__)
    if value in words:
        return ("word", value)
    for kind, is_of_it in (("date", is_ms_date), ("uuid", UUID.match), ("time", DATE_TIME.match)):
        if is_of_it(value):
            return ("text", kind)
    return ("text", sum(len(value) > length for length in LENGTHS))
