"""Too many wrong passwords for one e-mail address from one network address: wait a while.

Whoever guesses from elsewhere does not lock the person out, unless the guesses are very many. One
network address that tries the people one by one, a password or two each, waits as well.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest

from tracker import clock
from tracker.web.models import SignInFailures

FAILURES_MAX = 5
FAILURES_FROM_EVERYWHERE_MAX = 50
# For whomever: an office of many people shares one address, and forgets no more than this.
FAILURES_FROM_ONE_ADDRESS_MAX = 30
# Whoever has one address of version 6 has as many as this part leaves free.
IPV6_PREFIX = 64
LOOPBACK = ("127.0.0.1", "::1")
WAIT = timedelta(minutes=15)
SENTENCE = (
    "Too many wrong passwords: wait a quarter of an hour, or ask an owner for a sign-in link."
)


def must_wait(request: HttpRequest, email: str) -> bool:
    """Whether this pair has failed too often within the last quarter of an hour, or either half of
    it with whatever other.
    """
    lately, pair = SignInFailures.objects.filter(since__gt=_earliest()), _pair(request, email)
    return (
        _count(lately.filter(**pair)) >= FAILURES_MAX
        or _count(lately.filter(email=pair["email"])) >= FAILURES_FROM_EVERYWHERE_MAX
        or _count(lately.filter(address=pair["address"])) >= FAILURES_FROM_ONE_ADDRESS_MAX
    )


def count_failure(request: HttpRequest, email: str) -> None:
    """Count one more; the count starts again when a quarter of an hour has passed."""
    failures = _failures(request, email)
    SignInFailures.objects.filter(since__lte=_earliest()).delete()
    SignInFailures.objects.get_or_create(**_pair(request, email), defaults={"since": clock.now()})
    failures.update(count=F("count") + 1)


def forget(request: HttpRequest, email: str) -> None:
    _failures(request, email).delete()


def _count(failures: QuerySet[SignInFailures]) -> int:
    total: int | None = failures.aggregate(total=Sum("count"))["total"]
    return total or 0


def _failures(request: HttpRequest, email: str) -> QuerySet[SignInFailures]:
    return SignInFailures.objects.filter(**_pair(request, email))


def _pair(request: HttpRequest, email: str) -> dict[str, str]:
    return {"email": email.strip().lower()[:254], "address": _network_address(request)[:45]}


def _network_address(request: HttpRequest) -> str:
    """Whence a request comes; of one that a proxy beside us passes on, what the proxy says."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    said = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return _network(said if said and peer in LOOPBACK else peer)


def _network(address: str) -> str:
    """What one caller has of the network: an IPv4 address, or a whole IPv6 subnet."""
    try:
        found = ip_address(address)
    except ValueError:
        return "".join(filter(str.isprintable, address))
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, IPV6_PREFIX), strict=False))


def _earliest() -> datetime:
    return clock.now() - WAIT
