"""*Void*: what was never sent is void at once; of what Xero has, the send dialog opens next."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from tracker.accounts_system.models import DocumentLink
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending.voids import voiding
from tracker.web.access import Request, writers_only
from tracker.web.invoice_actions import address_back, ask, nothing_ticked
from tracker.web.invoice_conditions import gone, linked
from tracker.web.invoice_rows import rows_of
from tracker.web.paging import invoices_in_words
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
    """How many can be voided, by what happens to them in Xero, and why the others cannot."""

    fates: Counter[str]
    left: list[str]


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
        for why in plan.left[:REASONS_MAX]:
            messages.error(request, why)
        return redirect(address_back(request))
    if request.POST.get("confirmed"):
        return _void(request, documents)
    count = invoices_in_words(plan.fates.total())
    page = {
        "title": f"Void {count}?",
        "sentence": FOR_GOOD,
        "points": _points(plan.fates),
        "left": [{"why": why} for why in plan.left[:REASONS_MAX]],
        "left_count": invoices_in_words(len(plan.left)),
        "address": reverse("invoices_void"),
        "button": f"Void {count}",
        "is_danger": True,
    }
    return ask(request, page)


def _planned(documents: list[Document]) -> _Plan:
    plan = _Plan(Counter(), [])
    for row in rows_of(documents):
        link = row.link if row.link is not None and row.link.connection.is_live else None
        delivery = row.delivery if row.delivery is not None and row.delivery.is_open else None
        if why := voiding.why_not(row.document, link, delivery):
            plan.left.append(why)
        else:
            plan.fates[_fate(link)] += 1
    return plan


def _fate(link: DocumentLink | None) -> str:
    if link is None:
        return "here"
    if is_gone(link):
        return "gone"
    return "draft" if link.seen_status in UNAPPROVED else "xero"


def _points(fates: Counter[str]) -> list[str]:
    """``2 invoices in Xero: voided there by the Send that follows.``"""
    if len(fates) == 1 and fates.total() == 1:
        words = FATES[next(iter(fates))]
        return [f"{words[0].upper()}{words[1:]}."]
    return [
        f"{invoices_in_words(fates[key])} {words}." for key, words in FATES.items() if fates[key]
    ]


def _problem(documents: list[Document]) -> str:
    if len(documents) > AT_ONCE_MAX:
        return f"Void takes {AT_ONCE_MAX} invoices at once: tick fewer."
    return "" if documents else "These are void already."


def _void(request: Request, documents: list[Document]) -> HttpResponse:
    done = [each for each in documents if _is_voided(request, each)]
    if done:
        messages.success(request, f"{invoices_in_words(len(done))} voided.")
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
