"""Where Xero tells that something changed: stored and answered at once, looked at by a worker.

Xero wants an empty answer within five seconds, without cookies, 200 where it signed and 401 where
somebody else did: https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/
"""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tracker.syncing import webhooks
from tracker.web.access import anyone
from tracker.xero.webhooks import SIGNATURE_HEADER, events, is_signed

BODY_BYTES_MAX = 1_000_000


@anyone
@csrf_exempt
@require_POST
def received(request: HttpRequest) -> HttpResponse:
    """A webhook. Who it is from is told by its signature alone."""
    body = _body(request)
    if body is None:
        return HttpResponse(status=413)
    signature = request.headers.get(SIGNATURE_HEADER, "")
    if not is_signed(body, signature, key=settings.XERO_WEBHOOK_KEY):
        return HttpResponse(status=401)
    webhooks.take(events(body))
    return HttpResponse()


def _body(request: HttpRequest) -> bytes | None:
    """The raw body; None where it is longer than anything that Xero sends."""
    try:
        body = request.body
    except (RequestDataTooBig, UnreadablePostError):
        return None
    return body if len(body) <= BODY_BYTES_MAX else None


urls = [path("webhooks/xero/", received, name="xero_webhook")]
