"""Send to Xero Accounts System: the batch is prepared, looked at, sent and watched."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tracker.agencies.models import Agency
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending import batches, refreshing
from tracker.sending.models import Batch
from tracker.web.access import Request, own, own_or_404, writers_only
from tracker.web.batch_kind import is_of_companies
from tracker.web.document_actions import address_back
from tracker.web.live_sheet import live_sheet
from tracker.web.prepared_sheet import prepared_sheet
from tracker.web.selection import selected


@writers_only
@require_POST
def prepare(request: Request, kind: str) -> HttpResponse:
    return open_dialog(request, kind, selected(request, request.user.agency, kind))


def open_dialog(request: Request, kind: str, documents: QuerySet[Document]) -> HttpResponse:
    """Open the dialog: the batch gets its number, and nothing leaves yet."""
    agency = request.user.agency
    try:
        _read_what_is_old(request, agency, documents)
        batch = batches.prepare(agency=agency, documents=documents, kind=kind, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return redirect(address_back(request, kind))
    return redirect("send_batch", batch.number)


def open_batch(request: Request, batch: Batch) -> HttpResponse:
    """The dialog of a batch that was prepared elsewhere: what it would meet in Xero is read."""
    documents = Document.objects.filter(deliveries__batch=batch)
    try:
        _read_what_is_old(request, batch.agency, documents)
    except NotPossible as problem:
        messages.warning(request, problem.sentence)
    replan(request, batch)
    return redirect("send_batch", batch.number)


@require_safe
def sheet(request: Request, number: int) -> HttpResponse:
    """The dialog: what will happen; once clicked, what happens."""
    batch = batch_or_404(request, number)
    if is_of_companies(batch):
        return redirect("batch", number)
    page = (
        prepared_sheet(request, batch) if batch.clicked_at is None else live_sheet(request, batch)
    )
    return render(request, "send/sheet.html" if request.htmx else "send/page.html", page)


@writers_only
@require_POST
def click(request: Request, number: int) -> HttpResponse:
    """*Send*, or *Send the first one only*."""
    batch = batch_or_404(request, number)
    try:
        batches.send(batch=batch, by=request.user, only_first="first" in request.POST)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    return redirect("send_batch", number)


@writers_only
@require_POST
def refresh(request: Request, number: int) -> HttpResponse:
    """Read Xero again, then say anew what will happen."""
    batch = batch_or_404(request, number)
    documents = Document.objects.filter(deliveries__batch=batch)
    try:
        refreshing.require_unclicked(batch)
        refreshing.refresh(batch.connection, documents=documents, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    replan(request, batch)
    return redirect("send_batch", number)


def replan(request: Request, batch: Batch) -> None:
    """Say anew what will happen to an unclicked batch; a clicked one is left as it is."""
    if batch.clicked_at is None:
        try:
            refreshing.replan(batch)
        except NotPossible as problem:
            messages.error(request, problem.sentence)


def batch_or_404(request: Request, number: int) -> Batch:
    rows = own(request, Batch).select_related("connection", "agency", "by")
    return own_or_404(request, rows, number=number)


def _read_what_is_old(request: Request, agency: Agency, documents: QuerySet[Document]) -> None:
    """The preview rests on what Tracker knows; where Xero cannot be asked it says since when."""
    connection = batches.connection_of(agency)
    try:
        refreshing.refresh_old(connection, documents=documents)
    except NotPossible as problem:
        messages.warning(request, problem.sentence)


urls = [
    path("<kind:kind>/send/", prepare, name="send_prepare"),
    path("batches/<int:number>/send/", sheet, name="send_batch"),
    path("batches/<int:number>/send/click/", click, name="send_click"),
    path("batches/<int:number>/send/refresh/", refresh, name="send_refresh"),
]
