"""Numbers of what waits to be done: deliveries, jobs, workers, syncs, webhooks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Min, OuterRef, QuerySet, Subquery
from procrastinate.contrib.django.models import ProcrastinateJob
from prometheus_client.core import GaugeMetricFamily

from tracker.accounts_system.models import Connection
from tracker.sending.models import OPEN, SETTLED, Batch, ContactUpdate, Delivery, DoubledVoid
from tracker.sending.workers import workers_alive
from tracker.syncing.models import Sync, WebhookEvent
from tracker.web.metrics_of_lanes import Labels, gauge

DAY = timedelta(hours=24)
CARRIED: tuple[type[Delivery] | type[ContactUpdate] | type[DoubledVoid], ...] = (
    Delivery,
    ContactUpdate,
    DoubledVoid,
)
NAMES = ["connection", "kind", "state"]


def metrics_of_work(now: datetime) -> Iterator[GaugeMetricFamily]:
    """Eleven queries, none of which reads more than what is open or of today."""
    yield from _deliveries(now)
    yield from _jobs()
    yield from _news(now)


def _deliveries(now: datetime) -> Iterator[GaugeMetricFamily]:
    open_now: dict[Labels, float] = {}
    oldest: dict[Labels, float] = {}
    for model in CARRIED:
        for key, count, since in _counted(model.objects.filter(state__in=OPEN)):
            open_now[key] = count + open_now.get(key, 0.0)
            age = (now - since).total_seconds() if since else 0.0
            oldest[key[:1]] = max(age, oldest.get(key[:1], 0.0))
    lately = Batch.objects.filter(clicked_at__gt=now - DAY)
    settled: dict[Labels, float] = {}
    for model in CARRIED:
        found = _counted(model.objects.filter(batch__in=lately, state__in=SETTLED))
        settled |= {key: count for key, count, _ in found}
    yield gauge("tracker_deliveries_open", "Documents on their way.", NAMES, open_now)
    yield gauge(
        "tracker_deliveries_oldest_seconds",
        "Since Send was pressed for the oldest that is on its way.",
        NAMES[:1],
        oldest,
    )
    yield gauge(
        "tracker_deliveries_settled",
        "What became of the documents of the last 24 hours' batches.",
        NAMES,
        settled,
    )


def _counted(
    rows: "QuerySet[Any]",
) -> list[tuple[Labels, int, datetime | None]]:
    grouped = rows.order_by().values_list("batch__connection_id", "batch__kind", "state")
    return [
        ((str(connection), kind, state), count, since)
        for connection, kind, state, count, since in grouped.annotate(
            n=Count("pk"), since=Min("batch__clicked_at")
        )
    ]


def _jobs() -> Iterator[GaugeMetricFamily]:
    rows = ProcrastinateJob.objects.order_by().values_list("status")
    counted: dict[Labels, float] = {
        (status,): float(n) for status, n in rows.annotate(n=Count("pk"))
    }
    yield gauge("tracker_jobs", "Jobs of the workers; failed ones stay.", ["status"], counted)
    yield gauge("tracker_workers", "Workers heard of lately.", [], {(): workers_alive()})


def _news(now: datetime) -> Iterator[GaugeMetricFamily]:
    """Each is one look into an index, however long the history."""
    ages: dict[Labels, float] = {}
    live = Connection.objects.filter(disconnected_at=None)
    latest = {each.value: _latest(each.value) for each in Sync.Why}
    for row in live.annotate(**latest).values("pk", *latest):
        key = str(row.pop("pk"))
        ages |= {
            (key, why): (now - ended_at).total_seconds()
            for why, ended_at in row.items()
            if ended_at
        }
    names = ["connection", "why"]
    yield gauge("tracker_sync_age_seconds", "Since the last sync that worked.", names, ages)
    told = WebhookEvent.objects.order_by("-pk").values_list("received_at", flat=True).first()
    age: dict[Labels, float] = {(): (now - told).total_seconds()} if told else {}
    yield gauge("tracker_webhook_age_seconds", "Since Xero last told of a change.", [], age)
    left = WebhookEvent.objects.filter(handled_at=None).count()
    yield gauge("tracker_webhooks_waiting", "Changes told and not looked at yet.", [], {(): left})


def _latest(why: str) -> Subquery:
    done = Sync.objects.filter(connection=OuterRef("pk"), why=why, failure="")
    newest = done.exclude(ended_at=None).order_by("-asked_at").values("ended_at")[:1]
    return Subquery(newest, output_field=DateTimeField())
