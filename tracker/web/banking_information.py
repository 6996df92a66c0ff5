"""Company → Banking Information: choose the contact in Xero, search for it, unlink, read anew."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts_system import company_links, connecting, contact_search
from tracker.accounts_system.candidates import candidates_of
from tracker.accounts_system.failures import NOT_CONNECTED
from tracker.accounts_system.models import Connection
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.web import details_in_xero
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.banking import banking_of
from tracker.web.entity import the_entity

SEARCH_LENGTH_MAX = 255


@writers_only
@require_safe
def choosing(request: Request, id: UUID) -> HttpResponse:
    """The contacts that the company may be, or that a search finds among those known."""
    company = own_or_404(request, Company, pk=id)
    connection = connecting.of_entity(the_entity(request))
    if connection is None:
        messages.error(request, NOT_CONNECTED)
        return redirect("company", id)
    typed = _typed(request.GET)
    page = {
        "company": company,
        "connection": connection,
        "typed": typed,
        "candidates": candidates_of(company, connection, search=typed),
        "banking": banking_of(request, company),
    }
    return render(request, "companies/choose_contact.html", page)


@writers_only
@require_POST
def choose(request: Request, id: UUID) -> HttpResponse:
    company = own_or_404(request, Company, pk=id)
    try:
        link = company_links.choose(
            company,
            connection=_connection(request),
            contact_id=request.POST.get("contact", "").replace("\x00", "")[:36],
            by=request.user,
        )
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return redirect("company_contact", id)
    contact = link.connection.contacts.get(contact_id=link.contact_id)
    messages.success(request, f"{company} is linked to “{contact}” in Xero.")
    return redirect("company", id)


@writers_only
@require_POST
def unlink(request: Request, id: UUID) -> HttpResponse:
    """Ask, then end the link."""
    company = own_or_404(request, Company, pk=id)
    if not request.POST.get("confirmed"):
        return render(request, "documents/confirm.html", _unlink_page(company))
    try:
        company_links.unlink(company, connection=_connection(request), by=request.user)
        messages.success(request, f"{company} is no longer linked to a contact in Xero.")
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    return redirect("company", id)


@writers_only
@require_POST
def search(request: Request, id: UUID) -> HttpResponse:
    """Ask Xero itself: what Tracker has not read yet is found too."""
    own_or_404(request, Company, pk=id)
    typed = _typed(request.POST)
    try:
        if not typed:
            raise NotPossible("Type a name, an e-mail or a number to search Xero for.")
        found = contact_search.search_in_xero(_connection(request), typed)
        if not found:
            messages.warning(request, f"Xero has no active contact with “{typed}”.")
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    return redirect(_address(id, typed))


@writers_only
@require_POST
def refresh(request: Request, id: UUID) -> HttpResponse:
    """Read what changed in Xero since the last time."""
    own_or_404(request, Company, pk=id)
    try:
        contact_search.refresh(_connection(request))
        messages.success(request, "Xero's contacts and invoices were read again.")
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    return redirect("company_contact" if request.POST.get("on") == "choosing" else "company", id)


def _connection(request: Request) -> Connection:
    connection = connecting.of_entity(the_entity(request))
    if connection is None:
        raise NotPossible(NOT_CONNECTED)
    return connection


def _typed(said: QueryDict) -> str:
    return said.get("q", "").replace("\x00", "").strip()[:SEARCH_LENGTH_MAX]


def _address(id: UUID, typed: str) -> str:
    query = QueryDict(mutable=True)
    query["q"] = typed
    return f"{reverse('company_contact', args=[id])}?{query.urlencode()}"


def _unlink_page(company: Company) -> dict[str, object]:
    return {
        "title": f"Unlink {company} from its contact in Xero?",
        "sentence": "Invoices in Xero stay where they are. The next one that is sent matches the"
        " company anew, by Tracker's contact code or by name, unless you choose a contact first.",
        "address": reverse("company_unlink", args=[company.pk]),
        "button": "Unlink",
        "is_danger": True,
        "back": reverse("company", args=[company.pk]),
    }


urls = [
    *details_in_xero.urls,
    path("companies/<uuid:id>/xero/", choosing, name="company_contact"),
    path("companies/<uuid:id>/xero/choose/", choose, name="company_choose_contact"),
    path("companies/<uuid:id>/xero/unlink/", unlink, name="company_unlink"),
    path("companies/<uuid:id>/xero/search/", search, name="company_search_xero"),
    path("companies/<uuid:id>/xero/refresh/", refresh, name="company_refresh"),
]
