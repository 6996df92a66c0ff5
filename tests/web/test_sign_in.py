"""Signing in, and what stops somebody who tries passwords."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from tests.cast import PASSWORD, Office
from tests.web.conftest import signed_in
from tracker.agencies import people
from tracker.agencies.models import Role
from tracker.web import throttle
from tracker.web.models import SignInFailures

pytestmark = pytest.mark.django_db
EMAIL = "olivia@harbour.example"
NEW = "nine green bottles"


def try_to_sign_in(password: str, email: str = EMAIL, **more: str) -> "tuple[int, str]":
    answer = Client().post("/sign-in/", {"email": email, "password": password, **more})
    return answer.status_code, answer.headers.get("Location", answer.content.decode())


def test_the_right_password_opens_home(the_office: Office) -> None:
    assert try_to_sign_in(PASSWORD) == (302, "/")
    assert try_to_sign_in(PASSWORD, email="OLIVIA@harbour.example") == (302, "/")


def test_the_page_that_was_asked_for_comes_next(the_office: Office) -> None:
    assert try_to_sign_in(PASSWORD, next="/products/") == (302, "/products/")


def test_nobody_is_led_elsewhere(the_office: Office) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert try_to_sign_in(PASSWORD, next=elsewhere) == (302, "/")


def test_a_wrong_password_says_no_more_than_that(the_office: Office) -> None:
    known = try_to_sign_in("wrong password")
    unknown = try_to_sign_in("wrong password", email="nobody@harbour.example")
    assert known[0] == unknown[0] == 400
    assert "do not belong together" in known[1] and "do not belong together" in unknown[1]


def test_after_five_wrong_passwords_the_right_one_waits_too(the_office: Office) -> None:
    for _ in range(throttle.FAILURES_MAX):
        try_to_sign_in("wrong password")
    status, page = try_to_sign_in(PASSWORD)
    assert status == 400 and "wait a quarter of an hour" in page
    assert try_to_sign_in(PASSWORD, email="farid@harbour.example") == (302, "/")


def test_after_a_quarter_of_an_hour_one_may_try_again(
    the_office: Office, settings: Settings
) -> None:
    for _ in range(throttle.FAILURES_MAX):
        try_to_sign_in("wrong password")
    settings.TRACKER_CLOCK_OFFSET_SECONDS = timedelta(minutes=16).total_seconds()
    assert try_to_sign_in(PASSWORD) == (302, "/")


def test_signing_in_forgets_the_failures(the_office: Office) -> None:
    for _ in range(throttle.FAILURES_MAX - 1):
        try_to_sign_in("wrong password")
    assert try_to_sign_in(PASSWORD) == (302, "/")
    try_to_sign_in("wrong password")
    assert try_to_sign_in(PASSWORD) == (302, "/")


def test_a_removed_person_is_out_at_once(the_office: Office, farid: Client) -> None:
    assert farid.get("/").status_code == 200
    people.remove(the_office.colleague, by=the_office.owner)
    assert farid.get("/").status_code == 302
    assert try_to_sign_in(PASSWORD, email="farid@harbour.example")[0] == 400


def test_a_link_sets_a_password_once_and_only_when_sent(the_office: Office) -> None:
    nora = people.invite(
        the_office.agency, email="nora@harbour.example", name="Nora", role=Role.VIEWER, by="test"
    )
    address = people.sign_in_link(nora).removeprefix("http://localhost:8000")
    browser = Client()
    assert "Choose a password" in browser.get(address).content.decode()
    assert Client().get(address).status_code == 200, "only looking at it does not use it"
    assert browser.post(address, {"password": "short"}).status_code == 400
    assert browser.post(address, {"password": NEW})["Location"] == "/"
    assert "Harbour Talent" in browser.get("/").content.decode()
    assert Client().get(address).status_code == 410
    assert try_to_sign_in(NEW, email="nora@harbour.example") == (302, "/")


def test_signing_out_ends_it(olivia: Client) -> None:
    assert olivia.get("/sign-out/").status_code == 405
    assert olivia.post("/sign-out/")["Location"] == "/sign-in/"
    assert olivia.get("/").status_code == 302


def test_a_person_changes_their_own_password(the_office: Office) -> None:
    vera = signed_in(the_office.viewer)
    form = {"current": "not it", "new": NEW}
    page = vera.post("/my-settings/password/", form)
    assert page.status_code == 400 and "not your current password" in page.content.decode()
    assert vera.post("/my-settings/password/", {"current": PASSWORD, "new": NEW}).status_code == 302
    assert vera.get("/").status_code == 200, "and stays signed in"
    assert try_to_sign_in(NEW, email=the_office.viewer.email) == (302, "/")


def test_a_form_from_elsewhere_is_explained(the_office: Office) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(the_office.owner)
    page = strict.post("/sign-out/")
    assert page.status_code == 403
    assert "Please send that once more" in page.content.decode()


def test_guessing_from_elsewhere_does_not_lock_a_person_out(the_office: Office) -> None:
    for place in range(throttle.FAILURES_MAX):
        try_from("203.0.113.7", f"wrong {place}")
    assert try_from("203.0.113.7", PASSWORD) == 400
    assert try_from("198.51.100.1", PASSWORD) == 302


def test_guessing_from_everywhere_has_an_end(the_office: Office, monkeypatch) -> None:
    monkeypatch.setattr(throttle, "FAILURES_FROM_EVERYWHERE_MAX", 6)
    for place in range(6):
        try_from(f"203.0.113.{place}", "wrong")
    assert try_from("198.51.100.1", PASSWORD) == 400


def test_old_failures_are_forgotten_with_the_next_one(
    the_office: Office, settings: Settings
) -> None:
    try_to_sign_in("wrong", email="nobody@elsewhere.example")
    settings.TRACKER_CLOCK_OFFSET_SECONDS = timedelta(minutes=16).total_seconds()
    try_to_sign_in("wrong")
    assert SignInFailures.objects.get().email == "olivia@harbour.example"


def try_from(address: str, password: str) -> int:
    sent = {"email": "olivia@harbour.example", "password": password}
    # A proxy adds whom it speaks for at the end; what stands before it anybody may have written.
    headers = {"X-Forwarded-For": f"10.0.0.1, {address}"}
    return Client().post("/sign-in/", sent, headers=headers).status_code
