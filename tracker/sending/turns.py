"""When an owner of a lane gives way: its worker stops, or others have waited long enough."""

import threading
from time import monotonic

from django.conf import settings

stopping = threading.Event()
"""Set once by a worker that was told to stop: its lanes are given back at once."""


class Turn:
    """How long one owner has worked a lane without a break."""

    def __init__(self) -> None:
        self._began = monotonic()

    def is_over(self) -> bool:
        seconds: float = settings.SENDING["LANE_TURN_SECONDS"]
        return stopping.is_set() or monotonic() - self._began > seconds
