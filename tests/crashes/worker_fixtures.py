"""Real worker processes beside a real sandbox, on this test's database."""

import os
from collections.abc import Iterator

import pytest

from tests.crashes.workers import Surroundings, Warmed, Workers
from tests.sending.desk import Desk

NOWHERE = "http://127.0.0.1:9"
URLS = ("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL", "XERO_WEB_URL")
SENDING = {"LANE_LEASE_SECONDS": 2, "LANE_RENEW_SECONDS": 0.5}


@pytest.fixture(scope="session")
def warm_ones() -> Iterator[dict[str, Warmed]]:
    """The warmed process of this run, by the database that its workers work on."""
    found: dict[str, Warmed] = {}
    yield found
    for each in found.values():
        each.end()


@pytest.fixture
def worker_environment(process_environment: dict[str, str]) -> dict[str, str]:
    """What a process of Tracker is configured with; it is told by its test where Xero is."""
    own = {name: text for name, text in process_environment.items() if _is_ours(name)}
    return {
        **{name: text for name, text in os.environ.items() if not _is_ours(name)},
        **own,
        **dict.fromkeys(URLS, NOWHERE),
        "DJANGO_SETTINGS_MODULE": "tracker.project.settings",
        "TRACKER_SENDING_SWEEP_SECONDS": "1",
        "TRACKER_POLL": "off",
    }


@pytest.fixture
def workers(
    desk: Desk, worker_environment: dict[str, str], warm_ones: dict[str, Warmed]
) -> Iterator[Workers]:
    """Starts workers that talk to the desk's sandbox; what is left is killed at the end."""
    database = worker_environment["DATABASE_URL"]
    if database not in warm_ones:
        warm_ones[database] = Warmed(worker_environment)
    urls = dict.fromkeys(URLS, desk.sandbox.url)
    group = Workers(warm_ones[database], Surroundings(urls, SENDING))
    yield group
    group.end()


def _is_ours(name: str) -> bool:
    return name.startswith(("TRACKER_", "XERO_", "DATABASE_URL"))
