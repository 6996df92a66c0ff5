"""A browser at Tracker's own pages, served by this process."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests import cast
from tests.connected import beside_a_sandbox
from tests.journeys.place import XERO, Place
from tests.web.conftest import signed_in
from tracker.agencies.models import Person

At = Callable[..., BrowserContext]
TRACKER = Path(sys.executable).with_name("tracker")


@pytest.fixture
def desk_of(browser: Browser, live_server: LiveServer) -> Iterator[At]:
    """Opens a browser in which a person is signed in; takes what Playwright's contexts take.

    `desk_of(person, color_scheme="dark").new_page().goto("/invoices/")`; without a person
    nobody is signed in.
    """
    contexts = []

    def opened(person: Person | None = None, **options: object) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        if person:
            name = settings.SESSION_COOKIE_NAME
            value = signed_in(person).cookies[name].value
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        return context

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def place(
    live_server: LiveServer, settings: Any, process_environment: dict[str, str]
) -> Iterator[Place]:
    settings.TRACKER_URL = live_server.url
    office = cast.office()
    products = cast.price_list(office)
    clients = cast.clients(office)
    lines = [cast.a_line(product=products["TEMP-DAY"])]
    companies = (clients.acme, clients.brightwater, clients.cobalt)
    invoices = [cast.approved_invoice(office, each, lines=lines) for each in companies]
    with beside_a_sandbox() as sandbox:
        surroundings = {
            **process_environment,
            **dict.fromkeys(XERO, sandbox.url),
            "TRACKER_URL": live_server.url,
            "DJANGO_SETTINGS_MODULE": "tracker.project.settings",
        }
        worker = subprocess.Popen([TRACKER, "worker"], env=surroundings)
        yield Place(office, sandbox, invoices)
        worker.kill()
        worker.wait()
