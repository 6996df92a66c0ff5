"""Misbehaviour on demand: listed call by call, or drawn from a seed."""

from dataclasses import dataclass
from random import Random
from threading import Condition, Lock
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
    "token_expired",
    "token_revoked",
    "reordered",
    "unknown_enum",
    "hold",
]
SLOW_SECONDS = 100.0


class BadFault(ValueError):
    """What was asked for is no fault; the message says why."""


@dataclass
class Fault:
    """``after``: a held or slow call does its work first and waits with the answer."""

    kind: str
    method: str | None = None
    path: str | None = None
    times: int = 1
    seconds: float | None = None
    after: bool = False
    told: str = ""

    def fits(self, method: str, path: str) -> bool:
        return (self.method is None or self.method == method) and (
            self.path is None or path.lower().endswith(self.path)
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "path": self.path,
            "kind": self.kind,
            "times": self.times,
            "after": self.after,
        }


@dataclass
class Chance:
    """Faults by chance. The same seed gives the same faults to the same calls, in order."""

    seed: int
    rates: dict[str, float]
    method: str | None = None
    path: str | None = None
    count: int = 0

    def draw(self, method: str, path: str) -> Fault | None:
        if not Fault("", self.method, self.path).fits(method, path):
            return None
        self.count += 1
        point = Random(f"{self.seed}:{self.count}").random()
        for kind in sorted(self.rates):
            if point < self.rates[kind]:
                return Fault(kind, told=f"{kind} seed={self.seed} call={self.count}")
            point -= self.rates[kind]
        return None


class Faults:
    """The faults to come, and the gate that held calls wait at."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listed: list[Fault] = []
        self._chance: Chance | None = None
        self._gate = Condition()
        self._held = 0
        self._releases = 0

    def add(self, wish: Any) -> None:
        """Take ``{"faults": [...]}`` or ``{"seed", "rates"}``. Raises BadFault."""
        if not isinstance(wish, dict) or not ("faults" in wish or "rates" in wish):
            raise BadFault('Send {"faults": [...]} or {"seed": 7, "rates": {"lost_reply": 0.05}}.')
        listed = [_fault(each) for each in _list(wish.get("faults", []))]
        chance = _chance(wish) if "rates" in wish else None
        with self._lock:
            self._listed += listed
            self._chance = chance or self._chance

    def clear(self) -> None:
        with self._lock:
            self._listed.clear()
            self._chance = None
        self.release()

    def pick(self, method: str, path: str) -> Fault | None:
        """The fault that this call meets, used up by it."""
        with self._lock:
            for fault in self._listed:
                if fault.fits(method, path):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._listed.remove(fault)
                    return fault
            return self._chance.draw(method, path) if self._chance else None

    def told(self) -> dict[str, Any]:
        with self._lock:
            chance = self._chance
            return {
                "faults": [fault.as_json() for fault in self._listed],
                "seed": chance.seed if chance else None,
                "held": self._held,
            }

    @property
    def held(self) -> int:
        """How many calls wait to be released."""
        return self._held

    def hold(self) -> None:
        """Wait for the next release."""
        with self._gate:
            turn = self._releases
            self._held += 1
            self._gate.notify_all()
            self._gate.wait_for(lambda: self._releases > turn)
            self._held -= 1

    def wait_until_held(self, count: int = 1, *, timeout_seconds: float = 10) -> bool:
        """For tests in the same process: wait until so many calls are held."""
        with self._gate:
            return self._gate.wait_for(lambda: self._held >= count, timeout_seconds)

    def release(self) -> int:
        """Let every held call go on; says how many."""
        with self._gate:
            released = self._held
            self._releases += 1
            self._gate.notify_all()
            return released


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadFault("'faults' is a list.")
    return value


def _fault(told: Any) -> Fault:
    if not isinstance(told, dict) or told.get("kind") not in KINDS:
        raise BadFault(f"Each fault has a kind, one of: {', '.join(KINDS)}.")
    times = told.get("times", 1)
    if isinstance(times, bool) or not isinstance(times, int) or times < 1:
        raise BadFault("'times' is a whole number from 1.")
    seconds = told.get("seconds")
    if seconds is not None and not _is_number(seconds):
        raise BadFault("'seconds' is a number.")
    method, path = _words(told)
    return Fault(
        told["kind"],
        method,
        path,
        times,
        None if seconds is None else float(seconds),
        bool(told.get("after")),
        told["kind"],
    )


def _words(told: dict[str, Any]) -> tuple[str | None, str | None]:
    method, path = told.get("method"), told.get("path")
    if not (method is None or isinstance(method, str)) or not (
        path is None or isinstance(path, str)
    ):
        raise BadFault("'method' and 'path' are texts.")
    return (method.upper() if method else None, path.lower().rstrip("/") if path else None)


def _chance(wish: dict[str, Any]) -> Chance:
    rates, seed = wish["rates"], wish.get("seed", 0)
    if not isinstance(rates, dict) or not rates.keys() <= set(KINDS):
        raise BadFault(f"'rates' names kinds of fault: {', '.join(KINDS)}.")
    if not all(_is_number(rate) and 0 <= rate <= 1 for rate in rates.values()):
        raise BadFault("Each rate is a number from 0 to 1.")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise BadFault("'seed' is a whole number.")
    method, path = _words(wish)
    return Chance(seed, {kind: float(rate) for kind, rate in rates.items()}, method, path)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
