"""My Settings: the person's own name and password."""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tracker.agencies import people
from tracker.web import throttle
from tracker.web.access import Request
from tracker.web.password_fields import new_password_field


class NameForm(forms.Form):
    name = forms.CharField(label="Your name", max_length=200)


class PasswordForm(forms.Form):
    current = forms.CharField(
        label="Current password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = new_password_field("New password")


@require_safe
def my_settings(request: Request) -> HttpResponse:
    return _page(request, NameForm(initial={"name": request.user.name}), PasswordForm())


@require_POST
def change_name(request: Request) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form, PasswordForm(), status=400)
    people.rename(request.user, name=form.cleaned_data["name"], by=request.user)
    messages.success(request, "Your name is changed.")
    return redirect("my_settings")


@require_POST
@sensitive_post_parameters()
def change_password(request: Request) -> HttpResponse:
    form = PasswordForm(request.POST)
    if not (form.is_valid() and _password_is_changed(request, form)):
        return _page(request, NameForm(initial={"name": request.user.name}), form, status=400)
    update_session_auth_hash(request, request.user)
    messages.success(request, "Your password is changed.")
    return redirect("my_settings")


def _password_is_changed(request: Request, form: PasswordForm) -> bool:
    if not _is_current(request, form):
        return False
    try:
        people.set_password(request.user, password=form.cleaned_data["new"], by=request.user)
    except ValidationError as problem:
        form.add_error("new", problem)
        return False
    return True


def _is_current(request: Request, form: PasswordForm) -> bool:
    """Whoever finds a browser signed in tries no more passwords here than at the door."""
    if throttle.must_wait(request, request.user.email):
        form.add_error("current", throttle.SENTENCE)
        return False
    throttle.count_failure(request, request.user.email)
    if not request.user.check_password(form.cleaned_data["current"]):
        form.add_error("current", "That is not your current password.")
        return False
    throttle.forget(request, request.user.email)
    return True


def _page(
    request: Request, name_form: NameForm, password_form: PasswordForm, status: int = 200
) -> HttpResponse:
    page = {"name_form": name_form, "password_form": password_form}
    return render(request, "account/my_settings.html", page, status=status)


urls = [
    path("my-settings/", my_settings, name="my_settings"),
    path("my-settings/name/", change_name, name="change_name"),
    path("my-settings/password/", change_password, name="change_password"),
]
