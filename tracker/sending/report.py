"""What became of a batch, in numbers and sentences."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from tracker import clock
from tracker.accounts_system.models import Attempt
from tracker.documents.models import Document
from tracker.sending.models import OPEN, STOPPED_BY_XERO, Batch, Delivery, State


@dataclass(frozen=True)
class Report:
    """Counts of documents; ``calls`` are requests made to Xero for the batch."""

    batch: int
    documents: int
    accepted: int
    refused: int
    unchanged: int
    waiting: int
    calls: int
    refusals: tuple[dict[str, str], ...]

    def as_json(self, *, seconds: float) -> dict[str, Any]:
        found = {name: value for name, value in vars(self).items() if name != "refusals"}
        return {**found, "seconds": round(seconds, 1), "refusals": list(self.refusals)}


def report(batch: Batch, *, also: Sequence[Document] = ()) -> Report:
    """A batch as it stands; ``also`` are documents that an earlier batch may still have open."""
    states = Counter(batch.deliveries.values_list("state", flat=True))
    refused = batch.deliveries.filter(state=State.REFUSED).select_related("document")
    return Report(
        batch=batch.number,
        documents=sum(states.values()) - states[State.LEFT_OUT],
        accepted=states[State.SENT],
        refused=states[State.REFUSED],
        unchanged=states[State.UNCHANGED],
        waiting=open_deliveries(batch, also).count(),
        calls=calls_of(batch),
        refusals=tuple(_refusal(each) for each in refused.order_by("position")),
    )


def open_deliveries(batch: Batch | None, also: Sequence[Document]) -> Any:
    """Of the batch and of ``also``; what the batch left out may be on its way in another one."""
    mine = Q(document__in=[document.pk for document in also])
    if batch is not None:
        left_out = batch.deliveries.filter(state=State.LEFT_OUT)
        mine |= Q(batch=batch) | Q(document__in=left_out.values("document"))
    return Delivery.objects.filter(mine, state__in=OPEN)


def calls_of(batch: Batch) -> int:
    return Attempt.objects.filter(
        call__connection=batch.connection_id, call__batch_number=batch.number
    ).count()


def is_quiet(batch: Batch | None, also: Sequence[Document], *, wait_seconds_max: float) -> bool:
    """Whether nothing moves any more: all is settled, or waits longer than that."""
    long = clock.now() + timedelta(seconds=wait_seconds_max)
    stuck = Q(state__in=STOPPED_BY_XERO) | Q(waiting_until__gt=long)
    return not open_deliveries(batch, also).exclude(stuck).exists()


def _refusal(delivery: Delivery) -> dict[str, str]:
    return {
        "number": delivery.document.number or "",
        "cause": delivery.cause,
        "sentence": delivery.sentence,
        "fix": delivery.fix,
    }
