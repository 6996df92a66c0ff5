"""Batches: what was sent together, what became of it, and what can be done about the rest."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.sending import batches, contact_updates
from tracker.sending.models import Batch, DoubledVoid
from tracker.sending.restored import said
from tracker.web import link_it
from tracker.web.access import Request, own, writers_only
from tracker.web.batch_counts import Counts, batch_status_of, counts_of
from tracker.web.batch_kind import is_of_companies, kind_of, what_it_carries
from tracker.web.details_in_xero import status_of
from tracker.web.live_sheet import notices_of, retry_label
from tracker.web.number_paging import page_by_number
from tracker.web.send import batch_or_404
from tracker.web.send_rows import rows_of
from tracker.web.send_tabs import deliveries_of, page_of, state_tabs
from tracker.web.statuses import Status

PAGE_SIZE = 50


@dataclass(frozen=True)
class Row:
    batch: Batch
    status: Status
    counts: Counts
    what: str


@dataclass(frozen=True)
class CompanyRow:
    """A company whose details a batch carries."""

    company: Company
    changes: list[contact_updates.Change]
    status: Status
    fix: str


@dataclass(frozen=True)
class DoubledRow:
    """What was in Xero twice, and a batch voids."""

    void: DoubledVoid
    status: Status


@require_safe
def listed(request: Request) -> HttpResponse:
    """Every batch that was sent, newest first; a number that was never used is not listed."""
    sent = own(request, Batch).exclude(clicked_at=None)
    found = page_by_number(sent, request.GET, "number", size=PAGE_SIZE, is_falling=True)
    counts = counts_of(found.rows)
    rows = [
        Row(each, batch_status_of(each, counts[each.pk]), counts[each.pk], what_it_carries(each))
        for each in found.rows
    ]
    return render(request, "batches/list.html", {"rows": rows, "page": found})


@require_safe
def batch(request: Request, number: int) -> HttpResponse:
    """One batch: every document with its messages. One that nobody clicked is still a dialog."""
    found = batch_or_404(request, number)
    if found.clicked_at is None:
        return redirect("send_batch", number)
    return render(request, "batches/batch.html", _page(request, found))


@writers_only
@require_POST
def stop(request: Request, number: int) -> HttpResponse:
    return _do(request, number, lambda found: batches.stop(batch=found, by=request.user))


@writers_only
@require_POST
def pause(request: Request, number: int) -> HttpResponse:
    return _do(request, number, lambda found: batches.pause(batch=found, by=request.user))


@writers_only
@require_POST
def resume(request: Request, number: int) -> HttpResponse:
    return _do(request, number, lambda found: batches.resume(batch=found, by=request.user))


@writers_only
@require_POST
def retry(request: Request, number: int) -> HttpResponse:
    """A new batch with what this one refused or left unsent; its dialog opens."""
    found = batch_or_404(request, number)
    try:
        new = batches.retry(batch=found, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return _back(request, number)
    return redirect("send_batch", new.number)


def _page(request: Request, found: Batch) -> dict[str, Any]:
    counts = counts_of([found])[found.pk]
    page = page_of(deliveries_of(found, request.GET), request.GET)
    companies = is_of_companies(found)
    doubled_rows = _doubled_rows(found)
    return {
        "batch": found,
        "kind": kind_of(found),
        "counts": counts,
        "status": batch_status_of(found, counts),
        "notices": notices_of(found, counts),
        "is_of_companies": companies,
        "company_rows": _company_rows(found) if companies else [],
        "doubled_rows": doubled_rows,
        "doubts": said.in_doubt(found.connection).filter(batch=found).count(),
        "retry_label": "" if companies or doubled_rows else retry_label(counts),
        "tabs": state_tabs(counts, request.GET),
        "rows": rows_of(found, page.rows),
        "page": page,
        "history": events.history(request.user.agency, "batch", found.pk),
    }


def _doubled_rows(found: Batch) -> list[DoubledRow]:
    rows = found.doubled_voids.select_related("document").order_by("pk")
    return [DoubledRow(each, status_of(each)) for each in rows]


def _company_rows(found: Batch) -> list[CompanyRow]:
    return [
        CompanyRow(
            update.company,
            contact_updates.changes_in_words(update.before, update.after),
            status_of(update),
            update.fix,
        )
        for update in found.contact_updates.select_related("company").order_by("pk")
    ]


def _do(request: Request, number: int, what: Callable[[Batch], object]) -> HttpResponse:
    found = batch_or_404(request, number)
    try:
        what(found)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    return _back(request, number)


def _back(request: Request, number: int) -> HttpResponse:
    """The dialog or the batch's page, whichever the button stood on."""
    return redirect("send_batch" if request.POST.get("on") == "send" else "batch", number)


urls = [
    path("batches/", listed, name="batches"),
    path("batches/<int:number>/", batch, name="batch"),
    path("batches/<int:number>/stop/", stop, name="batch_stop"),
    path("batches/<int:number>/pause/", pause, name="batch_pause"),
    path("batches/<int:number>/resume/", resume, name="batch_resume"),
    path("batches/<int:number>/retry/", retry, name="batch_retry"),
    *link_it.urls,
]
