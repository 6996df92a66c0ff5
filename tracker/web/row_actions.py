"""Buttons beside one invoice, on its own page or in a row of a send dialog."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.web.access import Request, own_or_404
from tracker.web.invoice_filters import invoices_of
from tracker.web.number_paging import whole_number
from tracker.web.send import batch_or_404, replan


def act_on(request: Request, id: UUID, act: Callable[[Document], str]) -> HttpResponse:
    """Do it to one of the agency's invoices, say what ``act`` answers, or why not, and go back."""
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
