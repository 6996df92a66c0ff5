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
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.voids import voiding
from tracker.web.access import Request, writers_only
from tracker.web.document_actions import address_back, ask, nothing_ticked
from tracker.web.document_conditions import gone, linked
from tracker.web.document_rows import rows_of
from tracker.web.paging import counted
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
def void(request: Request, kind: str) -> HttpResponse:
    """Ask, saying what will happen in Xero; then void those that can be."""
    chosen = selected(request, request.user.agency, kind)
    if not chosen.exists():
        return nothing_ticked(request, kind)
    chosen = chosen.exclude(lifecycle=Document.Lifecycle.VOID)
    documents = list(chosen[: AT_ONCE_MAX + 1])
    if problem := _problem(kind, documents):
        messages.error(request, problem)
        return redirect(address_back(request, kind))
    plan = _planned(documents)
    if not plan.fates:
        for why in plan.left[:REASONS_MAX]:
            messages.error(request, why)
        return redirect(address_back(request, kind))
    if request.POST.get("confirmed"):
        return _void(request, kind, documents)
    count = counted(plan.fates.total(), kind)
    page = {
        "title": f"Void {count}?",
        "sentence": FOR_GOOD,
        "points": _points(kind, plan.fates),
        "left": [{"why": why} for why in plan.left[:REASONS_MAX]],
        "left_count": counted(len(plan.left), kind),
        "address": reverse("documents_void", args=[kind]),
        "button": f"Void {count}",
        "is_danger": True,
    }
    return ask(request, kind, page)


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


def _points(kind: str, fates: Counter[str]) -> list[str]:
    """``2 invoices in Xero: voided there by the Send that follows.``"""
    if len(fates) == 1 and fates.total() == 1:
        words = FATES[next(iter(fates))]
        return [f"{words[0].upper()}{words[1:]}."]
    return [f"{counted(fates[key], kind)} {words}." for key, words in FATES.items() if fates[key]]


def _problem(kind: str, documents: list[Document]) -> str:
    if len(documents) > AT_ONCE_MAX:
        return f"Void takes {AT_ONCE_MAX} {words_for(kind).many} at once: tick fewer."
    return "" if documents else "These are void already."


def _void(request: Request, kind: str, documents: list[Document]) -> HttpResponse:
    done = [each for each in documents if _is_voided(request, each)]
    if done:
        messages.success(request, f"{counted(len(done), kind)} voided.")
    to_tell = Document.objects.filter(linked(), ~gone(), pk__in=[each.pk for each in done])
    if to_tell.exists():
        return open_dialog(request, kind, to_tell)
    return redirect(address_back(request, kind))


def _is_voided(request: Request, document: Document) -> bool:
    try:
        voiding.void(document, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return False
    return True


urls = [path("<kind:kind>/void/", void, name="documents_void")]
