"""How many calls Xero allows: five at once, 60 a minute, 5,000 a day (1,000 on Starter).

https://developer.xero.com/faq/limits and https://developer.xero.com/faq/pricing-and-policy-updates
"""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from math import ceil
from threading import Lock
from zlib import crc32

from xero_sandbox.clock import Clock
from xero_sandbox.http.answers import Answer, too_many

MINUTE, DAY = 60, 86_400


@dataclass(frozen=True)
class Tier:
    """``None`` everywhere: nothing is limited."""

    at_once: int | None
    minute: int | None
    day: int | None
    app_minute: int | None


TIERS = {
    "real": Tier(5, 60, 5_000, 10_000),
    "starter": Tier(5, 60, 1_000, 10_000),
    "off": Tier(None, None, None, None),
}
_WIDE_OPEN = Tier(5, 60, 5_000, 10_000)


class Window:
    """Calls counted in fixed spans of time, which start at a moment of each tenant's own."""

    def __init__(self, seconds: int, shift: int) -> None:
        self.seconds = seconds
        self.shift = shift % seconds
        self.number = -1
        self.used = 0

    def turn(self, now: float) -> None:
        number = int((now - self.shift) // self.seconds)
        if number != self.number:
            self.number, self.used = number, 0

    def seconds_left(self, now: float) -> int:
        return max(1, ceil(self.seconds - (now - self.shift) % self.seconds))


class Meter:
    """The windows of one app at one tenant."""

    def __init__(self, name: Hashable) -> None:
        shift = crc32(repr(name).encode())
        self.minute = Window(MINUTE, shift)
        self.day = Window(DAY, shift)
        self.running = 0

    def turn(self, now: float) -> None:
        self.minute.turn(now)
        self.day.turn(now)


class Limits:
    """Counts calls and says when one is too many. A refused call is not counted."""

    def __init__(self, clock: Clock, tier: str = "real") -> None:
        self.clock = clock
        self._lock = Lock()
        self.set_tier(tier)

    def set_tier(self, tier: str, *, app_minute: int | None = None) -> None:
        """Choose limits and start counting anew. Raises ValueError for an unknown tier.

        ``app_minute`` stands in for the app's own 10,000, which takes 167 busy organisations.
        """
        if tier not in TIERS:
            raise ValueError(f"There is no tier {tier!r}: choose one of {', '.join(TIERS)}.")
        self.tier_name = tier
        self.tier = TIERS[tier]
        if app_minute is not None:
            self.tier = replace(self.tier, app_minute=app_minute)
        self._meters: dict[tuple[str, str], Meter] = {}
        self._apps: dict[str, Window] = defaultdict(lambda: Window(MINUTE, 0))

    def enter_app(self, client: str) -> Answer | None:
        """Count a call against the whole app, or refuse it."""
        with self._lock:
            now, window = self.clock.timestamp(), self._apps[client]
            window.turn(now)
            if self.tier.app_minute is not None and window.used >= self.tier.app_minute:
                return too_many("appminute", window.seconds_left(now))
            window.used += 1
            return None

    def enter(self, client: str, tenant: str) -> Answer | None:
        """Count a call against its tenant, or refuse it. What was let in must ``leave``."""
        with self._lock:
            now, meter = self.clock.timestamp(), self._meter(client, tenant)
            meter.turn(now)
            if self.tier.at_once is not None and meter.running >= self.tier.at_once:
                return too_many("concurrent", None)
            if self.tier.day is not None and meter.day.used >= self.tier.day:
                return too_many("day", meter.day.seconds_left(now))
            if self.tier.minute is not None and meter.minute.used >= self.tier.minute:
                return too_many("minute", meter.minute.seconds_left(now))
            meter.running += 1
            meter.minute.used += 1
            meter.day.used += 1
            return None

    def leave(self, client: str, tenant: str) -> None:
        with self._lock:
            meter = self._meter(client, tenant)
            meter.running = max(0, meter.running - 1)

    def breach(self, client: str, tenant: str, problem: str) -> Answer:
        """The 429 that a spent limit would give, though it is not spent."""
        now, meter = self.clock.timestamp(), self._meter(client, tenant)
        left = {"minute": meter.minute.seconds_left(now), "day": meter.day.seconds_left(now)}
        return too_many(problem, left.get(problem))

    def app_headers(self, client: str) -> dict[str, str]:
        allowed = self.tier.app_minute or _WIDE_OPEN.app_minute or 0
        used = self._apps[client].used if self.tier.app_minute else 0
        return {"X-AppMinLimit-Remaining": str(max(0, allowed - used))}

    def headers(self, client: str, tenant: str) -> dict[str, str]:
        """What is left, as every answer of a tenant tells it."""
        meter = self._meter(client, tenant)
        meter.turn(self.clock.timestamp())
        off = self.tier.minute is None
        day, minute = (0, 0) if off else (meter.day.used, meter.minute.used)
        return {
            "X-DayLimit-Remaining": str(max(0, (self.tier.day or _WIDE_OPEN.day or 0) - day)),
            "X-MinLimit-Remaining": str(
                max(0, (self.tier.minute or _WIDE_OPEN.minute or 0) - minute)
            ),
            **self.app_headers(client),
        }

    def _meter(self, client: str, tenant: str) -> Meter:
        name = (client, tenant)
        if name not in self._meters:
            self._meters[name] = Meter(name)
        return self._meters[name]
