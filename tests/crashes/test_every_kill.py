"""A worker is killed at every commit and every request; another goes on; all is in Xero once.

The suite kills at each kind of boundary: each function that commits after each kind of write, and
each write before it leaves, when its last byte has, and when its answer came; of readings it takes
each function once. `TRACKER_TEST_KILLS=every` takes each boundary there is, one by one, with as
many calls in flight as there are.
"""

import signal
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.crashes.books import assert_told_once
from tests.crashes.boundaries import End
from tests.crashes.moments import EVERY
from tests.crashes.story import Story
from tests.crashes.workers import Worker, Workers, eventually

OF_A_READING = tuple(
    f"commit of accounts_system/calls.py:{name}" for name in ("_open_read", "new_attempt", "record")
)
SHARES = 4
"""Each share kills at each fourth boundary, so that several processors can do it."""


@pytest.mark.parametrize("share", range(SHARES))
def test_killed_anywhere_a_worker_loses_and_doubles_nothing(
    story: Story, workers: Workers, tmp_path: Path, share: int
) -> None:
    journal = tmp_path / "journal"
    if EVERY:
        workers.number(CALLS_IN_FLIGHT=4)
    assert run(story, workers, journal, None) is None
    assert_told_once(story)
    for end in every_end(share) if EVERY else kinds(journal.read_text(), share):
        began = time.monotonic()
        try:
            died = run(story, workers, journal, end)
            assert_told_once(story)
        except AssertionError as error:
            error.add_note(f"Killed at {end}; open: {story.what_is_open()}")
            raise
        print(f"{end.number} {died or 'survived'} ({time.monotonic() - began:.1f} s)")
        if died is None and EVERY:
            return
        assert died, f"{end} was never reached"


def every_end(share: int) -> Iterator[End]:
    return (End(number) for number in count(share + 1, SHARES))


def kinds(journal: str, share: int) -> list[End]:
    """The first boundary of each kind, for this share."""
    seen: dict[str, str] = {}
    for name in journal.splitlines():
        seen.setdefault(_kind(name), name)
    return [End(1, name) for name in list(seen.values())[share::SHARES]]


def _kind(name: str) -> str:
    what, _, request = name.partition(" after ")
    is_of_reading = request.startswith("GET ") or what.startswith(OF_A_READING)
    return what if is_of_reading else name.partition(" GET ")[0]


def run(story: Story, workers: Workers, journal: Path, end: End | None) -> str | None:
    """A chapter with a worker that ends there, and another that goes on; where it ended."""
    journal.write_text("")
    story.tell()
    story.make_tokens_old()
    worker = workers.start(journal=journal, end=end)
    if has_settled(story, worker):
        story.ask_for_a_sync()
    if has_settled(story, worker) and worker.stop() == 0:
        return None
    assert worker.wait() == -signal.SIGKILL
    successor = workers.start()
    eventually(story.is_settled)
    successor.kill()
    return journal.read_text().splitlines()[-1]


def has_settled(story: Story, worker: Worker) -> bool:
    """Wait until all is settled, or until the worker has ended: then False."""
    eventually(lambda: worker.poll() is not None or story.is_settled())
    return worker.poll() is None
