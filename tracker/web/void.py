"""*Void*: what was never sent is void at once; of what Xero has, the send dialog opens next."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending.corrections.paid_edits import is_settled
from tracker.sending.voids import voiding
from tracker.web.access import Request, writers_only
from tracker.web.invoice_actions import address_back, ask, counted, nothing_ticked
from tracker.web.invoice_conditions import gone, linked
from tracker.web.invoice_rows import Row, rows_of
from tracker.web.selection import selected
from tracker.web.send import open_dialog
from tracker.web.statuses import is_gone
from tracker.xero.invoice_statuses import UNAPPROVED

AT_ONCE_MAX = 500
REASONS_MAX = 10
FOR_GOOD = "Void is for good: the number stays used."
FATES = {
    "here": "never sent: void here, and nothing is sent",
    "draft": "a draft in Xero: it is deleted there by the Send that follows",
    "xero": "in Xero: voided there by the Send that follows",
    "gone": "void in Xero already",
}


@dataclass(frozen=True)
class _Plan:
    """Which can be voided, by what happens to them in Xero, and which cannot."""

    fates: Counter[str]
    left: list[Document]


@writers_only
@require_POST
def void(request: Request) -> HttpResponse:
    """Ask, saying what will happen in Xero; then void those that can be."""
    chosen = selected(request, request.user.agency)
    if not chosen.exists():
        return nothing_ticked(request)
    chosen = chosen.exclude(lifecycle=Document.Lifecycle.VOID)
    documents = list(chosen[: AT_ONCE_MAX + 1])
    if problem := _problem(documents):
        messages.error(request, problem)
        return redirect(address_back(request))
    plan = _planned(documents)
    if not plan.fates:
        _say_why_not(request, plan.left)
        return redirect(address_back(request))
    if request.POST.get("confirmed"):
        return _void(request, documents)
    count = counted(plan.fates.total())
    page = {
        "title": f"Void {count}?",
        "sentence": FOR_GOOD,
        "points": _points(plan.fates),
        "left": _why_not(plan.left, request.user),
        "left_count": counted(len(plan.left)),
        "address": reverse("invoices_void"),
        "button": f"Void {count}",
        "is_danger": True,
    }
    return ask(request, page)


def _planned(documents: list[Document]) -> _Plan:
    rows = rows_of(documents)
    left = [row.document for row in rows if _stays(row)]
    return _Plan(Counter(_fate(row) for row in rows if not _stays(row)), left)


def _stays(row: Row) -> bool:
    """On its way, or with money on it: `voiding.void` says which, and what to do."""
    is_open = row.delivery is not None and row.delivery.is_open
    return is_open or bool(row.document.received) or (row.link is not None and is_settled(row.link))


def _fate(row: Row) -> str:
    if row.link is None or not row.link.connection.is_live:
        return "here"
    if is_gone(row.link):
        return "gone"
    return "draft" if row.link.seen_status in UNAPPROVED else "xero"


def _points(fates: Counter[str]) -> list[str]:
    """``2 invoices in Xero: voided there by the Send that follows.``"""
    if len(fates) == 1 and fates.total() == 1:
        words = FATES[next(iter(fates))]
        return [f"{words[0].upper()}{words[1:]}."]
    return [f"{counted(fates[key])} {words}." for key, words in FATES.items() if fates[key]]


def _problem(documents: list[Document]) -> str:
    if len(documents) > AT_ONCE_MAX:
        return f"Void takes {AT_ONCE_MAX} invoices at once: tick fewer."
    return "" if documents else "These are void already."


def _say_why_not(request: Request, left: list[Document]) -> None:
    for each in _why_not(left, request.user):
        messages.error(request, each["why"])


def _why_not(left: list[Document], by: Person) -> list[dict[str, str]]:
    """The refusals themselves: voiding is tried and taken back."""
    return [{"why": why} for each in left[:REASONS_MAX] if (why := _refusal(each, by))]


def _refusal(document: Document, by: Person) -> str:
    with transaction.atomic():
        try:
            voiding.void(document, by=by)
        except NotPossible as problem:
            return problem.sentence
        finally:
            transaction.set_rollback(True)
    return ""


def _void(request: Request, documents: list[Document]) -> HttpResponse:
    done = [each for each in documents if _is_voided(request, each)]
    if done:
        messages.success(request, f"{counted(len(done))} voided.")
    to_tell = Document.objects.filter(linked(), ~gone(), pk__in=[each.pk for each in done])
    if to_tell.exists():
        return open_dialog(request, to_tell)
    return redirect(address_back(request))


def _is_voided(request: Request, document: Document) -> bool:
    try:
        voiding.void(document, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return False
    return True


urls = [path("invoices/void/", void, name="invoices_void")]
