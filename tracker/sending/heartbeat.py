"""Holding on to a lane while its owner waits for Xero."""

import logging
import threading
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, connection

from tracker.accounts_system import lane
from tracker.accounts_system.lane import Held, LaneLost

log = logging.getLogger(__name__)


class Heartbeat:
    """Renews the lease from a thread of its own. Losing the lane is found out by ``fenced``."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="lane", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._over.wait(settings.SENDING["LANE_RENEW_SECONDS"]):
                self._renew()
        except LaneLost:
            return
        finally:
            connection.close()

    def _renew(self) -> None:
        try:
            lane.renew(self._held)
        except DatabaseError as error:
            log.warning("the lane's lease could not be renewed: %s", error)
            connection.close()
