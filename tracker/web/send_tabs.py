"""The parts of a large batch: each with its count and the address that shows only it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict

from tracker.documents.kinds import KindWords
from tracker.sending.models import OPEN, Batch, Delivery, State
from tracker.sending.plan import Will
from tracker.web.batch_counts import NOT_SENT, Counts
from tracker.web.number_paging import NumberPage, page_by_number

LARGE = 100
"""Above so many documents the rows stand in pages, with counts above them."""

INTENTS = {
    Will.BLOCKED: "Blocked",
    Will.CREATE: "Create",
    Will.UPDATE: "Update",
    Will.VOID: "Void",
    Will.RECEIPTS: "",
    Will.UNCHANGED: "No change",
}
STATES: dict[str, tuple[str, tuple[State, ...]]] = {
    "refused": ("Refused", (State.REFUSED,)),
    "open": ("Still to come", OPEN),
    "sent": ("Sent", (State.SENT,)),
    "unchanged": ("No change", (State.UNCHANGED,)),
    "not_sent": ("Not sent", NOT_SENT),
}


@dataclass(frozen=True)
class Tab:
    label: str
    count: int
    address: str
    is_here: bool


def intent_tabs(
    kind: KindWords, total: int, counts: Mapping[str, int], asked: QueryDict
) -> list[Tab]:
    """All, then each outcome that there is; none for a small batch."""
    money = f"{kind.money.capitalize()}s"
    parts = [(str(key), label or money, counts.get(key, 0)) for key, label in INTENTS.items()]
    return _tabs(total, parts, asked)


def state_tabs(counts: Counts, asked: QueryDict) -> list[Tab]:
    parts = [
        (key, label, sum(counts.states[state] for state in states))
        for key, (label, states) in STATES.items()
    ]
    return _tabs(counts.total, parts, asked)


def deliveries_of(batch: Batch, asked: QueryDict) -> QuerySet[Delivery]:
    """Those of the part that is asked for, with document and company."""
    rows = batch.deliveries.select_related("document__company")
    only = asked.get("only", "")
    if batch.clicked_at is None:
        return rows.filter(intent=only) if only in set(Will) else rows
    return rows.filter(state__in=STATES[only][1]) if only in STATES else rows


def page_of(deliveries: QuerySet[Delivery], asked: QueryDict) -> NumberPage[Delivery]:
    return page_by_number(deliveries, asked, "position", size=LARGE)


def _tabs(total: int, parts: list[tuple[str, str, int]], asked: QueryDict) -> list[Tab]:
    if total <= LARGE:
        return []
    here = asked.get("only", "")
    known = [key for key, _, _ in parts]
    tabs = [Tab("All", total, "?", here not in known)]
    return tabs + [
        Tab(label, count, f"?only={key}", here == key)
        for key, label, count in parts
        if count or here == key
    ]
