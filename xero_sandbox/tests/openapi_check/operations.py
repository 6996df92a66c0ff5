"""Which operation of Xero's files a call is."""

from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True)
class Operation:
    """``parts``: its path's, with the base path in front and folded; None stands for any word."""

    document: str
    name: str
    method: str
    parts: tuple[str | None, ...]
    responses: dict[str, Any]


class Operations:
    """Those of one file, found by method and path."""

    def __init__(self, name: str, document: Document, base: str) -> None:
        shared = document["components"].get("responses", {})
        self._found = [
            Operation(
                name,
                told["operationId"],
                method.upper(),
                _parts(base + path),
                {s: _response(r, shared) for s, r in told["responses"].items()},
            )
            for path, methods in document["paths"].items()
            for method, told in methods.items()
            if method in METHODS
        ]
        # A word of its own is nearer than a gap that takes any.
        self._found.sort(key=lambda each: each.parts.count(None))

    def find(self, method: str, path: str) -> Operation | None:
        """``path``: folded."""
        given = _words(path)
        for each in self._found:
            if each.method == method and len(each.parts) == len(given):
                pairs = zip(each.parts, given, strict=True)
                if all(part in (None, word) for part, word in pairs):
                    return each
        return None


def _words(path: str) -> list[str]:
    """A file's name is one word, whatever it holds."""
    head, mark, name = path.strip("/").partition("/attachments/")
    return head.split("/") + (["attachments", name] if mark else [])


def _parts(path: str) -> tuple[str | None, ...]:
    words = path.strip("/").split("/")
    return tuple(None if word.startswith("{") else word.lower() for word in words)


def _response(told: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    reference = told.get("$ref")
    return shared[reference.rpartition("/")[2]] if reference else told
