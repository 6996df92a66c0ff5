"""Xero's OpenAPI files, where they are at hand: named by OPENAPI_OF_XERO, or beside the project."""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from openapi_check import known_errors
from openapi_check.operations import Document

FILES = {
    "accounting": "xero_accounting.yaml",
    "identity": "xero-identity.yaml",
    "webhooks": "xero-webhooks.yaml",
}
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "xero"
MICROSOFT_DATE = r"^/Date\(-?\d+([+-]\d{4})?\)/$"
PROSE = {"description", "example", "examples", "externalDocs", "default"}


def folder() -> Path | None:
    """Where the three files lie; None where they do not."""
    named = os.environ.get("OPENAPI_OF_XERO")
    found = Path(named) if named else BESIDE
    return found if all((found / name).is_file() for name in FILES.values()) else None


@cache
def read(place: Path, name: str) -> Document:
    """A file with its schemas made strict and its known errors mended."""
    text = (place / FILES[name]).read_text(encoding="utf-8")
    document: Document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    schemas = document["components"]["schemas"]
    for title, schema in schemas.items():
        schemas[title] = _plain(schema)
    if name == "webhooks":  # its schemas build on one another, so none of them is the whole truth
        return document
    for schema in schemas.values():
        _close(schema)
    known_errors.mend(name, schemas)
    return document


def words(document: Document) -> set[str]:
    """Every value of every enumeration, and of what tells the fate of an element."""
    listed = (
        value for values in _all(document["components"]["schemas"], "enum") for value in values
    )
    return {"OK", "WARNING", "ERROR"} | {value for value in listed if isinstance(value, str)}


def lengths(document: Document) -> list[int]:
    """Every length that a text may have at most, and none, rising."""
    return sorted({0, *_all(document["components"]["schemas"], "maxLength")})


def _plain(schema: Any) -> Any:
    """A schema of JSON Schema's own words. Dates become a pattern, as Xero's mark on them means."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: value for name, value in schema.items() if name not in PROSE}
    if "properties" in told:  # a member may be called description
        told["properties"] = {n: _plain(each) for n, each in schema["properties"].items()}
    told |= {n: _plain(each) for n, each in told.items() if n != "properties"}
    if told.get("x-is-msdate") or told.get("x-is-msdate-time"):
        told["pattern"] = MICROSOFT_DATE
    return told


def _close(schema: Any) -> None:
    """A member that the file does not know is an error: a misspelt one would pass unseen."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema["additionalProperties"] = False
        for value in schema.values():
            _close(value)
    elif isinstance(schema, list):
        for value in schema:
            _close(value)


def _all(schema: Any, word: str) -> Iterator[Any]:
    """What a word of JSON Schema says, wherever it stands."""
    if isinstance(schema, dict):
        if word in schema:
            yield schema[word]
        for value in schema.values():
            yield from _all(value, word)
    elif isinstance(schema, list):
        for value in schema:
            yield from _all(value, word)


def is_ms_date(text: str) -> bool:
    return re.match(MICROSOFT_DATE, text) is not None
