"""A worker in a thread beside the test: for what is shown while one of its calls is out."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import httpx2
from django.conf import settings
from django.db import connection
from django.test import override_settings

from tests.sending.desk import Desk
from tracker.accounts_system.models import Attempt, Call

T = TypeVar("T")


def look_at_third_attempt(
    desk: Desk, purpose: Call.Purpose, *, method: str, look: Callable[[], T]
) -> T:
    """Lose two replies to such a call; what ``look`` finds while it is out for the third time."""
    desk.fault("lost_reply", method=method, times=2)
    desk.fault("hold", method=method)
    attempts = Attempt.objects.filter(call__purpose=purpose)
    numbers = {**settings.SENDING, "REPLAY_WINDOW_SECONDS": 30, "CALL_DEADLINE_SECONDS": 20}
    with override_settings(SENDING=numbers):
        worker = threading.Thread(target=_work_and_close, args=(desk,))
        worker.start()
        while worker.is_alive() and attempts.count() < 3:
            time.sleep(0.02)
        found = look()
        while worker.is_alive():
            httpx2.post(f"{desk.sandbox.url}/_sandbox/faults/release")
            time.sleep(0.05)
    return found


def _work_and_close(desk: Desk) -> None:
    try:
        give_up_at = time.monotonic() + 20
        while time.monotonic() < give_up_at:
            desk.work()
            if not Call.objects.filter(settled_at=None).exists():
                return
            time.sleep(0.05)
    finally:
        connection.close()
