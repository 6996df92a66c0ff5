"""Misbehaviour on demand: listed call by call, or drawn from a seed."""

from threading import Condition, Lock
from typing import Any

from xero_sandbox.http.fault_kinds import Chance, Fault, Listed
from xero_sandbox.http.fault_wishes import read


class Faults:
    """The faults to come, and the gate that held calls wait at."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listed: list[Listed] = []
        self._chances: list[Chance] = []
        self._gate = Condition()
        self._held = 0
        self._releases = 0

    def add(self, wish: Any) -> None:
        """Take listed faults, a seed with rates, or a journal to replay. Raises BadFault."""
        listed, chances = read(wish)
        with self._lock:
            self._listed += listed
            for chance in chances:
                others = [each for each in self._chances if each.calls != chance.calls]
                self._chances = [*others, chance]

    def clear(self) -> None:
        with self._lock:
            self._listed.clear()
            self._chances.clear()
        self.release()

    def arrive(self, method: str, path: str) -> Fault | None:
        """Count a call that comes, and draw what befalls it if it is let in.

        Each is counted, also who is turned away: so a number means the same call again when the
        same calls are made again, whatever limits and tokens do to them meanwhile.
        """
        with self._lock:
            fitting = [each for each in self._chances if each.calls.fit(method, path)]
            drawn = [each.draw() for each in fitting]
            due = [self._due(each) for each in list(self._listed) if each.calls.fit(method, path)]
            return next((each for each in [*due, *drawn] if each), None)

    def _due(self, listed: Listed) -> Fault | None:
        if listed.call is None:
            return None
        listed.count += 1
        if listed.count < listed.call:
            return None
        self._listed.remove(listed)
        return listed.fault

    def pick(self, method: str, path: str, drawn: Fault | None = None) -> Fault | None:
        """The fault that befalls a call that was let in: a listed one, used up by it, or the one
        that was drawn."""
        with self._lock:
            for listed in self._listed:
                if listed.call is None and listed.calls.fit(method, path):
                    listed.times -= 1
                    if listed.times <= 0:
                        self._listed.remove(listed)
                    return listed.fault
            return drawn

    def told(self) -> dict[str, Any]:
        with self._lock:
            return {
                "faults": [each.as_json() for each in self._listed],
                "chances": [each.as_json() for each in self._chances],
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
