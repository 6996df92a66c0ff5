"""My Settings → PlugIns: the Xero PlugIn, on and off."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts_system import connecting, lists
from tracker.accounts_system.models import Connection
from tracker.accounts_system.problems import may
from tracker.accounts_system.settings import current, problems_of
from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.sending import adoption
from tracker.sending.models import Delivery
from tracker.sending.models.delivery import OPEN
from tracker.web import connect
from tracker.web.access import Request, own, owners_only
from tracker.web.entity import the_entity
from tracker.xero.lists import APPROVE_BILLS, APPROVE_INVOICES

HISTORY_LENGTH = 12


@require_safe
def plugins(request: Request) -> HttpResponse:
    connection = connecting.of_entity(the_entity(request))
    page = {
        "connection": connection,
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
    invoice_settings = current(connection)
    return {
        "organisation": organisation,
        "read_at": lists.read_at(connection, lists.Name.ORGANISATION),
        "is_plan_known": bool(actions),
        "may_approve_invoices": may(actions, APPROVE_INVOICES),
        "may_approve_bills": may(actions, APPROVE_BILLS),
        "is_confirmed": bool(invoice_settings and invoice_settings.confirmed),
        "problems": problems_of(connection),
        "in_xero_already": adoption.count(connection, "invoice"),
    }


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
