"""Tracker's numbers, as Prometheus reads them: what is open, in doubt, waiting, and how long.

Each is counted when it is asked for, from the database, so it is the same whichever process
answers. Organisations are told apart by the id of their connection, never by a name.
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from tracker import clock
from tracker.web.access import anyone
from tracker.web.metrics_of_lanes import metrics_of_lanes
from tracker.web.metrics_of_work import metrics_of_work


@anyone
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has the token; where none is configured there is no such page."""
    if not settings.TRACKER_METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.TRACKER_METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    registry.register(_Numbers())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Numbers(Collector):
    def collect(self) -> Iterator[Metric]:
        now = clock.database_now()
        yield from metrics_of_lanes(now)
        yield from metrics_of_work(now)

    def describe(self) -> list[Metric]:
        """Nothing: to register it asks the database for nothing."""
        return []


urls = [path("metrics", metrics, name="metrics")]
