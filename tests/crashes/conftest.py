"""Real worker processes beside a real sandbox, on this test's database."""

import os
from collections.abc import Iterator

import pytest

from tests.crashes.workers import Workers
from tests.sending.desk import Desk


@pytest.fixture
def workers(desk: Desk, process_environment: dict[str, str]) -> Iterator[Workers]:
    """Starts workers that talk to the desk's sandbox; what is left is killed at the end."""
    own = {name: text for name, text in process_environment.items() if _is_ours(name)}
    environment = {
        **{name: text for name, text in os.environ.items() if not _is_ours(name)},
        **own,
        **dict.fromkeys(
            ("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL", "XERO_WEB_URL"),
            desk.sandbox.url,
        ),
        "DJANGO_SETTINGS_MODULE": "tracker.project.settings",
        "TRACKER_SENDING_LANE_LEASE_SECONDS": "2",
        "TRACKER_SENDING_LANE_RENEW_SECONDS": "0.5",
        "TRACKER_SENDING_SWEEP_SECONDS": "1",
    }
    group = Workers(environment)
    yield group
    group.end()


def _is_ours(name: str) -> bool:
    return name.startswith(("TRACKER_", "XERO_", "DATABASE_URL"))
