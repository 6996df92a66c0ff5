"""Tools & Settings → Invoice Settings, Payment Settings."""

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
from tracker.documents.kinds import words_for
from tracker.web.access import Request, owners_only
from tracker.web.entity import the_entity
from tracker.web.numbering_form import NumberingForm
from tracker.web.recode import tell_of_recoding
from tracker.web.settings_form import AccountsSystemForm

# What is chosen from is this fresh when the page opens; a failed reading is not tried again at
# each opening while Xero is away.
FRESH = timedelta(minutes=15)
SECONDS_AFTER_FAILURE = 60


@require_GET
def document_settings(request: Request, kind: str) -> HttpResponse:
    entity = the_entity(request)
    connection = connecting.of_entity(entity)
    if connection and connection.works and request.user.may_own:
        _read_what_is_old(request, connection)
    return _page(request, kind, entity, connection)


@require_POST
@owners_only
def save_numbering(request: Request, kind: str) -> HttpResponse:
    entity = the_entity(request)
    form = NumberingForm(request.POST, words=words_for(kind))
    if form.is_valid():
        try:
            settings.save_numbering(entity, kind=kind, by=request.user, **form.cleaned_data)
        except NotPossible as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "Numbering is saved.")
            return redirect("document_settings", kind)
    connection = connecting.of_entity(entity)
    return _page(request, kind, entity, connection, numbering=form, status=400)


@require_POST
@owners_only
def save_accounts_system(request: Request, kind: str) -> HttpResponse:
    entity = the_entity(request)
    connection = connecting.of_entity(entity)
    if connection is None:
        messages.error(request, "Tracker is not connected to Xero any more.")
        return redirect("document_settings", kind)
    form = _form(kind, connection, request.POST)
    if not form.is_valid():
        return _page(request, kind, entity, connection, accounts_system=form, status=400)
    before = settings.current(connection, kind)
    try:
        saved = connecting.save_settings(
            connection, kind=kind, by=request.user, **form.settings_fields()
        )
    except NotPossible as problem:
        form.add_error("send_from_date", problem.sentence)
        return _page(request, kind, entity, connection, accounts_system=form, status=400)
    messages.success(request, "Accounts System settings are saved.")
    tell_of_recoding(request, kind, before, saved)
    return redirect("document_settings", kind)


@require_POST
@owners_only
def refresh(request: Request, kind: str) -> HttpResponse:
    """Read every list again."""
    connection = connecting.of_entity(the_entity(request))
    if connection is None:
        return redirect("document_settings", kind)
    done = lists.refresh(connection, lists.EVERY)
    connecting.propose_settings(connection)
    if done.is_complete:
        messages.success(request, "The lists are as Xero has them now.")
    else:
        messages.error(request, done.sentence)
    return redirect("document_settings", kind)


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


def _form(kind: str, connection: Connection, data: object = None) -> AccountsSystemForm:
    kept = settings.current(connection, kind) or Settings(kind=kind)
    problems = settings.problems_of(connection, kind)
    return AccountsSystemForm(data, connection=connection, settings=kept, problems=problems)


def _page(
    request: Request,
    kind: str,
    entity: Entity,
    connection: Connection | None,
    *,
    numbering: NumberingForm | None = None,
    accounts_system: AccountsSystemForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page: dict[str, Any] = {
        "connection": connection,
        "numbering": numbering or _numbering_form(entity, kind),
        "may_edit": request.user.may_own,
    }
    if connection:
        page["form"] = accounts_system or _form(kind, connection)
        page["settings"] = settings.current(connection, kind)
        page["problems"] = settings.problems_of(connection, kind)
        page["read_at"] = lists.read_at(connection, lists.Name.ACCOUNTS)
    return render(request, "settings/document_settings.html", page, status=status)


def _numbering_form(entity: Entity, kind: str) -> NumberingForm:
    kept = {
        "number_prefix": entity.prefix_of(kind),
        "next_number": entity.next_number_of(kind),
        "amounts_are": entity.amounts_are_of(kind),
    }
    return NumberingForm(words=words_for(kind), initial=kept)


urls = [
    path("settings/<kind:kind>/", document_settings, name="document_settings"),
    path("settings/<kind:kind>/numbering/", save_numbering, name="save_numbering"),
    path(
        "settings/<kind:kind>/accounts-system/", save_accounts_system, name="save_accounts_system"
    ),
    path("settings/<kind:kind>/refresh/", refresh, name="refresh_lists"),
]
