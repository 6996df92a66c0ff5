"""Until when something waits, as a person reads it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tracker import clock
from tracker.web import moments

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 11, 24, 0, 5, tzinfo=LONDON), "14:20"),
        (datetime(2026, 11, 23, 14, 25, tzinfo=LONDON), "24 Nov, 14:20"),
    ],
    ids=["the same day", "the day before"],
)
def test_the_day_is_said_where_it_is_not_today(
    monkeypatch: pytest.MonkeyPatch, now: datetime, said: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    assert moments.told(datetime(2026, 11, 24, 14, 20, tzinfo=LONDON)) == said
