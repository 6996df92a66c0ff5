"""Calls that are open, and those of them of which nobody knows whether they arrived."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.accounts_system.models import Attempt, Call, Lane
from tracker.sending import attempts


@dataclass
class OpenCalls:
    """Of one connection. ``oldest_doubt_at`` is when the attempt began that got no answer."""

    count: int = 0
    doubts: int = 0
    oldest_doubt_at: datetime | None = None


def open_calls(lanes: Mapping[str, Lane], *, now: datetime) -> dict[int, OpenCalls]:
    """By connection id; two queries. ``lanes`` are all there are, by tenant."""
    waiting = Call.objects.filter(settled_at=None).exclude(purpose=Call.Purpose.READ)
    made: dict[int, list[Attempt]] = defaultdict(list)
    rows = Attempt.objects.filter(call__in=waiting).order_by("number").defer("answer")
    for attempt in rows:
        made[attempt.call_id].append(attempt)
    found: dict[int, OpenCalls] = defaultdict(OpenCalls)
    for call, connection, tenant in waiting.values_list("pk", "connection_id", "tenant_id"):
        known = [each for each in made[call] if not _is_on_its_way(each, lanes.get(tenant), now)]
        _count(found[connection], known)
    return found


def _count(calls: OpenCalls, made: Iterable[Attempt]) -> None:
    calls.count += 1
    since = attempts.doubt_since(made)
    if since is not None:
        calls.doubts += 1
        calls.oldest_doubt_at = min(since, calls.oldest_doubt_at or since)


def _is_on_its_way(attempt: Attempt, lane: Lane | None, now: datetime) -> bool:
    """Its request is out, and who sent it still holds the lane: that is no doubt yet."""
    if attempt.ended_at is not None or lane is None or lane.lease_until is None:
        return False
    return attempt.epoch == lane.epoch and lane.lease_until > now
