"""The lane: one owner at a time for all traffic to one organisation.

A lane is taken by one conditional UPDATE on the database's clock. Whoever holds it names itself and
the epoch in every transaction (``fenced``), so an owner that slept past its lease cannot write any
more; nor can one whose database was put back meanwhile, where the epoch may come a second time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from tracker import clock
from tracker.accounts_system.models import Lane


class LaneLost(Exception):
    """Somebody else has taken the lane: stop at once and write nothing."""


@dataclass(frozen=True)
class Held:
    """A lane in our hands. ``wakes`` is how often it had been knocked at when it was taken."""

    tenant_id: str
    owner: str
    epoch: int
    wakes: int


def knock(tenant_id: str) -> None:
    """Say that there is work. Part of the transaction that made the work."""
    Lane.objects.get_or_create(tenant_id=tenant_id)
    Lane.objects.filter(pk=tenant_id).update(wakes=F("wakes") + 1)


def take(tenant_id: str, *, owner: str) -> Held | None:
    """The lane, or None where somebody else holds it."""
    now = clock.database_now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    taken = Lane.objects.filter(free, pk=tenant_id).update(
        owner=owner, epoch=F("epoch") + 1, lease_until=_lease(now)
    )
    if taken != 1:
        return None
    lane = Lane.objects.get(pk=tenant_id)
    if lane.owner != owner:
        return None
    return Held(tenant_id=tenant_id, owner=owner, epoch=lane.epoch, wakes=lane.wakes)


def renew(held: Held) -> None:
    """Hold the lane for another lease. Raises ``LaneLost``, also where it was given back."""
    kept = _ours(held).update(lease_until=_lease(clock.database_now()))
    if kept != 1:
        raise LaneLost(held.tenant_id)


def give_back(held: Held, *, due_at: datetime | None, reason: str) -> bool:
    """Let go of the lane. False where somebody knocked meanwhile: then it is still held."""
    return (
        _ours(held)
        .filter(wakes=held.wakes)
        .update(owner="", lease_until=None, due_at=due_at, reason=reason)
        == 1
    )


def let_go(held: Held) -> None:
    """Let go of the lane whatever waits: the next sweep wakes it."""
    _ours(held).update(owner="", lease_until=None)


def heard(held: Held) -> Held:
    """The same lane, knowing of every knock so far. Raises ``LaneLost``."""
    lane = _ours(held).first()
    if lane is None:
        raise LaneLost(held.tenant_id)
    return replace(held, wakes=lane.wakes)


@contextmanager
def fenced(held: Held) -> Iterator[None]:
    """One transaction of the lane's owner. Raises ``LaneLost`` before anything is written."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM accounts_system_lane"
                " WHERE tenant_id = %s AND owner = %s AND epoch = %s FOR SHARE",
                [held.tenant_id, held.owner, held.epoch],
            )
            if cursor.fetchone() is None:
                raise LaneLost(held.tenant_id)
        yield


def _ours(held: Held) -> QuerySet[Lane]:
    return Lane.objects.filter(pk=held.tenant_id, owner=held.owner, epoch=held.epoch)


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.SENDING["LANE_LEASE_SECONDS"])
