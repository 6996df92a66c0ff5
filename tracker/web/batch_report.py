"""A batch on paper: every document with both totals, what became of it, and the sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from tracker import clock
from tracker.accounts_system.models import DocumentLink
from tracker.sending import contact_updates
from tracker.sending.models import Batch, ContactUpdate, Delivery, State
from tracker.sending.report import calls_of
from tracker.web.access import Request
from tracker.web.batch_counts import batch_status_of, counts_of
from tracker.web.batch_kind import is_of_companies, kind_of, what_it_carries
from tracker.web.details_in_xero import status_of as status_of_others
from tracker.web.send import batch_or_404
from tracker.web.send_rows import messages_of, status_of

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Row:
    """One line of the report. A total is None where there is none to compare."""

    name: str
    company: str
    date: date | None
    currency: str
    here: Decimal | None
    in_xero: Decimal | None
    state: str
    group: str
    why: str
    way_on: str

    @property
    def differs(self) -> bool:
        return None not in (self.here, self.in_xero) and self.in_xero != self.here


@dataclass
class Sum:
    """What one state comes to in one currency."""

    state: str
    currency: str
    count: int = 0
    here: Decimal = NOTHING
    in_xero: Decimal = NOTHING


@require_safe
def batch_report(request: Request, number: int) -> HttpResponse:
    """One that nobody clicked is still a dialog, and there is nothing to report."""
    found = batch_or_404(request, number)
    if found.clicked_at is None:
        return redirect("send_batch", number)
    companies = is_of_companies(found)
    rows = [*_of_documents(found), *_of_companies(found), *_of_doubled(found)]
    page = {
        "batch": found,
        "kind": kind_of(found),
        "what": what_it_carries(found),
        "is_of_companies": companies,
        "status": batch_status_of(found, counts_of([found])[found.pk]),
        "rows": rows,
        "sums": sums_of(rows),
        "calls": calls_of(found),
        "as_of": localtime(clock.now()),
    }
    return render(request, "batches/report.html", page)


def sums_of(rows: Iterable[Row]) -> list[Sum]:
    """By state and currency, in the order in which the states first appear."""
    found: dict[tuple[str, str], Sum] = {}
    for row in rows:
        each = found.setdefault((row.group, row.currency), Sum(row.group, row.currency))
        each.count += 1
        each.here += row.here or NOTHING
        each.in_xero += row.in_xero or NOTHING
    return list(found.values())


def _of_documents(batch: Batch) -> list[Row]:
    """Three queries for any number of documents."""
    deliveries = list(batch.deliveries.select_related("document__company").order_by("position"))
    messages = messages_of(batch, deliveries)
    links = DocumentLink.objects.filter(
        connection=batch.connection_id, document__deliveries__batch=batch
    )
    totals = dict(links.values_list("document_id", "seen_total"))
    return [
        _of_document(each, totals.get(each.document_id), messages[str(each.document_id)])
        for each in deliveries
    ]


def _of_document(delivery: Delivery, in_xero: Decimal | None, messages: list[str]) -> Row:
    document = delivery.document
    return Row(
        name=" ".join(part for part in (str(document), document.supplier_number) if part),
        company=document.company.name,
        date=document.date,
        currency=document.currency,
        here=document.gross,
        in_xero=in_xero,
        state=status_of(delivery).text,
        group=State(delivery.state).label,
        why=delivery.sentence or " · ".join(messages) or delivery.will,
        way_on=delivery.fix,
    )


def _of_companies(batch: Batch) -> list[Row]:
    updates = batch.contact_updates.select_related("company").order_by("pk")
    return [_of_company(each) for each in updates]


def _of_company(update: ContactUpdate) -> Row:
    changes = contact_updates.changes_in_words(update.before, update.after)
    said = "; ".join(f"{change.label}: {change.after}" for change in changes)
    return Row(
        name=update.company.name,
        company="",
        date=None,
        currency="",
        here=None,
        in_xero=None,
        state=status_of_others(update).text,
        group=State(update.state).label,
        why=" ".join(part for part in (update.sentence, said) if part),
        way_on=update.fix,
    )


def _of_doubled(batch: Batch) -> list[Row]:
    """What was in Xero a second time, and is voided there."""
    voids = batch.doubled_voids.select_related("document__company").order_by("pk")
    return [
        Row(
            name=each.number or "No number",
            company=each.document.company.name,
            date=each.document.date,
            currency=each.document.currency,
            here=None,
            in_xero=None,
            state=status_of_others(each).text,
            group=State(each.state).label,
            why=each.sentence or f"In Xero twice: {each.document} is the one that stays.",
            way_on=each.fix,
        )
        for each in voids
    ]


urls = [path("batches/<int:number>/report/", batch_report, name="batch_report")]
