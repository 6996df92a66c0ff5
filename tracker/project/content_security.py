"""The pages' content security policy: nothing but our own files, and no inline script or style.

Forms lead to our own pages, and over one of them to Xero's consent page: browsers hold the
addresses of redirects against `form-action` too.
https://www.w3.org/TR/CSP3/#directive-form-action
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none';"
    " form-action 'self'"
)
# Nothing of ours asks for them.
FEATURES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class ContentSecurityMiddleware:
    """Adds the policy to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", f"{POLICY} {_consent_pages()}")
        response.headers.setdefault("Permissions-Policy", FEATURES)
        return response


def _consent_pages() -> str:
    """Xero's own consent page leads on within its domain; any other stays where it is."""
    login = urlsplit(settings.XERO_LOGIN_URL)
    is_xeros = (login.hostname or "").endswith(".xero.com")
    return "https://*.xero.com" if is_xeros else f"{login.scheme}://{login.netloc}"
