"""Too many wrong passwords for one e-mail address from one network address: wait a while."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.http import HttpRequest

from tracker import clock
from tracker.web.models import SignInFailures

FAILURES_MAX = 5
WAIT = timedelta(minutes=15)


def must_wait(request: HttpRequest, email: str) -> bool:
    """Whether this pair has failed too often within the last quarter of an hour."""
    return _failures(request, email).filter(count__gte=FAILURES_MAX, since__gt=_earliest()).exists()


def count_failure(request: HttpRequest, email: str) -> None:
    """Count one more; the count starts again when a quarter of an hour has passed."""
    failures = _failures(request, email)
    failures.filter(since__lte=_earliest()).delete()
    SignInFailures.objects.get_or_create(**_pair(request, email), defaults={"since": clock.now()})
    failures.update(count=F("count") + 1)


def forget(request: HttpRequest, email: str) -> None:
    _failures(request, email).delete()


def _failures(request: HttpRequest, email: str) -> QuerySet[SignInFailures]:
    return SignInFailures.objects.filter(**_pair(request, email))


def _pair(request: HttpRequest, email: str) -> dict[str, str]:
    address = str(request.META.get("REMOTE_ADDR", ""))
    return {"email": email.strip().lower()[:254], "address": address[:45]}


def _earliest() -> datetime:
    return clock.now() - WAIT
