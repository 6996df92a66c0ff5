"""Requests that nothing of ours can answer are turned away before a page sees them."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse

# The Import page says in a sentence that 50 MB are enough. What is larger by far is not even read:
# it would only fill the disk.
BYTES_MAX = 200_000_000
# Addresses that hold NUL: the database cannot be asked for it.
NUL = ("%00", "\0")


class ReadableRequestsMiddleware:
    """Answers 413 to a body that is far too large, and 400 to an address that holds NUL."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > BYTES_MAX:
            return HttpResponse("That is too large.", status=413, content_type="text/plain")
        asked = request.META.get("QUERY_STRING", "") + request.path
        if any(nul in asked for nul in NUL):
            raise SuspiciousOperation("The address holds NUL.")
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    given = str(request.META.get("CONTENT_LENGTH") or "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 20 else 0
