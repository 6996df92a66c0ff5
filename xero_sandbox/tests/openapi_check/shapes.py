"""What of an answer a schema can see, so that the thousandth of its kind need not be checked."""

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from openapi_check.documents import is_ms_date

UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
DATE_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$")
UUID_LENGTH = 36


def parts(content: Any) -> Iterator[Any]:
    """An answer without its records, and then with each of them alone."""
    if not isinstance(content, dict):
        yield content
        return
    bare = {name: [] if isinstance(value, list) else value for name, value in content.items()}
    yield bare
    for name, value in content.items():
        if isinstance(value, list):
            yield from ({**bare, name: [record]} for record in value)


@dataclass(frozen=True)
class Sight:
    """``words``: what stands in enumerations. ``lengths``: the longest texts allowed, rising."""

    words: set[str]
    lengths: list[int]

    def pruned(self, value: Any) -> tuple[Hashable, Any]:
        """Its shape, and the value with one element of each shape left in its lists."""
        if isinstance(value, dict):
            members = {name: self.pruned(each) for name, each in value.items()}
            shape = frozenset((name, told[0]) for name, told in members.items())
            return shape, {name: told[1] for name, told in members.items()}
        if isinstance(value, list):
            kept = dict(self.pruned(each) for each in value)
            return ("list", frozenset(kept)), list(kept.values())
        return self._seen(value), value

    def _seen(self, value: Any) -> Hashable:
        if not isinstance(value, str):
            return type(value).__name__
        if value in self.words:
            return value, "word"
        if value.startswith("/") and is_ms_date(value):
            return "date"
        if len(value) == UUID_LENGTH and UUID.match(value):
            return "uuid"
        if value[10:11] == "T" and (found := DATE_TIME.match(value)):
            return "time", value.endswith("T00:00:00"), found[1] is None, found[2]
        return bisect_left(self.lengths, len(value))
