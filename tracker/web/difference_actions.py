"""What is decided on the Differences page: send mine, take theirs, accept, read the lines."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from tracker.accounts_system import connecting
from tracker.accounts_system.failures import said_in_a_sentence
from tracker.accounts_system.models import Connection
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import words_for
from tracker.syncing import comparison_reading, decisions, syncs
from tracker.syncing.decisions import Choice, Decided
from tracker.syncing.models import Sync
from tracker.web.access import Request, writers_only
from tracker.web.entity import the_entity
from tracker.web.paging import counted
from tracker.web.send import open_batch

NOTHING_TICKED = "Nothing is ticked."
READ_AT_ONCE_MAX = 200
PROBLEMS_SHOWN = 3


@writers_only
@require_POST
def send_mine(request: Request, kind: str) -> HttpResponse:
    """Have what is ticked sent as it is here; the dialog of the batch says what will happen."""
    connection = _connection(request)
    choices = _choices(request)
    if not choices:
        return _nothing_ticked(request, kind)
    try:
        batch = decisions.send_mine(connection, choices, kind=kind, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return _back(request, kind)
    return open_batch(request, batch)


@writers_only
@require_POST
def take_theirs(request: Request, kind: str) -> HttpResponse:
    return _decide(
        request,
        kind,
        lambda connection, choices: decisions.take_theirs(connection, choices, by=request.user),
        "Xero’s word was taken for",
    )


@writers_only
@require_POST
def accept(request: Request, kind: str) -> HttpResponse:
    return _decide(
        request,
        kind,
        lambda connection, choices: decisions.accept(connection, choices, by=request.user),
        "Accepted for",
    )


@writers_only
@require_POST
def read_lines(request: Request, kind: str) -> HttpResponse:
    """Read the lines of those that moved in Xero, as many as one click may wait for."""
    connection = _connection(request)
    count = len(comparison_reading.unread(connection, kind, most=READ_AT_ONCE_MAX))
    try:
        with said_in_a_sentence(connection, f"{words_for(kind).in_xero}s"):
            comparison_reading.read(connection, kind, most=READ_AT_ONCE_MAX)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"The lines of {counted(count, kind)} were read.")
    return _back(request, kind)


@writers_only
@require_POST
def sync(request: Request, kind: str) -> HttpResponse:
    """Ask for everything that changed in Xero; it is compared when the sync ends."""
    connection = _connection(request)
    asked = syncs.ask(connection=connection, why=Sync.Why.PERSON, by=request.user, kind=kind)
    return redirect("sync", asked.pk)


def _decide(
    request: Request, kind: str, what: Callable[[Connection, list[Choice]], Decided], done: str
) -> HttpResponse:
    choices = _choices(request)
    if not choices:
        return _nothing_ticked(request, kind)
    decided = what(_connection(request), choices)
    if decided.done:
        messages.success(request, f"{done} {counted(decided.done, kind)}.")
    for sentence in decided.problems[:PROBLEMS_SHOWN]:
        messages.error(request, sentence)
    if left := len(decided.problems[PROBLEMS_SHOWN:]):
        messages.error(request, f"And {left:,} more like these.")
    return _back(request, kind)


def _choices(request: Request) -> list[Choice]:
    """One row's button counts alone, whatever is ticked; what makes no sense counts for nothing."""
    one = request.POST.get("one")
    texts = [one] if one else request.POST.getlist("choice")
    return [choice for text in texts if (choice := _choice(str(text))) is not None]


def _choice(text: str) -> Choice | None:
    id, _, rest = text.partition("~")
    shown, _, field = rest.partition("~")
    try:
        return Choice(UUID(id), shown, field)
    except ValueError:
        return None


def _connection(request: Request) -> Connection:
    connection = connecting.of_entity(the_entity(request))
    if connection is None:
        raise Http404
    return connection


def _nothing_ticked(request: Request, kind: str) -> HttpResponse:
    messages.error(request, NOTHING_TICKED)
    return _back(request, kind)


def _back(request: Request, kind: str) -> HttpResponse:
    view, address = request.POST.get("view", ""), reverse("differences", args=[kind])
    return redirect(f"{address}?{view}" if view else address)


urls = [
    path("differences/<kind:kind>/send/", send_mine, name="differences_send"),
    path("differences/<kind:kind>/take/", take_theirs, name="differences_take"),
    path("differences/<kind:kind>/accept/", accept, name="differences_accept"),
    path("differences/<kind:kind>/read/", read_lines, name="differences_read"),
    path("differences/<kind:kind>/sync/", sync, name="differences_sync"),
]
