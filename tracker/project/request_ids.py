"""One id for each request: in every line that is logged meanwhile, and on the page of an error."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
META = "tracker.request_id"

_current: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class RequestIdMiddleware:
    """Comes first, so that whatever goes wrong further in is logged with the id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META[META] = uuid4().hex
        before = _current.set(request)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(before)
        response.headers[HEADER] = request.META[META]
        return response


class WhichRequest(logging.Filter):
    """Adds to a line the request that is being answered, and the agency whose person asks."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = _current.get()
        if request is not None:
            record.request_id = request.META[META]
            # Only who is known already: to log a line, nothing is looked up.
            person = request.__dict__.get("_cached_user")
            if agency := getattr(person, "agency_id", None):
                record.agency = agency
        return True
