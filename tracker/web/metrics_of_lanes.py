"""Numbers of each organisation's traffic: lanes, calls without a verdict, Xero's limits."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily

from tracker.accounts_system.models import Connection, Lane
from tracker.sending.doubts import OpenCalls, open_calls

LANE_STATES = ("idle", "working", "waiting", "due", "abandoned")
LIMITS = {"minute": "minute_remaining", "day": "day_remaining", "app": "app_minute_remaining"}
FULL_UNTIL = {"minute": "minute_full_until", "day": "day_full_until"}
Labels = tuple[str, ...]


def gauge(
    name: str, what: str, labels: Iterable[str], values: Mapping[Labels, float]
) -> GaugeMetricFamily:
    """One number for each set of labels."""
    family = GaugeMetricFamily(name, what, labels=list(labels))
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def seconds_until(moment: datetime | None, now: datetime) -> float:
    """How far ahead; 0 for what is over, and for never."""
    return max(0.0, (moment - now).total_seconds()) if moment else 0.0


def metrics_of_lanes(now: datetime) -> Iterator[GaugeMetricFamily]:
    """Four queries, however many organisations there are."""
    lanes = {lane.tenant_id: lane for lane in Lane.objects.all()}
    live = Connection.objects.filter(disconnected_at=None).order_by("pk")
    found = [(str(each.pk), each, lanes.get(each.tenant_id)) for each in live]
    held: dict[Labels, Lane] = {(key,): lane for key, _, lane in found if lane is not None}
    yield gauge(
        "tracker_connection_works",
        "1 while Xero lets Tracker in, 0 while somebody has to reconnect.",
        ["connection"],
        {(key,): float(each.works) for key, each, _ in found},
    )
    yield from _states(held, now)
    yield from _limits(held, now)
    yield from _calls(open_calls(lanes, now=now), now)


def state_of(lane: Lane, now: datetime) -> str:
    """What a lane does: `abandoned` is one whose worker has died, until the next sweep."""
    if lane.lease_until is not None:
        return "working" if lane.lease_until > now else "abandoned"
    if lane.due_at is None:
        return "idle"
    return "waiting" if lane.due_at > now else "due"


def _states(lanes: Mapping[Labels, Lane], now: datetime) -> Iterator[GaugeMetricFamily]:
    counted = Counter(state_of(lane, now) for lane in lanes.values())
    yield gauge(
        "tracker_lanes",
        "Organisations by what their lane does.",
        ["state"],
        {(state,): counted[state] for state in LANE_STATES},
    )
    yield gauge(
        "tracker_lane_wait_seconds",
        "Until the lane goes on by itself; 0 where it does not wait.",
        ["connection"],
        {key: seconds_until(lane.due_at, now) for key, lane in lanes.items()},
    )


def _limits(lanes: Mapping[Labels, Lane], now: datetime) -> Iterator[GaugeMetricFamily]:
    left = {
        (*key, limit): value
        for key, lane in lanes.items()
        for limit, field in LIMITS.items()
        if (value := getattr(lane, field)) is not None
    }
    full = {
        (*key, limit): seconds_until(getattr(lane, field), now)
        for key, lane in lanes.items()
        for limit, field in FULL_UNTIL.items()
    }
    names = ["connection", "limit"]
    yield gauge("tracker_limit_remaining", "Calls left, as Xero's last answer said.", names, left)
    yield gauge("tracker_limit_full_seconds", "Until Xero's limit has room again.", names, full)


def _calls(found: Mapping[int, OpenCalls], now: datetime) -> Iterator[GaugeMetricFamily]:
    by_label: dict[Labels, OpenCalls] = {(str(key),): each for key, each in found.items()}
    oldest = {
        key: (now - each.oldest_doubt_at).total_seconds()
        for key, each in by_label.items()
        if each.oldest_doubt_at is not None
    }
    names = ["connection"]
    counts = {key: float(each.count) for key, each in by_label.items()}
    doubts = {key: float(each.doubts) for key, each in by_label.items()}
    yield gauge("tracker_open_calls", "Calls that have no verdict yet.", names, counts)
    yield gauge("tracker_doubts", "Calls that may have arrived and have no answer.", names, doubts)
    yield gauge("tracker_oldest_doubt_seconds", "Age of the oldest of those.", names, oldest)
