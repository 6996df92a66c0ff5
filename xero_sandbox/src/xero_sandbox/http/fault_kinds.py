"""What may go wrong with a call, and how it is said which call it befalls."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

KINDS = [
    "lost_reply",
    "cut_reply",
    "slow",
    "rate_minute",
    "rate_day",
    "rate_concurrent",
    "http_500",
    "http_500_after",
    "http_503",
    "http_403",
    "http_404",
    "unparsable",
    "no_records",
    "unreadable_record",
    "token_expired",
    "token_revoked",
    "reordered",
    "unknown_enum",
    "hold",
]
SLOW_SECONDS = 100.0


@dataclass(frozen=True)
class Fault:
    """What befalls one call. ``after``: a held or slow one does its work first and waits then.

    ``drawn``: the seed and the number that it was drawn by, as the journal tells them.
    """

    kind: str
    seconds: float | None = None
    after: bool = False
    drawn: str = ""

    def __str__(self) -> str:
        """All there is to know of it, for the journal; ``fault_wishes`` reads it again."""
        seconds = "" if self.seconds is None else f" seconds={self.seconds:.12g}"
        return f"{self.kind}{seconds}{' after' if self.after else ''}{self.drawn}"


@dataclass(frozen=True)
class Calls:
    """Which calls are meant. ``path`` is the end of theirs, in lower case."""

    method: str | None = None
    path: str | None = None

    def fit(self, method: str, path: str) -> bool:
        return self.method in (None, method) and (
            self.path is None or path.lower().rstrip("/").endswith(self.path)
        )

    def as_json(self) -> dict[str, Any]:
        return {"method": self.method, "path": self.path}


@dataclass
class Listed:
    """A fault for the next calls that fit and are let in, or for the ``call``-th that comes."""

    fault: Fault
    calls: Calls
    times: int = 1
    call: int | None = None
    count: int = 0

    def as_json(self) -> dict[str, Any]:
        fault = self.fault
        told = {"kind": fault.kind, "times": self.times, "call": self.call}
        seconds = None if fault.seconds is None else _exact(fault.seconds)
        return self.calls.as_json() | told | {"seconds": seconds, "after": fault.after}


@dataclass
class Chance:
    """Faults by chance. The same seed gives the same faults to the same calls, in order."""

    seed: int
    rates: dict[str, float]
    calls: Calls
    seconds: float | None = None
    after: bool = False
    count: int = 0

    def draw(self) -> Fault | None:
        self.count += 1
        point = Random(f"{self.seed}:{self.count}").random()
        for kind in sorted(self.rates):
            if point < self.rates[kind]:
                drawn = f" seed={self.seed} call={self.count}"
                return Fault(kind, self.seconds, self.after, drawn)
            point -= self.rates[kind]
        return None

    def as_json(self) -> dict[str, Any]:
        rates = {kind: _exact(rate) for kind, rate in self.rates.items()}
        return self.calls.as_json() | {"seed": self.seed, "rates": rates, "calls": self.count}


def _exact(number: float) -> Decimal:
    """As the control plane writes numbers."""
    return Decimal(str(number))
