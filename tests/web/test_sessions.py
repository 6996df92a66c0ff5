"""Sessions: whom the cookie goes to, how long it counts, and what ends it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.utils import timezone

from tests.cast import PASSWORD, Office
from tests.web.conftest import signed_in
from tracker.agencies import people
from tracker.project import settings as installed

pytestmark = pytest.mark.django_db
NEW = "nine green bottles"
EVIL = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
    "/\t/evil.example",
    "\n//evil.example",
    "http://testserver@evil.example/",
]


def _with_session(key: str | None) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(key)
    return client


def session_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def entered(email: str = "olivia@harbour.example", password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post("/sign-in/", {"email": email, "password": password})
    assert answer.status_code == 302
    return client


def test_scripts_and_other_sites_do_not_get_the_cookie(the_office: Office) -> None:
    cookie = entered().cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 12 * 60 * 60


@pytest.mark.parametrize(("url", "secure"), [("https://t.example", True), ("http://l:1", False)])
def test_behind_https_cookies_and_browsers_stay_there(
    tmp_path: Path, url: str, secure: bool
) -> None:
    """Asked of a process that is configured so, for settings are read once."""
    said = _settings_of(tmp_path, url, "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    assert said == [str(secure)] * 2
    assert _settings_of(tmp_path, url, "SECURE_HSTS_SECONDS") == ["31536000" if secure else "0"]


def test_signing_in_begins_another_session(the_office: Office) -> None:
    """Whoever had planted the old one, and knows it, gets nothing from it."""
    planted = SessionStore()
    planted.create()
    client = _with_session(planted.session_key)
    client.post("/sign-in/", {"email": "olivia@harbour.example", "password": PASSWORD})
    assert client.get("/").status_code == 200 and session_of(client) != planted.session_key
    assert _with_session(planted.session_key).get("/").status_code == 302


def test_signing_out_ends_it_on_our_side_too(the_office: Office) -> None:
    client = entered("farid@harbour.example")
    before = session_of(client)
    client.post("/sign-out/")
    assert _with_session(before).get("/").status_code == 302


def test_twelve_hours_count_from_signing_in_whatever_one_does(the_office: Office) -> None:
    client = entered()
    ends_at = Session.objects.get().expire_date
    for path in ("/", "/invoices/", "/my-settings/"):
        assert settings.SESSION_COOKIE_NAME not in client.get(path).cookies
    client.post("/my-settings/name/", {"name": "Olivia G."})
    assert Session.objects.get().expire_date == ends_at
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/").status_code == 302


def test_another_password_ends_every_other_session(the_office: Office) -> None:
    here, elsewhere = entered(), entered()
    before = session_of(here)
    here.post("/my-settings/password/", {"current": PASSWORD, "new": NEW})
    assert here.get("/").status_code == 200 and session_of(here) != before
    assert elsewhere.get("/").status_code == 302


def test_a_password_by_link_ends_every_session(the_office: Office) -> None:
    """Whose password leaked gets a link from an owner, and whoever used it is out."""
    thief = entered()
    link = people.sign_in_link(the_office.owner).removeprefix(settings.TRACKER_URL)
    assert Client().post(link, {"password": NEW}).status_code == 302
    assert thief.get("/").status_code == 302


@pytest.mark.parametrize("elsewhere", EVIL)
def test_nobody_is_led_elsewhere(the_office: Office, elsewhere: str) -> None:
    page = Client().get("/sign-in/", {"next": elsewhere})
    assert f'href="{elsewhere}"' not in page.content.decode()
    sent = {"email": "olivia@harbour.example", "password": PASSWORD, "next": elsewhere}
    assert Client().post("/sign-in/", sent)["Location"] == "/"


def test_a_page_whose_session_ended_goes_to_sign_in_as_a_whole(the_office: Office) -> None:
    """Its parts are asked for by themselves, and the sign-in page is no part of one."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/invoices/?status=sent"}
    answer = Client().get("/invoices/", headers=headers)
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Finvoices%2F%3Fstatus%3Dsent"
    assert not answer.content
    elsewhere = {**headers, "HX-Current-URL": "https://evil.example/x"}
    assert Client().get("/invoices/", headers=elsewhere)["HX-Redirect"] == "/sign-in/?next=%2F"


def test_sessions_and_links_outlive_a_change_of_the_secret_key(the_office: Office) -> None:
    with override_settings(SECRET_KEY="the old key " * 5):
        client = signed_in(the_office.owner)
        link = people.sign_in_link(the_office.viewer).removeprefix(settings.TRACKER_URL)
    new = {"SECRET_KEY": "the new key " * 5, "SECRET_KEY_FALLBACKS": ["the old key " * 5]}
    with override_settings(**new):
        assert client.get("/").status_code == 200
        assert Client().get(link).status_code == 200
    # What was asked for meanwhile was written under the new key: the old one may go.
    with override_settings(SECRET_KEY=new["SECRET_KEY"]):
        assert client.get("/").status_code == 200
        assert Client().get(link).status_code == 410


def test_passwords_are_hashed_by_current_advice() -> None:
    """Argon2id with 19 MiB and two rounds or more:
    https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
    """
    with override_settings(PASSWORD_HASHERS=installed.PASSWORD_HASHERS):
        _, kind, _, numbers, _, _ = make_password(PASSWORD).split("$")
    said = dict(pair.split("=") for pair in numbers.split(","))
    assert kind == "argon2id"
    assert int(said["m"]) >= 19 * 1024 and int(said["t"]) >= 2


@pytest.mark.parametrize("weak", ["short", "password123", "928374650192", "olivia grant"])
def test_a_weak_password_is_refused(the_office: Office, weak: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(weak, the_office.owner)


def _settings_of(home: Path, url: str, *names: str) -> list[Any]:
    told = f"from tracker.project import settings as s; print(*(s.{', s.'.join(names)},))"
    environment = {"PATH": os.environ["PATH"], "TRACKER_HOME": str(home), "TRACKER_URL": url}
    done = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()
