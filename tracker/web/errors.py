"""The page that a person reads where Tracker met an error of its own."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string


def server_error(request: HttpRequest) -> HttpResponse:
    """It names the request, and so does the line in the log that holds the traceback."""
    known = {"request_id": request.META.get("tracker.request_id", "")}
    return HttpResponseServerError(render_to_string("500.html", known))
