"""When an owner of a lane gives way: its worker stops, or others have waited long enough."""

import threading
from time import monotonic

from django.conf import settings

from tracker.sending.workers import workers_alive

SHORTEST_SECONDS = 1
ROUND_SECONDS = 15
"""Within this time everybody who waits has a turn, and makes a call in the next 15."""

stopping = threading.Event()
"""Set once by a worker that was told to stop: its lanes are given back at once."""


class Turn:
    """How long one owner has worked a lane without a break."""

    def __init__(self) -> None:
        self._began = monotonic()

    def may_be_over(self) -> bool:
        """Whether it is worth looking who waits."""
        longest: float = settings.SENDING["LANE_TURN_SECONDS"]
        return stopping.is_set() or self._seconds() > min(SHORTEST_SECONDS, longest)

    def is_over(self, waiting: int) -> bool:
        """Whether somebody else is next, where so many jobs wait."""
        if stopping.is_set():
            return True
        return waiting > 0 and self._seconds() > seconds_of_a_turn(waiting)

    def _seconds(self) -> float:
        return monotonic() - self._began


def seconds_of_a_turn(waiting: int) -> float:
    """Shorter where many wait, so that each of them has its turn soon."""
    longest: float = settings.SENDING["LANE_TURN_SECONDS"]
    at_once = workers_alive() * int(settings.PROCRASTINATE_WORKER_DEFAULTS["concurrency"])
    if not at_once:
        return longest  # Nobody is there to take what waits.
    fair = ROUND_SECONDS * at_once / waiting
    return min(longest, max(SHORTEST_SECONDS, fair))
