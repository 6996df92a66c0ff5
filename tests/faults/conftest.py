"""A sandbox as a process for each process of tests, and a desk beside it for each cell."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

import pytest
from django.conf import settings
from django.test import override_settings

from tests.cast import Office
from tests.connected import confirm, connected
from tests.faults.place import Place
from tests.faults.relay import Relay
from tests.faults.xero_process import XeroProcess, running_process


@pytest.fixture(scope="session")
def xero() -> Iterator[XeroProcess]:
    with running_process() as process:
        yield process


@pytest.fixture(scope="session")
def relay(xero: XeroProcess) -> Iterator[Relay]:
    wire = Relay(xero.port)
    yield wire
    wire.end()


@pytest.fixture
def place(
    office: Office, xero: XeroProcess, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    """Connected, mapped and confirmed, with both clocks alike; calls go through the wire."""
    monkeypatch.setattr("tracker.web.live_sheet.workers_alive", lambda: True)
    monkeypatch.setattr("tracker.accounts_system.limits.CONCURRENT_PAUSE", timedelta(seconds=0.2))
    xero.begin_anew()
    addresses = dict.fromkeys(("XERO_IDENTITY_URL", "XERO_LOGIN_URL", "XERO_WEB_URL"), xero.url)
    ahead = xero.ahead_seconds()
    with override_settings(
        **addresses,
        XERO_API_URL=relay.url,
        TRACKER_CLOCK_OFFSET_SECONDS=ahead,
        SENDING=dict(settings.SENDING),
    ):
        process = cast(Any, xero)
        connection = connected(office, process)
        confirm(connection, by=office.owner)
        yield Place(office, connection, process, relay, xero)
        relay.watcher = None
        relay.open()
