"""Items: the products' records in Xero, known by their code.

https://developer.xero.com/documentation/api/accounting/items
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.xero import json, types
from tracker.xero.client import Request
from tracker.xero.types import Item

MAX_PER_CALL = 500

CODE_LENGTH_MAX = 30
NAME_LENGTH_MAX = 50
DESCRIPTION_LENGTH_MAX = 4000


@dataclass(frozen=True)
class ItemToSend:
    """A product as Xero is to know it: no stock, no price, for sale and purchase alike."""

    code: str
    """Unique."""
    name: str
    """At most 50 characters; '' is not sent."""
    description: str = ""


def create(items: Sequence[ItemToSend], *, key: str | None = None) -> Request:
    """Create up to 500. A code in use is refused, not overwritten."""
    query = (("summarizeErrors", "false"), ("unitdp", "4"))
    body = json.write({"Items": [_element(item) for item in items]})
    return Request("PUT", "/Items", query, body=body, key=key)


def list_since(since: datetime | None) -> Request:
    """Items changed since then, all where None. Xero does not page items."""
    return Request("GET", "/Items", (("unitdp", "4"),), modified_since=since)


def by_code(code: str) -> Request:
    """Items of this code.

    How a quotation mark is written inside a condition is not documented; it is doubled.
    """
    quoted = code.replace('"', '""')
    return Request("GET", "/Items", (("where", f'Code=="{quoted}"'), ("unitdp", "4")))


def parse(raw: Any) -> Item:
    """Read one record. Raises ``types.Unreadable``."""
    return Item.read(raw)


def parse_all(data: Any) -> list[Item]:
    """Read an answer's records; one that cannot be read is left out, and the log says so."""
    return types.read_all(data, "Items", Item)


def problems(item: ItemToSend) -> list[str]:
    """Why Xero would refuse this product, as sentences for people; empty where it would not."""
    return list(_problems(item))


def _problems(item: ItemToSend) -> Iterator[str]:
    if not item.code.strip():
        yield "The product has no code."
    limits = [
        ("code", item.code, CODE_LENGTH_MAX),
        ("name", item.name, NAME_LENGTH_MAX),
        ("description", item.description, DESCRIPTION_LENGTH_MAX),
    ]
    for what, text, length_max in limits:
        if len(text) > length_max:
            yield f"The {what} has {len(text)} characters; Xero takes {length_max}."


def _element(item: ItemToSend) -> dict[str, str]:
    members = {"Code": item.code, "Name": item.name, "Description": item.description}
    return {name: value for name, value in members.items() if value}
