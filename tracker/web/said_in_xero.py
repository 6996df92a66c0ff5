"""A doubt that Xero cannot be asked about any more: *It is in Xero*, or *It is not*."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending.restored import said
from tracker.web.access import Request, writers_only
from tracker.web.paging import counted
from tracker.web.row_actions import act_on
from tracker.web.send import batch_or_404

WORDS = {True: "is in Xero, as you say", False: "is not in Xero, as you say, and may be sent"}


@writers_only
@require_POST
def of_one(request: Request, kind: str, id: UUID) -> HttpResponse:
    is_there = bool(request.POST.get("yes"))

    def act(document: Document) -> str:
        said.say(document, is_there=is_there, by=request.user)
        return f"{document} {WORDS[is_there]}."

    return act_on(request, kind, id, act)


@writers_only
@require_POST
def of_all(request: Request, number: int) -> HttpResponse:
    """Of everything in a batch."""
    batch, is_there = batch_or_404(request, number), bool(request.POST.get("yes"))
    try:
        count = said.say_of_all(batch, is_there=is_there, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        what = "in Xero" if is_there else "not in Xero"
        messages.success(request, f"{counted(count, batch.kind)} {what}, as you say.")
    return redirect("batch", number)


urls = [
    path("<kind:kind>/<uuid:id>/said-in-xero/", of_one, name="said_in_xero"),
    path("batches/<int:number>/said-in-xero/", of_all, name="batch_said_in_xero"),
]
