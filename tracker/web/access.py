"""Who may open what.

Every address asks for a signed-in person (`LoginRequiredMiddleware`) unless its view is marked
`anyone`. Records are looked up through `own` and `own_or_404`, so that another agency's do not
exist. A view that writes is marked `writers_only` or `owners_only`, and `require_POST`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from tracker.agencies.models import Person

anyone = login_not_required


class Request(HttpRequest):
    """A signed-in person's request: what every page but the sign-in page receives."""

    user: Person
    htmx: HtmxDetails


Arguments = ParamSpec("Arguments")
Record = TypeVar("Record", bound=Model)
View = Callable[Concatenate[Request, Arguments], HttpResponse]


def own(request: Request, model: type[Record]) -> QuerySet[Record]:
    """The records of `model` that belong to the person's agency."""
    return model._default_manager.filter(agency_id=request.user.agency_id)


def own_or_404(request: Request, records: type[Record] | QuerySet[Record], **which: Any) -> Record:
    """The one record that `which` names, among the agency's own. Raises `Http404`."""
    query = records if isinstance(records, QuerySet) else own(request, records)
    record = query.filter(agency_id=request.user.agency_id, **which).first()
    if record is None:
        raise Http404
    return record


def writers_only(view: View[Arguments]) -> View[Arguments]:
    """Owners and finance may; a viewer reads 403."""
    return _only(view, lambda person: person.may_write, "Only owners and finance may do this.")


def owners_only(view: View[Arguments]) -> View[Arguments]:
    """Owners may; others read 403."""
    return _only(view, lambda person: person.may_own, "Only owners may do this.")


def _only(view: View[Arguments], may: Callable[[Person], bool], sentence: str) -> View[Arguments]:
    @wraps(view)
    def guarded(
        request: Request, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        if not may(request.user):
            raise PermissionDenied(sentence)
        return view(request, *args, **kwargs)

    return guarded
