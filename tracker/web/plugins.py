"""My Settings → PlugIns: the Xero PlugIn, on and off."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts_system import connecting, lists
from tracker.accounts_system.models import Connection
from tracker.accounts_system.problems import Problem, may_approve
from tracker.accounts_system.settings import current, problems_of
from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import KINDS, KindWords
from tracker.sending import adoption
from tracker.sending.models import Delivery
from tracker.sending.models.delivery import OPEN
from tracker.web import connect
from tracker.web.access import Request, own, owners_only
from tracker.web.entity import the_entity
from tracker.web.records_older import count_of
from tracker.xero.types import Action

HISTORY_LENGTH = 12


@dataclass(frozen=True)
class Ready:
    """Whether documents of a kind may go: what its settings need yet, what the plan allows, and how
    many of them seem to be in Xero.
    """

    words: KindWords
    is_confirmed: bool
    may_approve: bool
    problems: list[Problem]
    in_xero_already: int


@require_safe
def plugins(request: Request) -> HttpResponse:
    connection = connecting.of_entity(the_entity(request))
    page = {
        "connection": connection,
        "older": count_of(connection),
        "is_set_up": bool(settings.XERO_CLIENT_ID),
        "callback": f"{settings.TRACKER_URL}/plugins/xero/callback/",
        "history": _history(request),
        "last": _last_disconnected(request) if connection is None else None,
        **(_about(connection) if connection else {}),
    }
    return render(request, "plugins/plugins.html", page)


@require_POST
@owners_only
def check(request: Request) -> HttpResponse:
    """Ask Xero for the organisation, which says whether the connection works."""
    connection = connecting.of_entity(the_entity(request))
    if connection is None:
        return redirect("plugins")
    done = lists.refresh(connection, lists.ON_CONNECTING[:2])
    if done.is_complete:
        messages.success(request, "Xero answered: the connection works.")
    else:
        messages.error(request, done.sentence)
    return redirect("plugins")


@owners_only
def disconnect(request: Request) -> HttpResponse:
    connection = connecting.of_entity(the_entity(request))
    if connection is None:
        return redirect("plugins")
    if request.method != "POST":
        waiting = Delivery.objects.filter(batch__connection=connection, state__in=OPEN).count()
        page = {"connection": connection, "waiting": waiting}
        return render(request, "plugins/disconnect.html", page)
    try:
        ended = connecting.disconnect(connection, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return redirect("plugins")
    tell = messages.warning if ended.note else messages.success
    tell(request, f"Tracker is disconnected from {ended.tenant_name}. {ended.note}".strip())
    return redirect("plugins")


def _about(connection: Connection) -> dict[str, object]:
    actions, organisation = lists.actions(connection), lists.organisation(connection)
    kinds = [_ready(connection, words, actions) for words in KINDS.values()]
    return {
        "organisation": organisation,
        "read_at": lists.read_at(connection, lists.Name.ORGANISATION),
        "is_plan_known": bool(actions),
        "kinds": kinds,
        "unconfirmed": [each.words for each in kinds if not each.is_confirmed],
    }


def _ready(connection: Connection, words: KindWords, actions: Sequence[Action]) -> Ready:
    chosen = current(connection, words.value)
    return Ready(
        words=words,
        is_confirmed=chosen is not None and chosen.confirmed,
        may_approve=may_approve(actions, words.value),
        problems=problems_of(connection, words.value),
        in_xero_already=adoption.count(connection, words.value),
    )


def _history(request: Request) -> list[object]:
    newest = own(request, Connection).order_by("-connected_at").first()
    if newest is None:
        return []
    return list(events.history(request.user.agency, "connection", newest.pk)[:HISTORY_LENGTH])


def _last_disconnected(request: Request) -> Connection | None:
    gone = own(request, Connection).exclude(disconnected_at=None)
    return gone.order_by("-disconnected_at").first()


urls = [
    path("plugins/", plugins, name="plugins"),
    path("plugins/xero/check/", check, name="check_xero"),
    path("plugins/xero/disconnect/", disconnect, name="disconnect_xero"),
    *connect.urls,
]
