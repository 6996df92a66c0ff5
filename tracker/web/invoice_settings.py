"""Tools & Settings → Invoice Settings."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from tracker import clock
from tracker.accounts_system import connecting, lists, settings
from tracker.accounts_system.models import Connection, Settings
from tracker.agencies.models import Entity
from tracker.agencies.not_possible import NotPossible
from tracker.web.access import Request, owners_only
from tracker.web.entity import the_entity
from tracker.web.recode import tell_of_recoding
from tracker.web.settings_form import AccountsSystemForm, NumberingForm

# What is chosen from is this fresh when the page opens; a failed reading is not tried again at
# each opening while Xero is away.
FRESH = timedelta(minutes=15)
SECONDS_AFTER_FAILURE = 60


@require_GET
def invoice_settings(request: Request) -> HttpResponse:
    entity = the_entity(request)
    connection = connecting.of_entity(entity)
    if connection and connection.works and request.user.may_own:
        _read_what_is_old(request, connection)
    return _page(request, entity, connection)


@require_POST
@owners_only
def save_numbering(request: Request) -> HttpResponse:
    entity = the_entity(request)
    form = NumberingForm(request.POST)
    if form.is_valid():
        try:
            settings.save_numbering(entity, by=request.user, **form.cleaned_data)
        except NotPossible as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "Numbering is saved.")
            return redirect("invoice_settings")
    connection = connecting.of_entity(entity)
    return _page(request, entity, connection, numbering=form, status=400)


@require_POST
@owners_only
def save_accounts_system(request: Request) -> HttpResponse:
    entity = the_entity(request)
    connection = connecting.of_entity(entity)
    if connection is None:
        messages.error(request, "Tracker is not connected to Xero any more.")
        return redirect("invoice_settings")
    form = _form(connection, request.POST)
    if not form.is_valid():
        return _page(request, entity, connection, accounts_system=form, status=400)
    before = settings.current(connection)
    try:
        saved = connecting.save_settings(connection, by=request.user, **form.settings_fields())
    except NotPossible as problem:
        form.add_error("send_from_date", problem.sentence)
        return _page(request, entity, connection, accounts_system=form, status=400)
    messages.success(request, "Accounts System settings are saved.")
    tell_of_recoding(request, before, saved)
    return redirect("invoice_settings")


@require_POST
@owners_only
def refresh(request: Request) -> HttpResponse:
    """Read every list again."""
    connection = connecting.of_entity(the_entity(request))
    if connection is None:
        return redirect("invoice_settings")
    done = lists.refresh(connection, lists.EVERY)
    connecting.propose_settings(connection)
    if done.is_complete:
        messages.success(request, "The lists are as Xero has them now.")
    else:
        messages.error(request, done.sentence)
    return redirect("invoice_settings")


def _read_what_is_old(request: Request, connection: Connection) -> None:
    failed = f"lists-not-read-{connection.pk}"
    if cache.get(failed):
        return
    old = lists.older_than(connection, FRESH, clock.now())
    done = lists.refresh(connection, old)
    connecting.propose_settings(connection)
    if not done.is_complete:
        cache.set(failed, True, SECONDS_AFTER_FAILURE)
        messages.warning(request, done.sentence)


def _form(connection: Connection, data: object = None) -> AccountsSystemForm:
    kept = settings.current(connection) or Settings()
    problems = settings.problems_of(connection)
    return AccountsSystemForm(data, connection=connection, settings=kept, problems=problems)


def _page(
    request: Request,
    entity: Entity,
    connection: Connection | None,
    *,
    numbering: NumberingForm | None = None,
    accounts_system: AccountsSystemForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page: dict[str, Any] = {
        "connection": connection,
        "numbering": numbering or NumberingForm(initial=_numbering(entity)),
        "may_edit": request.user.may_own,
    }
    if connection:
        page["form"] = accounts_system or _form(connection)
        page["settings"] = settings.current(connection)
        page["problems"] = settings.problems_of(connection)
        page["read_at"] = lists.read_at(connection, lists.Name.ACCOUNTS)
    return render(request, "settings/invoice_settings.html", page, status=status)


def _numbering(entity: Entity) -> dict[str, object]:
    return {
        "invoice_prefix": entity.invoice_prefix,
        "next_number": entity.next_invoice_number,
        "amounts_are": entity.amounts_are,
    }


urls = [
    path("settings/invoices/", invoice_settings, name="invoice_settings"),
    path("settings/invoices/numbering/", save_numbering, name="save_numbering"),
    path("settings/invoices/accounts-system/", save_accounts_system, name="save_accounts_system"),
    path("settings/invoices/refresh/", refresh, name="refresh_lists"),
]
