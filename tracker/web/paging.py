"""Pages of a long list, newest first, found by the place of their edge: no page costs more than
the first, however many come before it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tracker.documents import kinds
from tracker.documents.models import Document

SIZE = 50
COUNTED_MAX = 10_000
NEWEST_FIRST = ("-date", "-number", "-id")
OLDEST_FIRST = ("date", "number", "id")


@dataclass(frozen=True)
class Place:
    """Where one document stands in the list; a draft has no number and stands above the others."""

    date: date
    number: str | None
    id: UUID

    def __str__(self) -> str:
        return f"{self.date.isoformat()}~{self.id}~{self.number or ''}"


@dataclass(frozen=True)
class DocumentPage:
    """One page of documents; `newer` and `older` are places to go on from, or empty."""

    documents: list[Document]
    newer: str
    older: str


def read_place(text: str) -> Place | None:
    """A place from an address; nothing where it makes no sense."""
    try:
        day, id, number = text.split("~", 2)
        return Place(date.fromisoformat(day), number or None, UUID(id))
    except ValueError:
        return None


def page_of(documents: QuerySet[Document], *, older: str = "", newer: str = "") -> DocumentPage:
    """The page after the place `older`, before the place `newer`, or the first."""
    if after := read_place(older):
        rows = list(documents.filter(below(after)).order_by(*NEWEST_FIRST)[: SIZE + 1])
        return _page(rows[:SIZE], has_newer=True, has_older=len(rows) > SIZE)
    if before := read_place(newer):
        rows = list(documents.filter(above(before)).order_by(*OLDEST_FIRST)[: SIZE + 1])
        return _page(rows[:SIZE][::-1], has_newer=len(rows) > SIZE, has_older=True)
    rows = list(documents.order_by(*NEWEST_FIRST)[: SIZE + 1])
    return _page(rows[:SIZE], has_newer=False, has_older=len(rows) > SIZE)


def below(place: Place) -> Q:
    """Everything that stands further down. The bare date lets the index begin there."""
    if place.number is None:
        same_day = Q(number__isnull=False) | Q(number__isnull=True, id__lt=place.id)
    else:
        same_day = Q(number__lt=place.number) | Q(number=place.number, id__lt=place.id)
    return Q(date__lte=place.date) & (Q(date__lt=place.date) | same_day)


def above(place: Place) -> Q:
    """Everything that stands further up."""
    if place.number is None:
        same_day = Q(number__isnull=True, id__gt=place.id)
    else:
        higher = Q(number__isnull=True) | Q(number__gt=place.number)
        same_day = higher | Q(number=place.number, id__gt=place.id)
    return Q(date__gte=place.date) & (Q(date__gt=place.date) | same_day)


def count_up_to(records: QuerySet[Any]) -> int:
    """How many there are; one more than `COUNTED_MAX` stands for any larger number."""
    return records.order_by().values("pk")[: COUNTED_MAX + 1].count()


def count_in_words(count: int) -> str:
    """``1,400``, or ``10,000+`` where counting stopped."""
    return f"{COUNTED_MAX:,}+" if count > COUNTED_MAX else f"{count:,}"


def counted(count: int, kind: str) -> str:
    """As ``kinds.counted``; ``10,000+ invoices`` where counting stopped."""
    if count <= COUNTED_MAX:
        return kinds.counted(count, kind)
    return f"{count_in_words(count)} {kinds.words_for(kind).many}"


def _page(rows: list[Document], *, has_newer: bool, has_older: bool) -> DocumentPage:
    return DocumentPage(
        documents=rows,
        newer=_place_of(rows[0]) if has_newer and rows else "",
        older=_place_of(rows[-1]) if has_older and rows else "",
    )


def _place_of(document: Document) -> str:
    return str(Place(document.date, document.number, document.id))
