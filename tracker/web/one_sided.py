"""Two lists of the Differences page: what is only in Tracker, and what is only in Xero."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from tracker.accounts_system import lists
from tracker.accounts_system.models import Connection, Head
from tracker.documents.models import Document
from tracker.syncing.comparison import status_in_words
from tracker.syncing.one_sided import (
    INVOICE,
    OnlyInXero,
    described,
    only_in_tracker,
    only_in_xero,
)
from tracker.web.access import Request
from tracker.web.navigation import address_of
from tracker.web.number_paging import page_by_number
from tracker.web.paging import page_of
from tracker.xero import links

PAGE_SIZE = 50
Twin = TypeVar("Twin", Document, Head)
TWINS_SHOWN_MAX = 3
"""A client may get thirty invoices of one total on one day: so many are named in one row."""


@dataclass(frozen=True)
class TrackerRow:
    """An invoice of ours, and those in Xero of the same contact, date and total."""

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
    request: Request, connection: Connection, show: str, page: dict[str, Any]
) -> HttpResponse:
    """The list of one side."""
    page = {**page, "adopt_address": address_of("adopt", "invoice")}
    if show == "tracker":
        page |= _tracker(request, connection)
        return render(request, "differences/only_tracker.html", page)
    return render(request, "differences/only_xero.html", page | _xero(request, connection))


def _tracker(request: Request, connection: Connection) -> dict[str, Any]:
    found = page_of(
        only_in_tracker(connection).select_related("company"),
        older=request.GET.get("older", ""),
        newer=request.GET.get("newer", ""),
    )
    twins = _twins(connection, found.documents)
    return {
        "rows": [
            TrackerRow(each, *_first(tuple(twins.get(each.pk, ())))) for each in found.documents
        ],
        "newer": _address(newer=found.newer) if found.newer else "",
        "older": _address(older=found.older) if found.older else "",
        "send_address": address_of("send_prepare", "invoice"),
    }


def _twins(connection: Connection, documents: Sequence[Document]) -> dict[UUID, list[Head]]:
    """In Xero under another number: by our document."""
    heads = only_in_xero(connection).filter(
        date__in={each.date for each in documents}, total__in={each.gross for each in documents}
    )
    found: dict[UUID, list[Head]] = defaultdict(list)
    for each in described(connection, heads):
        for document in each.twins:
            found[document.pk].append(each.head)
    return found


def _xero(request: Request, connection: Connection) -> dict[str, Any]:
    found = page_by_number(only_in_xero(connection), request.GET, "id", size=PAGE_SIZE)
    return {
        "rows": [
            XeroRow(each, *_first(each.twins), status_in_words(each.head.status), address)
            for each, address in zip(
                described(connection, found.rows),
                _pages(connection, found.rows),
                strict=True,
            )
        ],
        "page": found,
    }


def _first(twins: tuple[Twin, ...]) -> tuple[tuple[Twin, ...], int]:
    """Those that are named, and how many more there are."""
    return twins[:TWINS_SHOWN_MAX], max(0, len(twins) - TWINS_SHOWN_MAX)


def _pages(connection: Connection, heads: Sequence[Head]) -> list[str]:
    organisation = lists.organisation(connection)
    code = organisation.short_code if organisation else ""
    return [
        links.document(INVOICE, head.remote_id, short_code=code, web_url=settings.XERO_WEB_URL)
        for head in heads
    ]


def _address(**place: str) -> str:
    query = QueryDict(mutable=True)
    query.update({"show": "tracker", **place})
    return f"?{query.urlencode()}"
