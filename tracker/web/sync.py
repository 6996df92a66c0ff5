"""Sync: asked for on a list or on a document; its page shows what it found as soon as it is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.batches import connection_of
from tracker.syncing import summary, syncs
from tracker.syncing.models import Sync
from tracker.web.access import Request, own, own_or_404, writers_only
from tracker.web.document_actions import address_back
from tracker.web.document_actions import ask as ask_once_more
from tracker.web.document_filters import filtered
from tracker.web.paging import count_up_to, counted
from tracker.web.selection import selected

NAMED_MAX = 20_000
"""More than these are not looked at one by one: everything is."""


@dataclass(frozen=True)
class Changed:
    """One document that Xero said something new of."""

    document: Document
    sentence: str


@writers_only
@require_POST
def ask(request: Request, kind: str) -> HttpResponse:
    """*Sync*: the ticked ones, the one whose page this was, or the view that was confirmed."""
    documents = selected(request, request.user.agency, kind).order_by()
    ids = list(documents.values_list("pk", flat=True)[: NAMED_MAX + 1])
    if not ids:
        messages.error(request, "Nothing is ticked.")
        return redirect(address_back(request, kind))
    try:
        connection = connection_of(request.user.agency)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return redirect(address_back(request, kind))
    asked = syncs.ask(
        connection=connection,
        why=Sync.Why.PERSON,
        by=request.user,
        kind=kind,
        documents=ids if len(ids) <= NAMED_MAX else (),
    )
    return redirect("sync", asked.pk)


@writers_only
@require_POST
def ask_for_view(request: Request, kind: str) -> HttpResponse:
    """Ask once more before everything in the filtered view is synced."""
    view = request.POST.get("view", "")
    count = count_up_to(filtered(request.user.agency, kind, QueryDict(view)))
    page = {
        "fields": [("all_in_view", "1"), ("view", view)],
        "title": f"Sync all of this view: {counted(count, kind)}?",
        "sentence": "Tracker reads from Xero what changed since it last looked, and the part-paid"
        " ones of this view one by one. Nothing is sent.",
        "address": reverse("documents_sync", args=[kind]),
        "button": "Sync",
    }
    return ask_once_more(request, kind, page)


@require_safe
def sync(request: Request, number: int) -> HttpResponse:
    """One sync: on its way, or what it found."""
    rows = own(request, Sync).select_related("connection", "by")
    row = own_or_404(request, rows, pk=number)
    page = {
        "sync": row,
        "is_open": row.ended_at is None,
        "sentence": summary.in_words(row),
        "changed": _changed(request, row),
        "left": row.changed - len(row.changes),
        "company": words_for(row.kind).company if row.kind else "Company",
        "back": _back(row),
    }
    return render(request, "syncing/_sync.html" if request.htmx else "syncing/sync.html", page)


def _changed(request: Request, row: Sync) -> list[Changed]:
    sentences = {UUID(each["document"]): each["sentence"] for each in row.changes}
    documents = own(request, Document).filter(pk__in=sentences).select_related("company")
    return [Changed(each, sentences[each.pk]) for each in documents.order_by("-date", "-number")]


def _back(row: Sync) -> dict[str, Any]:
    if not row.kind:
        return {"address": reverse("keeping_in_step"), "label": "Keeping in step"}
    words = words_for(row.kind)
    if len(row.documents) == 1:
        address = reverse("document", args=[row.kind, *row.documents])
        return {"address": address, "label": f"The {words.one}"}
    return {"address": reverse("documents", args=[row.kind]), "label": words.titles}


urls = [
    path("<kind:kind>/sync/", ask, name="documents_sync"),
    path("<kind:kind>/bulk-sync/", ask_for_view, name="documents_bulk_sync"),
    path("syncs/<int:number>/", sync, name="sync"),
]
