"""Voided or deleted in Xero by somebody there: *Issue again*, or *Accept: void here too*."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from tracker.documents.models import Document
from tracker.sending.voids import gone
from tracker.web.access import Request, writers_only
from tracker.web.row_actions import act_on


@writers_only
@require_POST
def issue_again(request: Request, kind: str, id: UUID) -> HttpResponse:
    """A new number for it where its kind needs one; *Send* creates it in Xero anew."""

    def act(document: Document) -> str:
        old = str(document)
        new = gone.issue_again(document, by=request.user)
        under = "" if new == old else f" as {new}"
        return f"{old} is issued again{under}. Send it to Xero."

    return act_on(request, kind, id, act)


@writers_only
@require_POST
def accept_void(request: Request, kind: str, id: UUID) -> HttpResponse:
    """Void here too; nothing is sent."""

    def act(document: Document) -> str:
        gone.accept_void(document, by=request.user)
        return f"{document} is void here too."

    return act_on(request, kind, id, act)


urls = [
    path("<kind:kind>/<uuid:id>/issue-again/", issue_again, name="issue_again"),
    path("<kind:kind>/<uuid:id>/accept-void/", accept_void, name="accept_void"),
]
