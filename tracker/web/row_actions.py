"""Buttons beside one document, on its own page or in a row of a send dialog."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.web.access import Request, own_or_404
from tracker.web.document_filters import documents_of
from tracker.web.number_paging import whole_number
from tracker.web.send import batch_or_404, replan


def act_on(request: Request, kind: str, id: UUID, act: Callable[[Document], str]) -> HttpResponse:
    """Do it to one of the agency's documents, say what ``act`` answers, or why not, and go back."""
    document = own_or_404(request, documents_of(request.user.agency, kind), pk=id)
    try:
        messages.success(request, act(document))
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    return _back(request, kind, id)


def _back(request: Request, kind: str, id: UUID) -> HttpResponse:
    """The batch in whose rows the button stood, what it foretells said anew; else the document."""
    number = whole_number(request.POST.get("batch"))
    if number is None:
        return redirect("document", kind, id)
    batch = batch_or_404(request, number)
    replan(request, batch)
    return redirect("send_batch", batch.number)
