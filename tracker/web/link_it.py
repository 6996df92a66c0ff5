"""*Link it*: what Xero has under our number is taken for ours."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.web.access import Request, writers_only
from tracker.web.row_actions import act_on


@writers_only
@require_POST
def link_it(request: Request, kind: str, id: UUID) -> HttpResponse:
    """Take it for ours; nothing is sent."""

    def act(document: Document) -> str:
        adoption.link(document, by=request.user)
        return f"{document} is linked to the {words_for(kind).in_xero} in Xero."

    return act_on(request, kind, id, act)


urls = [path("<kind:kind>/<uuid:id>/link/", link_it, name="link_it")]
