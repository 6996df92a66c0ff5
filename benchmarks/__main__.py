"""`make bench`, or `make bench ARGS="import list"` for some of its parts."""

import signal
import sys
from types import FrameType

from benchmarks.ground import Ground

SECONDS_MAX = 1_800


def main() -> None:
    """Run every part, or those that are named, and print the table as it grows."""
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, _end)
    signal.alarm(SECONDS_MAX)
    with Ground() as ground:
        ground.set_up_django()
        # Only now: what it measures are Django's models.
        from benchmarks.parts import run

        run(ground, sys.argv[1:])


def _end(number: int, _frame: FrameType | None) -> None:
    reason = "it took too long" if number == signal.SIGALRM else "it was told to stop"
    raise SystemExit(f"The benchmark ended early: {reason}.")


if __name__ == "__main__":
    main()
