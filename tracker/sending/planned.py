"""One document's future, as the preview tells it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tracker.documents.models import Document
from tracker.sending.refusals import Refusal


class Will(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    VOID = "void"
    RECEIPTS = "receipts"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Planned:
    """One document's future: what will happen, in a few words, or why not.

    ``replaces`` is Xero's time of the change that a person has seen and would replace;
    ``receipts`` is what ``Delivery.receipts`` keeps.
    """

    document: Document
    will: Will
    words: str = ""
    refusal: Refusal | None = None
    replaces: datetime | None = None
    receipts: dict[str, list[str]] = field(default_factory=dict)
