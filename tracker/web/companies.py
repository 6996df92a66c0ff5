"""Companies: the list of all, or of those in one role."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from tracker.companies.models import Company, OtherName
from tracker.web.access import Request, own
from tracker.web.name_paging import page_by_name
from tracker.web.paging import count_in_words, count_up_to

ROLES = {"clients": {"is_client": True}, "suppliers": {"is_supplier": True}}


@dataclass(frozen=True)
class Tab:
    label: str
    address: str
    is_here: bool


@require_safe
def companies_list(request: Request) -> HttpResponse:
    typed = request.GET.get("q", "").replace("\x00", "").strip()
    role = _role(request.GET)
    found = _called(own(request, Company).filter(**ROLES.get(role, {})), typed)
    shown = page_by_name(found, request.GET, "name")
    page = {
        "companies": shown.rows,
        "count_in_words": count_in_words(count_up_to(found)),
        "typed": typed,
        "role": role,
        "tabs": _tabs(role, typed),
        "newer": shown.before,
        "older": shown.after,
    }
    return render(request, "companies/list.html", page)


def _called(companies: QuerySet[Company], typed: str) -> QuerySet[Company]:
    """Those whose name has what was typed, or another name that they are known by."""
    if not typed:
        return companies
    known = OtherName.objects.filter(name__icontains=typed).values("company")
    return companies.filter(Q(name__icontains=typed) | Q(pk__in=known))


def _role(asked: QueryDict) -> str:
    role = asked.get("role", "")
    return role if role in ROLES else ""


def _tabs(chosen: str, typed: str) -> list[Tab]:
    """All, clients, suppliers; what was searched for stays."""
    return [
        Tab(role.capitalize() or "All", _address(role, typed), role == chosen)
        for role in ("", *ROLES)
    ]


def _address(role: str, typed: str) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in (("role", role), ("q", typed)) if value})
    return f"{reverse('companies')}?{query.urlencode()}"


urls = [path("companies/", companies_list, name="companies")]
