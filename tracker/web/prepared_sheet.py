"""The send dialog before the click: what will happen to each document."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending import estimate
from tracker.sending.models import Batch
from tracker.sending.plan import Will
from tracker.sending.refreshing import known_since
from tracker.web.access import Request
from tracker.web.allowance import allowance_words
from tracker.web.batch_kind import kind_of
from tracker.web.send_rows import Row, rows_of
from tracker.web.send_tabs import LARGE, deliveries_of, intent_tabs, page_of
from tracker.web.templatetags.ui import in_currency

GOES = (Will.CREATE, Will.UPDATE, Will.VOID, Will.RECEIPTS)
BLOCKED_SHOWN_MAX = 500


@dataclass
class Tally:
    """How many documents have which future, and the total in each currency."""

    intents: Counter[str] = field(default_factory=Counter)
    totals: dict[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.intents.total()

    @property
    def going(self) -> int:
        return sum(self.intents[will] for will in GOES)

    @property
    def total_in_words(self) -> str:
        sums = [in_currency(amount, currency) for currency, amount in sorted(self.totals.items())]
        return " + ".join(sums)


def prepared_sheet(request: Request, batch: Batch) -> dict[str, Any]:
    tally = _tally(batch)
    found = page_of(deliveries_of(batch, request.GET), request.GET)
    kind = kind_of(batch)
    return {
        "batch": batch,
        "kind": kind,
        "caption": f"What will happen to each {kind.one}",
        "tally": tally,
        "seconds": _seconds(batch) if tally.going else 0,
        "known_since": known_since(batch.connection),
        "allowance": allowance_words(batch.connection.tenant_id),
        "may_send_first": tally.going > 1 and _is_new(batch),
        "tabs": intent_tabs(kind, tally.total, tally.intents, request.GET),
        "blocked": _blocked(request, batch, tally),
        "rows": rows_of(batch, found.rows),
        "page": found,
        "is_fragment": bool(request.htmx),
    }


def _tally(batch: Batch) -> Tally:
    tally = Tally()
    rows = batch.deliveries.order_by().values("intent", "document__currency")
    for row in rows.annotate(n=Count("pk"), sum=Sum("document__gross")):
        tally.intents[row["intent"]] += row["n"]
        currency = row["document__currency"]
        tally.totals[currency] = tally.totals.get(currency, Decimal(0)) + row["sum"]
    return tally


def _seconds(batch: Batch) -> int:
    going = batch.deliveries.filter(intent__in=GOES).values("document")
    return estimate.seconds_left(batch.connection, Document.objects.filter(pk__in=going))


def _is_new(batch: Batch) -> bool:
    """Xero has accepted nothing from Tracker yet."""
    accepted = DocumentLink.objects.filter(connection=batch.connection_id)
    return not accepted.exclude(accepted_call=None).exists()


def _blocked(request: Request, batch: Batch, tally: Tally) -> list[Row]:
    """In a large batch every blocked one comes first; a small one shows them among the others."""
    is_first_page = not {"only", "after", "before"} & set(request.GET)
    if tally.total <= LARGE or not is_first_page:
        return []
    rows = batch.deliveries.filter(intent=Will.BLOCKED).select_related("document__company")
    return rows_of(batch, rows.order_by("position")[:BLOCKED_SHOWN_MAX])
