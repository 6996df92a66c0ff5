"""What each cell shall be: what a person sees at the moment of trouble, what Xero holds then, and
what a person has to do until every document is *Sent* and Xero has each once.

The rows are in ``kinds``. A fault does much the same to every kind: so one line says it for its
column, in words in which ``GOING``, ``UNANSWERED`` and ``THROUGH`` are the row's own; cells that
differ are listed below, each with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from tests.faults import faults
from tests.faults.faults import DAY_LEFT, MINUTE_LEFT, Arrange, sandbox, turn_away

GOING = "<going>"
"""What the page says while the call is out: nothing of the trouble."""
UNANSWERED = "<unanswered>"
"""What the page says while Xero's answer is missing."""
THROUGH = "<through>"
"""What the page says once the call is answered."""

UNREACHABLE = "Waiting until HH:MM | Waiting until HH:MM: Xero cannot be reached."
LIMITED = "Waiting until HH:MM | Waiting until HH:MM: Xero's limit of calls."
TILL_TOMORROW = LIMITED.replace("HH:MM", "D Mon, HH:MM")
CHECKING = "Checking with Xero until HH:MM"
SHUT_OUT = (
    "Reconnect Xero | Xero no longer lets Tracker in. An owner connects again on PlugIns."
    " Reconnect Xero in PlugIns"
)

Way = Literal["by itself", "an owner reconnects", "somebody retries"]
ALL, NONE = "all", "none"


@dataclass(frozen=True)
class Cell:
    """``seen`` and ``held`` are of the moment of trouble; ``way`` leads from there to the end.

    ``together``: how many documents go, in one call where the kind can. ``waits``: for how many
    seconds the page says that it waits, where Xero said for how many.
    """

    arrange: Arrange
    seen: str
    held: str
    way: Way = "by itself"
    together: int = 2
    waits: int = 0


FAULTS: dict[str, Cell] = {
    "refused_connection": Cell(faults.refuse_the_connection, UNREACHABLE, NONE),
    "connect_timeout": Cell(faults.let_nobody_through, UNREACHABLE, NONE),
    "lost_reply": Cell(sandbox("lost_reply"), UNANSWERED, ALL),
    "cut_reply": Cell(sandbox("cut_reply"), UNANSWERED, ALL),
    "slow_past_the_deadline": Cell(faults.keep_it_past_the_deadline, UNANSWERED, NONE),
    "500_before": Cell(sandbox("http_500"), UNANSWERED, NONE),
    "500_after": Cell(sandbox("http_500_after"), UNANSWERED, ALL),
    "503": Cell(sandbox("http_503"), UNANSWERED, NONE),
    "429_minute": Cell(turn_away("rate_minute", MINUTE_LEFT), LIMITED, NONE, waits=MINUTE_LEFT),
    "429_day": Cell(turn_away("rate_day", DAY_LEFT), TILL_TOMORROW, NONE, waits=DAY_LEFT),
    "429_concurrent": Cell(faults.turn_away_for_a_moment, LIMITED, NONE),
    "401_expired": Cell(sandbox("token_expired"), GOING, NONE),
    "401_revoked": Cell(sandbox("token_revoked"), SHUT_OUT, NONE, "an owner reconnects"),
    "403": Cell(sandbox("http_403"), SHUT_OUT, NONE, "an owner reconnects"),
    "404_of_the_whole": Cell(sandbox("http_404"), GOING, NONE),
    "unparsable_200": Cell(sandbox("unparsable"), UNANSWERED, ALL),
    "no_records_in_a_200": Cell(sandbox("no_records"), UNANSWERED, ALL),
    "reordered": Cell(sandbox("reordered"), THROUGH, ALL),
    "unknown_enum": Cell(sandbox("unknown_enum"), THROUGH, ALL),
    "429_after_a_lost_reply": Cell(faults.lose_it_then_limit, CHECKING, ALL, waits=MINUTE_LEFT),
}

ALONE = ("receipt_undone", "details")
"""Each has a call of its own: so a cell is about one."""

Change = Callable[[Cell], Cell]

EXCEPTIONS: dict[tuple[str, str], Change] = {
    # One call for each: so it is the answers of three calls that come in another order.
    ("receipt_undone", "reordered"): lambda cell: replace(
        cell, arrange=faults.answer_the_first_last, together=3
    ),
    # One call for each: so there is nothing to halve.
    ("receipt_undone", "404_of_the_whole"): lambda cell: replace(
        cell,
        seen="Refused: Xero says: The resource you're looking for cannot be found"
        " → Look at the invoice in Xero, then retry. Open the invoice.",
        way="somebody retries",
    ),
    ("details", "404_of_the_whole"): lambda cell: replace(
        cell,
        seen="Refused: Xero says: The resource you're looking for cannot be found"
        " → Look at the change again on the Company page.",
        way="somebody retries",
    ),
    # The status is all that tells that it is gone, so Xero is asked.
    ("receipt_undone", "unknown_enum"): lambda cell: replace(cell, seen=UNANSWERED),
}


def cell_of(kind: str, fault: str) -> Cell:
    cell = FAULTS[fault]
    if kind in ALONE:
        cell = replace(cell, together=1)
    return EXCEPTIONS.get((kind, fault), lambda cell: cell)(cell)
