"""How each fault of the matrix is arranged, around one call."""

from collections.abc import Callable

from tests.faults.trouble import Trouble

MINUTE_LEFT, DAY_LEFT = 40, 24 * 3600
"""For so many seconds Xero has no room, of a minute and of a day."""

Arrange = Callable[[Trouble], None]


def refuse_the_connection(trouble: Trouble) -> None:
    """Nobody listens any more."""
    trouble.before = trouble.place.wire.close


def let_nobody_through(trouble: Trouble) -> None:
    """Whoever connects hears nothing."""

    def jam() -> None:
        trouble.shorten_the_deadline()
        trouble.place.wire.jam()

    trouble.before = jam


def keep_it_past_the_deadline(trouble: Trouble) -> None:
    """Xero does the work once the call comes for a second time, or its sender has given up."""
    trouble.fault("hold")
    trouble.before = trouble.shorten_the_deadline
    trouble.second = trouble.place.xero.release


def lose_it_then_limit(trouble: Trouble) -> None:
    """The reply is lost, and whatever is asked next is turned away."""
    trouble.fault("lost_reply")
    trouble.first = lambda: trouble.place.xero.fault(
        {"kind": "rate_minute", "times": 1, "seconds": MINUTE_LEFT}
    )
    trouble.later = True


def turn_away(kind: str, seconds: int) -> Arrange:
    """A limit is reached, and room is again in so many seconds."""
    return lambda trouble: trouble.fault(kind, seconds=seconds)


def turn_away_for_a_moment(trouble: Trouble) -> None:
    """Five calls are at Xero already. What else there is to do is done meanwhile."""
    trouble.fault("rate_concurrent")
    trouble.later = True


def answer_the_first_last(trouble: Trouble) -> None:
    """Where each has a call of its own, it is calls that are answered in another order."""
    trouble.fault("slow", seconds=0.3)
    trouble.later = True


def sandbox(kind: str) -> Arrange:
    """The sandbox's own fault of that name."""
    return lambda trouble: trouble.fault(kind)
