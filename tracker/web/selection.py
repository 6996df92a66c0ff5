"""Which documents an action is about: the ticked ones, or all that a view shows.

A form posts either `document` (ids, many) or `all_in_view` with `view`, the list's own query
string. Every page that acts on several documents reads them here.
"""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from tracker.agencies.models import Agency
from tracker.documents.models import Document
from tracker.web.document_filters import documents_of, filtered
from tracker.web.paging import NEWEST_FIRST


def selected(request: HttpRequest, agency: Agency, kind: str) -> QuerySet[Document]:
    """The documents that the form means, newest first; none where it names none."""
    if request.POST.get("all_in_view"):
        view = QueryDict(request.POST.get("view", ""))
        return filtered(agency, kind, view).order_by(*NEWEST_FIRST)
    ticked = documents_of(agency, kind).filter(pk__in=ticked_ids(request))
    return ticked.order_by(*NEWEST_FIRST)


def selection_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The same selection as names and values, for a form that asks once more."""
    view = [("view", request.POST["view"])] if "view" in request.POST else []
    if request.POST.get("all_in_view"):
        return [("all_in_view", "1"), *view]
    return [("document", str(id)) for id in ticked_ids(request)] + view


def ticked_ids(request: HttpRequest) -> list[UUID]:
    """The ids that the form names; what is no id counts for nothing."""
    return [id for text in request.POST.getlist("document") if (id := _id(text))]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
