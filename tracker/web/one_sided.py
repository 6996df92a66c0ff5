"""Two lists of the Differences page: what is only in Tracker, and what is only in Xero."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from tracker.accounts_system.models import Connection, Head
from tracker.documents.models import Document
from tracker.syncing.comparison import status_in_words
from tracker.syncing.one_sided import OnlyInXero, described, only_in_tracker, only_in_xero
from tracker.web.access import Request
from tracker.web.navigation import address_of
from tracker.web.number_paging import page_by_number
from tracker.web.paging import page_of
from tracker.web.xero_pages import pages_of_heads

PAGE_SIZE = 50
Twin = TypeVar("Twin", Document, Head)
TWINS_SHOWN_MAX = 3
"""A client may get thirty invoices of one total on one day: so many are named in one row."""


@dataclass(frozen=True)
class TrackerRow:
    """A document of ours, and those in Xero of the same contact, date and total."""

    document: Document
    twins: tuple[Head, ...]
    more: int


@dataclass(frozen=True)
class XeroRow:
    found: OnlyInXero
    twins: tuple[Document, ...]
    more: int
    status: str
    in_xero: str


def section(
    request: Request, connection: Connection, kind: str, show: str, page: dict[str, Any]
) -> HttpResponse:
    """The list of one side."""
    page = {**page, "adopt_address": address_of("adopt", kind)}
    if show == "tracker":
        page |= _tracker(request, connection, kind)
        return render(request, "differences/only_tracker.html", page)
    return render(request, "differences/only_xero.html", page | _xero(request, connection, kind))


def _tracker(request: Request, connection: Connection, kind: str) -> dict[str, Any]:
    found = page_of(
        only_in_tracker(connection, kind).select_related("company"),
        older=request.GET.get("older", ""),
        newer=request.GET.get("newer", ""),
    )
    twins = _twins(connection, kind, found.documents)
    return {
        "rows": [
            TrackerRow(each, *_first(tuple(twins.get(each.pk, ())))) for each in found.documents
        ],
        "newer": _address(newer=found.newer) if found.newer else "",
        "older": _address(older=found.older) if found.older else "",
        "send_address": address_of("send_prepare", kind),
    }


def _twins(
    connection: Connection, kind: str, documents: Sequence[Document]
) -> dict[UUID, list[Head]]:
    """In Xero under another number: by our document."""
    heads = only_in_xero(connection, kind).filter(
        date__in={each.books_date for each in documents},
        total__in={each.gross for each in documents},
    )
    found: dict[UUID, list[Head]] = defaultdict(list)
    for each in described(connection, kind, heads):
        for document in each.twins:
            found[document.pk].append(each.head)
    return found


def _xero(request: Request, connection: Connection, kind: str) -> dict[str, Any]:
    found = page_by_number(only_in_xero(connection, kind), request.GET, "id", size=PAGE_SIZE)
    pages = pages_of_heads(connection, found.rows)
    return {
        "rows": [
            XeroRow(
                each,
                *_first(each.twins),
                status_in_words(each.head.status),
                pages[each.head.remote_id],
            )
            for each in described(connection, kind, found.rows)
        ],
        "page": found,
    }


def _first(twins: tuple[Twin, ...]) -> tuple[tuple[Twin, ...], int]:
    """Those that are named, and how many more there are."""
    return twins[:TWINS_SHOWN_MAX], max(0, len(twins) - TWINS_SHOWN_MAX)


def _address(**place: str) -> str:
    query = QueryDict(mutable=True)
    query.update({"show": "tracker", **place})
    return f"?{query.urlencode()}"
