"""One difference between Tracker and Xero, and how it is kept on a link."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

FIELDS = (
    "company",
    "date",
    "due date",
    "number",
    "lines",
    "tax",
    "total",
    "paid",
    "status",
    "currency",
    "reference",
)
"""Every field that is compared, in the order in which pages name them."""


@dataclass(frozen=True)
class Difference:
    """A field and its value on both sides: dates as ``2026-12-03``, amounts as ``1440.00``."""

    field: str
    tracker: str
    xero: str

    def as_json(self) -> dict[str, str]:
        return {"field": self.field, "tracker": self.tracker, "xero": self.xero}


def read_all(rows: Iterable[dict[str, Any]]) -> list[Difference]:
    """What ``as_json`` wrote, with whatever else is kept beside it left out."""
    return [Difference(row["field"], row["tracker"], row["xero"]) for row in rows]
