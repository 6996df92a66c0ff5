"""Finding what is at fault in a call that Xero refuses as a whole, or answers with a 500."""

from dataclasses import dataclass
from datetime import timedelta

EXTRA_CALLS_MAX = 24
ERRORS_IN_A_ROW = 4
TROUBLE_MINUTES = (5, 15, 60)


@dataclass
class Trial:
    """What the search has cost so far; shared by all parts of the call that it began with."""

    size: int
    extra_calls: int = 0

    def may_halve(self) -> bool:
        return self.extra_calls + 2 <= EXTRA_CALLS_MAX

    def patience(self) -> int:
        """How often the lane waits before one record alone is held to be at fault.

        What came alone gave no halves to tell it from an illness of Xero's: one wait is enough,
        because everything else waits with it.
        """
        return 1 if self.size == 1 else len(TROUBLE_MINUTES)


def errors_allowed(troubles: int) -> int:
    """How many 500 in a row are taken for a fault of the records, after so many waits.

    Two of them in different halves look like an illness of Xero's at first: each wait beyond the
    last step of the ladder searches one halving further.
    """
    return ERRORS_IN_A_ROW + 2 * max(0, troubles - len(TROUBLE_MINUTES) + 1)


def pause_after_reading(failed_in_a_row: int) -> timedelta:
    """Half a minute at first; an illness that lasts does not use up the day's calls."""
    if failed_in_a_row <= ERRORS_IN_A_ROW:
        return timedelta(seconds=30)
    return timedelta(minutes=minutes_to_wait(failed_in_a_row - ERRORS_IN_A_ROW - 1))


def minutes_to_wait(troubles: int) -> int:
    return TROUBLE_MINUTES[min(troubles, len(TROUBLE_MINUTES) - 1)]
