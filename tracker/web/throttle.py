"""Too many wrong passwords for one e-mail address from one network address: wait a while.

Whoever guesses from elsewhere does not lock the person out, unless the guesses are very many.
"""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest

from tracker import clock
from tracker.web.models import SignInFailures

FAILURES_MAX = 5
FAILURES_FROM_EVERYWHERE_MAX = 50
LOOPBACK = ("127.0.0.1", "::1")
WAIT = timedelta(minutes=15)


def must_wait(request: HttpRequest, email: str) -> bool:
    """Whether this pair has failed too often within the last quarter of an hour."""
    lately = SignInFailures.objects.filter(email=_pair(request, email)["email"])
    lately = lately.filter(since__gt=_earliest())
    if lately.filter(**_pair(request, email), count__gte=FAILURES_MAX).exists():
        return True
    total: int | None = lately.aggregate(total=Sum("count"))["total"]
    return (total or 0) >= FAILURES_FROM_EVERYWHERE_MAX


def count_failure(request: HttpRequest, email: str) -> None:
    """Count one more; the count starts again when a quarter of an hour has passed."""
    failures = _failures(request, email)
    SignInFailures.objects.filter(since__lte=_earliest()).delete()
    SignInFailures.objects.get_or_create(**_pair(request, email), defaults={"since": clock.now()})
    failures.update(count=F("count") + 1)


def forget(request: HttpRequest, email: str) -> None:
    _failures(request, email).delete()


def _failures(request: HttpRequest, email: str) -> QuerySet[SignInFailures]:
    return SignInFailures.objects.filter(**_pair(request, email))


def _pair(request: HttpRequest, email: str) -> dict[str, str]:
    return {"email": email.strip().lower()[:254], "address": _network_address(request)[:45]}


def _network_address(request: HttpRequest) -> str:
    """Whence a request comes; of one that a proxy beside us passes on, what the proxy says."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    said = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return said if said and peer in LOOPBACK else peer


def _earliest() -> datetime:
    return clock.now() - WAIT
