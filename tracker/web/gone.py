"""Voided or deleted in Xero by somebody there: *Issue again*, or *Accept: void here too*."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending.voids import gone
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.invoice_filters import invoices_of
from tracker.web.number_paging import whole_number
from tracker.web.send import batch_or_404, replan


@writers_only
@require_POST
def issue_again(request: Request, id: UUID) -> HttpResponse:
    """A new number for it; *Send* creates it in Xero anew."""

    def act(document: Document) -> str:
        old = str(document)
        new = gone.issue_again(document, by=request.user)
        return f"{old} is issued again as {new}. Send it to Xero."

    return _do(request, id, act)


@writers_only
@require_POST
def accept_void(request: Request, id: UUID) -> HttpResponse:
    """Void here too; nothing is sent."""

    def act(document: Document) -> str:
        gone.accept_void(document, by=request.user)
        return f"{document} is void here too."

    return _do(request, id, act)


def _do(request: Request, id: UUID, act: Callable[[Document], str]) -> HttpResponse:
    document = own_or_404(request, invoices_of(request.user.agency), pk=id)
    try:
        messages.success(request, act(document))
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    return _back(request, id)


def _back(request: Request, id: UUID) -> HttpResponse:
    """The batch in whose rows the button stood, what it foretells said anew; else the invoice."""
    number = whole_number(request.POST.get("batch"))
    if number is None:
        return redirect("invoice", id)
    batch = batch_or_404(request, number)
    replan(request, batch)
    return redirect("send_batch", batch.number)


urls = [
    path("invoices/<uuid:id>/issue-again/", issue_again, name="issue_again"),
    path("invoices/<uuid:id>/accept-void/", accept_void, name="accept_void"),
]
