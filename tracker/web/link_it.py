"""*Link it*: an invoice that Xero has under our number is taken for ours."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from tracker.agencies.not_possible import NotPossible
from tracker.sending import adoption
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.invoice_filters import invoices_of
from tracker.web.number_paging import whole_number
from tracker.web.send import batch_or_404, replan


@writers_only
@require_POST
def link_it(request: Request, id: UUID) -> HttpResponse:
    document = own_or_404(request, invoices_of(request.user.agency), pk=id)
    try:
        adoption.link(document, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"{document} is linked to the invoice in Xero.")
    return _back(request, id)


def _back(request: Request, id: UUID) -> HttpResponse:
    """The batch in whose rows the button stood, what it foretells said anew; else the invoice."""
    number = whole_number(request.POST.get("batch"))
    if number is None:
        return redirect("invoice", id)
    batch = batch_or_404(request, number)
    replan(request, batch)
    return redirect("send_batch", batch.number)


urls = [path("invoices/<uuid:id>/link/", link_it, name="link_it")]
