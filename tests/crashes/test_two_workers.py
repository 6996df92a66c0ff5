"""Two workers and one lane: from the start, one frozen and thawed, one told to stop."""

import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.crashes.books import assert_told_once
from tests.crashes.moments import CHOSEN, at
from tests.crashes.story import Story
from tests.crashes.workers import Workers, eventually
from tracker import clock
from tracker.accounts_system.models import Attempt, Lane

LEAVES_WITHIN_SECONDS = 1


def test_two_workers_from_the_start_send_each_thing_once(story: Story, workers: Workers) -> None:
    workers.number(CALLS_IN_FLIGHT=4)
    story.desk.sandbox.journal.clear()
    for _ in range(3):
        story.tell()
        both = [workers.start(), workers.start()]
        eventually(story.is_settled)
        for each in both:
            each.kill()
    assert_told_once(story)
    assert_nothing_was_written_twice()


def assert_nothing_was_written_twice() -> None:
    """Each call that writes went out once: nobody took the lane from somebody who was at work."""
    writing = Attempt.objects.exclude(call__purpose="read")
    assert Counter(writing.values_list("number", flat=True)).keys() == {1}


@pytest.mark.parametrize("when", ["before", "sent", "answered"])
def test_a_frozen_worker_that_thaws_beside_its_successor_doubles_nothing(
    story: Story, workers: Workers, tmp_path: Path, when: str
) -> None:
    workers.number(CALL_COMMIT_TO_SEND_SECONDS=LEAVES_WITHIN_SECONDS)
    for write in CHOSEN:
        frozen = at(f"{when} {write}", signal.SIGSTOP, story, workers, tmp_path)
        froze_at = clock.database_now()
        successor = workers.start()
        eventually(story.is_settled)
        forget_keys(story)
        wait_until_it_is_too_late(froze_at.timestamp())
        epoch = Lane.objects.get().epoch
        frozen.send_signal(signal.SIGCONT)
        assert frozen.stop() == 0
        assert_told_once(story)
        assert Lane.objects.get().epoch >= epoch
        successor.kill()


def forget_keys(story: Story) -> None:
    """As if more than six minutes had gone by in Xero: no key stands in anybody's way now."""
    story.desk.sandbox.sandbox.keys.clear()


def wait_until_it_is_too_late(froze_at: float) -> None:
    while clock.database_now().timestamp() < froze_at + LEAVES_WITHIN_SECONDS:
        time.sleep(0.05)


def test_a_worker_that_is_told_to_stop_gives_its_lane_back_and_another_goes_on(
    story: Story, workers: Workers, tmp_path: Path
) -> None:
    for write in CHOSEN:
        worker = at(f"sent {write}", signal.SIGTERM, story, workers, tmp_path)
        assert worker.wait() == 0
        assert not Lane.objects.exclude(lease_until=None).exists()
        assert not story.is_settled(), "nothing new has left since"
        successor = workers.start()
        eventually(story.is_settled)
        successor.kill()
        assert_told_once(story)
