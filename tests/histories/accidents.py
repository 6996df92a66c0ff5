"""What goes wrong: faults on the way to Xero and back, late arrivals, workers that die."""

import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from importlib import import_module
from random import Random
from typing import Any

import httpx2
import pytest

from tests.histories.restores import Restores
from tests.histories.virtual_time import VirtualTime
from tests.sending.bills import Killed
from tracker.accounts_system import lane
from tracker.accounts_system.lane import Held
from xero_sandbox.http.answers import Answer
from xero_sandbox.http.faults import Faults
from xero_sandbox.http.idempotency import Keys
from xero_sandbox.http.limits import Limits
from xero_sandbox.server import Running
from xero_sandbox.wire import Handler

KINDS = {
    "lost_reply": 3,
    "cut_reply": 2,
    "hold": 2,
    "http_500": 2,
    "http_500_after": 3,
    "http_503": 2,
    "http_404": 2,
    "http_403": 1,
    "unparsable": 2,
    "token_expired": 2,
    "token_revoked": 1,
    "reordered": 2,
    "unknown_enum": 2,
    "rate_minute": 2,
    "rate_concurrent": 2,
    "rate_day": 1,
}
"""The kinds of fault, and how often each is drawn. *hold* is a request that arrives late."""

DONE_WITHIN_SECONDS = 150
"""Xero is done with a request three minutes after it left: so late may one arrive, and no later."""

DEADLY = (
    "accounts_system.calls.open_call",
    "accounts_system.calls.new_attempt",
    "accounts_system.calls.record",
    "accounts_system.calls.note_limits",
    "accounts_system.heads.keep_heads",
    "accounts_system.contacts.keep_contacts",
    "sending.outcomes.record",
    "sending.outcomes.settle_call",
    "sending.outcomes.save_settled",
    "sending.receipts.deliveries.go_on",
    "syncing.syncs._end",
)
"""Where a worker may die: inside the transactions of a call and between them."""


class Deaths:
    """Lets workers die by chance; a dead one gives no lane back."""

    def __init__(self, patch: pytest.MonkeyPatch, draw: Random, restores: Restores) -> None:
        self.chance = 0.0
        self.count = 0
        self._draw = draw
        self._restores = restores
        patch.setattr(lane, "let_go", _unless_dead(lane.let_go))
        for point in DEADLY:
            self._endanger(patch, f"tracker.{point}")

    def _endanger(self, patch: pytest.MonkeyPatch, path: str) -> None:
        module, name = path.rsplit(".", 1)
        work = getattr(import_module(module), name)

        def perhaps(*given: Any, **named: Any) -> Any:
            self._perhaps_die()
            done = work(*given, **named)
            self._perhaps_die()
            return done

        patch.setattr(path, perhaps)

    def _perhaps_die(self) -> None:
        self._restores.pass_point()
        if self.chance and self._draw.random() < self.chance:
            self.count += 1
            raise Killed


def _unless_dead(let_go: Callable[[Held], None]) -> Callable[[Held], None]:
    def perhaps(held: Held) -> None:
        if not isinstance(sys.exception(), Killed):
            let_go(held)

    return perhaps


class Lateness:
    """Requests that arrive late: whoever sent one hears nothing, and Xero does it afterwards."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._here = threading.local()
        self._watch_connections(patch)
        self._hang_up_on(patch)

    def _watch_connections(self, patch: pytest.MonkeyPatch) -> None:
        ask = Handler._ask

        def asked(handler: Handler, *given: Any) -> Any:
            self._here.connection = handler.connection
            return ask(handler, *given)

        patch.setattr(Handler, "_ask", asked)

    def _hang_up_on(self, patch: pytest.MonkeyPatch) -> None:
        hold, begin = Faults.hold, Keys.begin

        def held(faults: Faults) -> None:
            self._hang_up()
            hold(faults)

        def begun(keys: Keys, client: str, key: str, fingerprint: str) -> Any:
            known = keys._memories.get(f"{client}|{key}")
            if known is not None and not known.done.is_set():
                self._hang_up()
            return begin(keys, client, key, fingerprint)

        patch.setattr(Faults, "hold", held)
        patch.setattr(Keys, "begin", begun)

    def _hang_up(self) -> None:
        """As when the line breaks and Xero works on: the caller waits for nothing."""
        try:
            self._here.connection.shutdown(socket.SHUT_RDWR)
        except OSError:  # the caller was quicker
            return


class Accidents:
    """All of it around one sandbox."""

    def __init__(self, patch: pytest.MonkeyPatch, seed: int, clock: VirtualTime) -> None:
        self.restores = Restores()
        self.deaths = Deaths(patch, Random(f"{seed}: deaths"), self.restores)
        self.limits_passed: Counter[str] = Counter()
        self.is_calm = True
        self._clock = clock
        self._late_for = 0.0
        Lateness(patch)
        self._watch_limits(patch)

    def begin(self, sandbox: Running) -> None:
        self._sandbox = sandbox

    def set(self, seed: str, rates: Mapping[str, float], method: str, deaths: float) -> None:
        """Let these go wrong from now on, at those rates; of all calls, or of one method's."""
        self.deaths.chance = deaths
        self.is_calm = not rates
        wish = {"seed": Random(seed).randrange(10**9), "rates": dict(rates)}
        wish |= {"method": method} if method else {}
        httpx2.post(f"{self._sandbox.url}/_sandbox/faults", json=wish).raise_for_status()

    def end(self) -> None:
        """From now on all goes well."""
        self.deaths.chance = 0
        self.is_calm = True
        self.let_arrive()
        httpx2.delete(f"{self._sandbox.url}/_sandbox/faults").raise_for_status()

    def start_worker(self) -> None:
        """Another process takes the place of the one that died: it trusts nothing that was read."""
        self._clock.begin_process()

    @property
    def is_late(self) -> bool:
        """Whether Xero is still to do something that was asked of it before."""
        return self._sandbox.faults.held > 0

    def pass_time(self, seconds: float) -> None:
        """Let time pass; what is late by then arrives before Xero would be done with it."""
        if self._sandbox.faults.held:
            self._late_for += seconds
            if self._late_for > DONE_WITHIN_SECONDS:
                self.let_arrive()
        self._clock.move(seconds)

    def let_arrive(self) -> None:
        """What was late arrives, and Xero is done with all of it."""
        self._late_for = 0
        give_up_at = time.monotonic() + 20
        while any(each["status"] is None for each in self._sandbox.journal.calls()):
            self._sandbox.faults.release()
            assert time.monotonic() < give_up_at, "the sandbox is not done with a request"
            time.sleep(0.002)

    def met(self) -> Counter[str]:
        """How many calls met which kind of fault."""
        told = [each["fault"] for each in self._sandbox.journal.calls() if each["fault"]]
        return Counter(each.split()[0] for each in told)

    def _watch_limits(self, patch: pytest.MonkeyPatch) -> None:
        """Count what Xero itself refused because more came than it allows."""
        enter = Limits.enter

        def entered(limits: Limits, client: str, tenant: str) -> Answer | None:
            refused = enter(limits, client, tenant)
            if refused is not None and client == "test-client":
                self.limits_passed[refused.headers["X-Rate-Limit-Problem"]] += 1
            return refused

        patch.setattr(Limits, "enter", entered)
