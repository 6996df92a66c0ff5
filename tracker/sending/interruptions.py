"""Why a sender stops before everything is sent."""

from datetime import datetime


class MustWait(Exception):
    """Nothing more can leave before ``until``."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(reason)
        self.until = until
        self.reason = reason


class GiveWay(Exception):
    """The turn is over: somebody else may work, and the rest goes on after that."""


class MustReconnect(Exception):
    """Xero does not let Tracker in any more."""
