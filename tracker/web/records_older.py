"""*Tracker's records are older than Xero's*: what there is to adopt, and the button that does."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts_system import connecting, strays
from tracker.accounts_system.failures import NOT_CONNECTED
from tracker.accounts_system.models import Connection
from tracker.accounts_system.strays import Stray
from tracker.agencies.not_possible import NotPossible
from tracker.sending.restored import reconciling
from tracker.syncing.comparison import status_in_words
from tracker.web.access import Request, owners_only
from tracker.web.entity import the_entity
from tracker.web.xero_pages import pages_of_heads

SHOWN_MAX = 200


@dataclass(frozen=True)
class Row:
    """One of Xero's; ``fate`` is what *Adopt* makes of it."""

    stray: Stray
    status: str
    in_xero: str

    @property
    def fate(self) -> str:
        if self.stray.document is None:
            return "Tracker has no such document any more: it stays only in Xero."
        return "It is linked; nothing is sent."


@require_safe
def records_older(request: Request) -> HttpResponse:
    connection = connecting.of_entity(the_entity(request))
    found = strays.older(connection) if connection is not None else []
    page = {
        "connection": connection,
        "count": len(found),
        "rows": _rows(connection, found[:SHOWN_MAX]) if connection is not None else [],
        "left": max(0, len(found) - SHOWN_MAX),
    }
    return render(request, "restored/older.html", page)


@owners_only
@require_POST
def adopt_older(request: Request) -> HttpResponse:
    """Read Xero once more, and take from it what Tracker has forgotten."""
    connection = connecting.of_entity(the_entity(request))
    try:
        if connection is None:
            raise NotPossible(NOT_CONNECTED)
        done = reconciling.reconcile(connection, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, done.in_words)
    return redirect("records_older")


def count_of(connection: Connection | None) -> int:
    """How many there are to adopt; one small query where there is none."""
    return len(strays.older(connection)) if connection is not None else 0


def _rows(connection: Connection, found: list[Stray]) -> list[Row]:
    pages = pages_of_heads(connection, [each.head for each in found])
    return [
        Row(each, status_in_words(each.head.status), pages[each.head.remote_id]) for each in found
    ]


urls = [
    path("plugins/xero/records/", records_older, name="records_older"),
    path("plugins/xero/records/adopt/", adopt_older, name="adopt_older"),
]
