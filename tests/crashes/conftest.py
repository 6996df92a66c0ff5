"""A story that workers are killed in."""

import httpx2
import pytest

from tests.crashes.story import Story
from tests.crashes.workers import Workers, eventually
from tests.sending.desk import Desk


@pytest.fixture
def story(desk: Desk, workers: Workers) -> Story:
    """A story with two chapters behind it, so that everything happens in its next one."""
    httpx2.post(f"{desk.sandbox.url}/_sandbox/limits", json={"tier": "off"})
    workers.number(LANE_LEASE_SECONDS=0.4, LANE_RENEW_SECONDS=0.1, CALLS_IN_FLIGHT=1)
    story = Story(desk)
    for _ in range(2):
        story.tell()
        worker = workers.start()
        eventually(story.is_settled)
        worker.kill()
    return story
