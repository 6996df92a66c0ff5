"""Company → *Same company: keep this one*: what moves first, then it is done."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from tracker.accounts_system import linked_twice
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.companies.same_company import words_of
from tracker.sending import same_company
from tracker.web.access import Request, own, own_or_404, writers_only


@writers_only
@require_POST
def same(request: Request, id: UUID) -> HttpResponse:
    """Ask, then make the two one; this one is kept."""
    keep = own_or_404(request, Company, pk=id)
    other = _other(request)
    if other is None:
        messages.error(request, "The other company is not there any more: look again.")
        return redirect("company", id)
    if sentence := linked_twice.why_not(keep, other, by=request.user):
        messages.error(request, sentence)
        return redirect("company", id)
    if not request.POST.get("confirmed"):
        return render(request, "documents/confirm.html", _page(keep, other))
    try:
        moved = same_company.same(keep=keep, other=other, by=request.user)
        messages.success(request, f"{keep} is one company now: {moved.documents} moved here.")
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    return redirect("company", id)


def _other(request: Request) -> Company | None:
    try:
        other = UUID(request.POST.get("other", ""))
    except ValueError:
        return None
    return own(request, Company).filter(pk=other).first()


def _page(keep: Company, other: Company) -> dict[str, object]:
    return {
        "title": f"Is “{other}” the same company as “{keep}”?",
        "sentence": f"“{keep}” is kept, and “{other}” is only another name of it from then on."
        " This cannot be undone.",
        "points": _points(keep, other),
        "fields": [("other", str(other.pk))],
        "address": reverse("company_same", args=[keep.pk]),
        "button": "Same company",
        "back": reverse("company", args=[keep.pk]),
    }


def _points(keep: Company, other: Company) -> list[str]:
    moves = same_company.what_moves(keep, other)
    known_by = f" or the reference {other.reference}" if other.reference else ""
    points = [
        f"{moves.documents[0].upper()}{moves.documents[1:]} of “{other}” go to “{keep}”.",
        f"A file that says “{other}”{known_by} means “{keep}”.",
    ]
    if moves.filled:
        points.append(f"“{keep}” gets from it: {words_of(list(moves.filled))}.")
    return [*points, "Xero is not changed."]


urls = [path("companies/<uuid:id>/same/", same, name="company_same")]
