"""JSON as people read it: one member a line, each number as it was written."""

import json
from collections.abc import Iterable
from typing import Any

INDENT = "  "


class _AsWritten(str):
    """A number's own digits."""


def parsed(body: bytes) -> Any:
    """Plain data whose numbers keep their spelling; None for what is not JSON."""
    try:
        text = body.decode("utf-8-sig")
        return json.loads(text, parse_float=_AsWritten, parse_int=_AsWritten)
    except (ValueError, RecursionError):
        return None


def readable(value: Any, margin: str = "") -> str:
    """What ``parsed`` gave, one member a line."""
    inner = margin + INDENT
    if isinstance(value, dict) and value:
        members = (f"{_plain(name)}: {readable(each, inner)}" for name, each in value.items())
        return _block("{", members, "}", margin)
    if isinstance(value, list) and value:
        return _block("[", (readable(each, inner) for each in value), "]", margin)
    return str(value) if isinstance(value, _AsWritten) else _plain(value)


def _block(first: str, members: Iterable[str], last: str, margin: str) -> str:
    inside = f",\n{margin}{INDENT}".join(members)
    return f"{first}\n{margin}{INDENT}{inside}\n{margin}{last}"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
