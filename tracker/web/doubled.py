"""Differences, *Twice in Xero*: both are shown, and the one too many is voided or left."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from tracker.accounts_system import connecting
from tracker.accounts_system.models import Connection, Head
from tracker.accounts_system.strays import Stray
from tracker.agencies.not_possible import NotPossible
from tracker.sending.models import DoubledVoid
from tracker.sending.restored import doubles
from tracker.syncing.comparison import status_in_words
from tracker.web.access import Request, writers_only
from tracker.web.details_in_xero import status_of
from tracker.web.entity import the_entity
from tracker.web.statuses import Status
from tracker.web.xero_pages import pages_of_heads

SHOW = "doubled"
LABEL = "Twice in Xero"


@dataclass(frozen=True)
class There:
    """One of the two in Xero."""

    head: Head
    status: str
    in_xero: str


@dataclass(frozen=True)
class Row:
    """The one that our document is linked to, and the one too many; ``wish`` is to void it."""

    stray: Stray
    linked: There | None
    other: There
    wish: DoubledVoid | None
    status: Status | None

    @property
    def may_be_voided(self) -> bool:
        return self.wish is None or self.wish.settled_at is not None


def section(
    request: Request, connection: Connection, kind: str, page: dict[str, object]
) -> HttpResponse:
    """The list of what is there twice."""
    page = {**page, "rows": rows_of(connection, kind)}
    return render(request, "differences/doubled.html", page)


def rows_of(connection: Connection, kind: str) -> list[Row]:
    """Every one of a kind; there are few, so they are not paged."""
    found = doubles.doubled(connection, kind)
    ids = [each.link.remote_id for each in found if each.link is not None]
    heads = {
        head.remote_id: head
        for head in Head.objects.filter(connection=connection, remote_id__in=ids)
    }
    pages = pages_of_heads(connection, [*heads.values(), *(each.head for each in found)])
    there = {
        head.remote_id: There(head, status_in_words(head.status), pages[head.remote_id])
        for head in (*heads.values(), *(each.head for each in found))
    }
    wishes = doubles.on_their_way(connection)
    return [_row(each, there, wishes.get(each.head.remote_id)) for each in found]


def _row(stray: Stray, there: dict[str, There], wish: DoubledVoid | None) -> Row:
    linked = there.get(stray.link.remote_id) if stray.link is not None else None
    status = status_of(wish) if wish is not None else None
    return Row(stray, linked, there[stray.head.remote_id], wish, status)


@writers_only
@require_POST
def void_doubled(request: Request, kind: str) -> HttpResponse:
    """Have the one too many voided in Xero, by a batch of its own."""
    connection, remote_id = _asked(request)
    try:
        batch = doubles.void(connection, remote_id, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"It is being voided in Xero, in batch {batch.number}.")
    return _back(kind)


@writers_only
@require_POST
def leave_doubled(request: Request, kind: str) -> HttpResponse:
    """Say that it is another one: both stay."""
    connection, remote_id = _asked(request)
    try:
        doubles.leave(connection, remote_id, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, "Both stay: it is only in Xero from now on.")
    return _back(kind)


def _asked(request: Request) -> tuple[Connection, str]:
    connection = connecting.of_entity(the_entity(request))
    if connection is None:
        raise Http404
    return connection, request.POST.get("remote_id", "")[:36]


def _back(kind: str) -> HttpResponse:
    return redirect(f"{reverse('differences', args=[kind])}?show={SHOW}")


urls = [
    path("differences/<kind:kind>/doubled/void/", void_doubled, name="void_doubled"),
    path("differences/<kind:kind>/doubled/leave/", leave_doubled, name="leave_doubled"),
]
