"""What the tests of sending may ask for."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings


@pytest.fixture
def short_deadlines(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The protocol in seconds instead of minutes; its order stays the same."""
    short = {
        "CALL_DEADLINE_SECONDS": 1,
        "REPLAY_AFTER_SECONDS": (0, 0.8),
        "REPLAY_WINDOW_SECONDS": 2,
        "ASK_AFTER_SECONDS": 0.2,
    }
    monkeypatch.setattr("tracker.accounts_system.limits.CONCURRENT_PAUSE", timedelta(seconds=0.2))
    with override_settings(SENDING={**settings.SENDING, **short}):
        yield


@pytest.fixture
def deadlines_of_bills(short_deadlines: None) -> Iterator[None]:
    """The same, with a Xero that is done with a request three seconds after it left."""
    with override_settings(SENDING={**settings.SENDING, "ASK_AFTER_SECONDS": 3}):
        yield
