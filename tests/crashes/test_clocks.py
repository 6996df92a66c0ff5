"""A worker is killed while Xero's clock and Tracker's differ, and while both pass a key's life.

A request that was out is done before a clock is moved: Xero is done with one three minutes after
it left (docs/operating.md, *What is promised*).
"""

import signal
from pathlib import Path

import pytest
from django.test import override_settings

from tests.crashes.books import assert_told_once
from tests.crashes.moments import CHOSEN, at
from tests.crashes.story import Story
from tests.crashes.workers import Workers, eventually
from tracker.accounts_system.models import Call

APART_SECONDS = 90
KEYS_LIFE_SECONDS = 600


@pytest.mark.parametrize("gone", [0, KEYS_LIFE_SECONDS], ids=["at once", "after the key's life"])
@pytest.mark.parametrize("ahead", ["Xero", "Tracker"])
def test_clocks_that_differ_double_and_lose_nothing(
    story: Story, workers: Workers, tmp_path: Path, ahead: str, gone: int
) -> None:
    offset = APART_SECONDS if ahead == "Tracker" else 0
    story.desk.sandbox.clock.advance(APART_SECONDS - offset)
    for write in CHOSEN:
        with override_settings(TRACKER_CLOCK_OFFSET_SECONDS=offset):
            killed = at(
                f"sent {write}",
                signal.SIGKILL,
                story,
                workers,
                tmp_path,
                TRACKER_CLOCK_OFFSET_SECONDS=offset,
            )
            assert killed.wait() == -signal.SIGKILL
            eventually(lambda: is_done(story))
        offset += gone
        story.desk.sandbox.clock.advance(gone)
        successor = workers.start(TRACKER_CLOCK_OFFSET_SECONDS=offset)
        eventually(story.is_settled)
        successor.kill()
        assert_told_once(story)


def is_done(story: Story) -> bool:
    """Whether Xero has answered every write that left and whose answer nobody has."""
    left = Call.objects.filter(settled_at=None, attempts__outcome="").exclude(key="")
    calls = story.desk.sandbox.journal.calls()
    return set(left.values_list("key", flat=True)) <= {
        each["key"] for each in calls if each["status"] is not None
    }
