"""Signing in and out, and the one-time link that sets a first password."""

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tracker.agencies import people
from tracker.agencies.models import Person
from tracker.web import throttle
from tracker.web.access import anyone
from tracker.web.password_fields import new_password_field

WRONG = "That e-mail address and password do not belong together."
BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class FirstPasswordForm(forms.Form):
    password = new_password_field("New password")


@anyone
@never_cache
@sensitive_post_parameters()
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first page; afterwards the page that was asked for."""
    if request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = _person_signing_in(request, form)
        if person:
            login(request, person)
            return redirect(_next_page(request))
    status = 400 if form.errors else 200
    page = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "account/sign_in.html", page, status=status)


def _person_signing_in(request: HttpRequest, form: SignInForm) -> Person | None:
    email = form.cleaned_data["email"].strip().lower()
    if throttle.must_wait(request, email):
        form.add_error(None, throttle.SENTENCE)
        return None
    # Counted first: many that are tried at the same moment count as many.
    throttle.count_failure(request, email)
    person = authenticate(request, username=email, password=form.cleaned_data["password"])
    if not isinstance(person, Person):
        form.add_error(None, WRONG)
        return None
    throttle.forget(request, email)
    return person


def _next_page(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and wanted.startswith("/") else "home"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign_in")


@anyone
@never_cache
@sensitive_post_parameters()
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the password form; only sending it uses the link, so a mail scanner does not."""
    person = people.person_of_link(token)
    if person is None:
        return render(request, "account/link_is_used.html", status=410)
    form = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _password_is_set(person, form):
        login(request, person, backend=BACKEND)
        return redirect("home")
    page = {"form": form, "invited": person}
    return render(request, "account/first_password.html", page, status=400 if form.errors else 200)


def _password_is_set(person: Person, form: FirstPasswordForm) -> bool:
    try:
        people.set_password(person, password=form.cleaned_data["password"], by=person)
    except ValidationError as problem:
        form.add_error("password", problem)
        return False
    return True


urls = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
    path("sign-in/link/<str:token>/", sign_in_link, name="sign_in_link"),
]
