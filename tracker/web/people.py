"""People of the agency, for its owners: invite, change a role, remove, give a sign-in link."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tracker.agencies import people
from tracker.agencies.models import Person, Role
from tracker.agencies.not_possible import NotPossible
from tracker.web.access import Request, own, own_or_404, owners_only

ROLES = [
    (Role.OWNER, "Owner: also PlugIns, settings and people"),
    (Role.FINANCE, "Finance: writes and sends invoices"),
    (Role.VIEWER, "Viewer: sees everything, changes nothing"),
]


class InvitationForm(forms.Form):
    name = forms.CharField(max_length=200)
    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(choices=ROLES, initial=Role.FINANCE)


@owners_only
@require_safe
def people_list(request: Request) -> HttpResponse:
    return _page(request, InvitationForm())


@owners_only
@require_POST
@never_cache
def invite(request: Request) -> HttpResponse:
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        invited = people.invite(request.user.agency, by=request.user, **form.cleaned_data)
    except NotPossible as problem:
        form.add_error("email", problem.sentence)
        return _page(request, form, status=400)
    return _show_link(request, invited)


@owners_only
@require_POST
@never_cache
def give_link(request: Request, id: int) -> HttpResponse:
    return _show_link(request, _colleague(request, id))


@owners_only
@require_POST
def change_role(request: Request, id: int) -> HttpResponse:
    person = _colleague(request, id)
    role = request.POST.get("role", "")
    if role not in Role.values:
        return redirect("people")
    return _do(
        request,
        lambda: people.change_role(person, role=role, by=request.user),
        f"{person} is now {Role(role).label.lower()}.",
    )


@owners_only
@require_POST
def remove(request: Request, id: int) -> HttpResponse:
    person = _colleague(request, id)
    if not request.POST.get("confirmed"):
        return render(request, "people/remove.html", {"colleague": person})
    return _do(
        request, lambda: people.remove(person, by=request.user), f"{person} can no longer sign in."
    )


def _colleague(request: Request, id: int) -> Person:
    return own_or_404(request, own(request, Person).filter(is_active=True), pk=id)


def _do(request: Request, what: Callable[[], object], done: str) -> HttpResponse:
    try:
        what()
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, done)
    return redirect("people")


def _show_link(request: Request, person: Person) -> HttpResponse:
    page = {"colleague": person, "link": people.sign_in_link(person)}
    return render(request, "people/link.html", page)


def _page(request: Request, form: InvitationForm, status: int = 200) -> HttpResponse:
    colleagues = own(request, Person).filter(is_active=True).order_by("name", "email")
    page = {"form": form, "colleagues": colleagues, "roles": Role.choices}
    return render(request, "people/list.html", page, status=status)


urls = [
    path("people/", people_list, name="people"),
    path("people/invite/", invite, name="person_invite"),
    path("people/<int:id>/link/", give_link, name="person_link"),
    path("people/<int:id>/role/", change_role, name="person_role"),
    path("people/<int:id>/remove/", remove, name="person_remove"),
]
