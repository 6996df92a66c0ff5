"""When the database is backed up, and when it is put back: drawn like a death.

Both are counted in the points where a worker may die, so a backup may be made between a call's
first attempt and its answer, and put back while another worker is at work: that one dies with the
database it knew. Xero's books go on meanwhile.
"""

from dataclasses import dataclass

from tests.sending.bills import Killed
from tests.sending.restoring import Backup, back_up


@dataclass(frozen=True)
class Drawn:
    """``backs_up`` and ``puts_back`` are how many points pass before it; None is never.

    ``away_seconds`` is how long nobody reaches the database while it is put back: a standby that
    takes over is quick, a dump is not.
    """

    backs_up: int | None = None
    puts_back: int | None = None
    away_seconds: int = 0


NOTHING = Drawn()


class Restores:
    """Counts points; ``is_due`` from the one on at which the database is to be put back."""

    def __init__(self) -> None:
        self.backup: Backup | None = None
        self.away_seconds = 0
        self.is_due = False
        self.count = 0
        self._left_to: dict[str, int | None] = {}

    def set(self, drawn: Drawn) -> None:
        self.away_seconds = drawn.away_seconds
        self._left_to = {"back up": drawn.backs_up, "put back": drawn.puts_back}

    def pass_point(self) -> None:
        """Raises ``Killed`` where the database is taken away from whoever is at work."""
        if self._has_come("back up"):
            self.backup = back_up()
        if self._has_come("put back"):
            self.is_due = True
            raise Killed

    def come_to_an_end(self) -> None:
        """The moment is over: what was to happen after more points than it had happens now."""
        if self._left_to.pop("back up", None) is not None:
            self.backup = back_up()
        if self._left_to.pop("put back", None) is not None:
            self.is_due = True

    def taken(self) -> Backup:
        """What the database is put back to; it is done with by that."""
        assert self.backup is not None
        self.is_due = False
        self.count += 1
        return self.backup

    def _has_come(self, what: str) -> bool:
        left = self._left_to.get(what)
        self._left_to[what] = None if not left else left - 1
        return left == 0
