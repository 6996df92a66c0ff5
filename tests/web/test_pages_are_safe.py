"""Every page, as it is and as a part: its headers, and what it makes of texts that would run."""

from html.parser import HTMLParser
from typing import cast
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import Clients, Office
from tests.web.addresses import Address, addresses
from tests.web.everything import everything
from tests.web.poison import SCRIPT, poison
from tracker.accounts_system.lists import Refreshed
from tracker.agencies.not_possible import NotPossible
from tracker.project.content_security import POLICY

PAGES = 30
WITHOUT_MARKUP = {"documents_export", "import_refusals", "healthz", "metrics"}


class Markup(HTMLParser):
    """What a browser would find in a page that must not be there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "iframe", "object", "embed", "base") and not _is_ours(
            given.get("src")
        ):
            self.found.append(self.get_starttag_text() or tag)
        for name, value in given.items():
            words = (value or "").strip().lower()
            if (
                name.startswith(("on", "hx-on"))
                or name == "style"
                or words.startswith(("javascript:", "js:"))
            ):
                self.found.append(self.get_starttag_text() or tag)


def _is_ours(source: str | None) -> bool:
    return bool(source and source.startswith("/static/"))


@pytest.fixture
def walked(the_office: Office, clients: Clients) -> list[Address]:
    everything(the_office, clients)
    assert poison() > 40
    return addresses(the_office.agency)


def test_no_text_runs_on_any_page_or_part_of_one(walked: list[Address], olivia: Client) -> None:
    count = 0
    for each in walked:
        if each.name in WITHOUT_MARKUP:
            continue
        for headers in ({}, {"HX-Request": "true"}):
            answer = _asked(olivia, each, headers)
            assert answer.status_code < 500, each.path
            if "text/html" not in answer.get("Content-Type", ""):
                continue
            text = answer.content.decode()
            count += "&lt;script&gt;evil()" in text
            assert "<script>evil" not in text and "<img src=x" not in text, each.path
            assert Markup(text).found == [], each.path
    assert count > PAGES, "the texts are on the pages"
    assert Markup(SCRIPT).found, "and would be found"


def _asked(client: Client, address: Address, headers: dict[str, str]) -> HttpResponse:
    """The page; where it is one that reads Xero first, what it says when Xero cannot be asked."""
    said = Refreshed((), SCRIPT)
    nothing = patch("tracker.accounts_system.calls.read", side_effect=NotPossible(SCRIPT))
    with nothing, patch("tracker.accounts_system.lists.refresh", return_value=said):
        answer = client.get(address.path, headers=headers)
    return cast(HttpResponse, answer)


def test_every_answer_carries_the_headers(
    the_office: Office, clients: Clients, olivia: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything(the_office, clients)
    olivia.raise_request_exception = False
    answers = [olivia.get(each.path) for each in addresses(the_office.agency)]
    answers += [Client().get("/"), Client().get("/sign-in/")]
    answers += [olivia.get("/no-such-page/"), olivia.get("/?q=%00"), olivia.post("/")]
    answers += [olivia.get("/", headers={"Host": "evil.example"})]
    answers += [Client(enforce_csrf_checks=True).post("/sign-in/")]
    answers += [olivia.post("/import/", CONTENT_LENGTH="200000001")]
    monkeypatch.setattr("tracker.web.home.render", None)
    answers += [olivia.get("/")]
    assert {200, 302, 400, 403, 404, 405, 413, 500} <= {each.status_code for each in answers}
    for each in answers:
        where = (each.request["PATH_INFO"], each.status_code)
        assert each["Content-Security-Policy"].startswith(POLICY), where
        assert each["X-Content-Type-Options"] == "nosniff", where
        assert each["Referrer-Policy"] == "same-origin", where
        assert each["Cross-Origin-Opener-Policy"] == "same-origin", where
        assert each["X-Frame-Options"] == "DENY", where


def test_the_policy_lets_nothing_run_but_our_own_files(olivia: Client) -> None:
    said = olivia.get("/")["Content-Security-Policy"]
    told = dict(part.strip().split(" ", 1) for part in said.split(";"))
    assert (
        "unsafe" not in said
        and "*" not in said
        and "http:" not in said.replace("http://localhost:9", "")
    )
    assert told["default-src"] == told["base-uri"] == told["frame-ancestors"] == "'none'"
    assert told["script-src"] == told["style-src"] == told["connect-src"] == "'self'"
    assert told["form-action"] == "'self' http://localhost:9"


def test_a_form_leads_to_xeros_own_consent_page(olivia: Client, settings) -> None:
    settings.XERO_LOGIN_URL = "https://login.xero.com"
    assert olivia.get("/")["Content-Security-Policy"].endswith(
        "form-action 'self' https://*.xero.com"
    )
