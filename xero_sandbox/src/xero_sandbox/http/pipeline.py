"""What an accounting call goes through, in Xero's order.

Token, scope, tenant, limits, (faults,) idempotency key, and only then the books.
"""

import time
from collections.abc import Callable

from xero_sandbox.accounting import routes
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Broken, Refused, UnknownRecord, Unreadable
from xero_sandbox.http import answers
from xero_sandbox.http.answers import Answer
from xero_sandbox.http.calls import Call, Context
from xero_sandbox.http.elements import messages
from xero_sandbox.http.fault_kinds import SLOW_SECONDS, Fault
from xero_sandbox.http.idempotency import Memory
from xero_sandbox.http.journal import Entry
from xero_sandbox.http.spoilers import spoilt
from xero_sandbox.http.where import BadQuery
from xero_sandbox.identity.grants import expiry
from xero_sandbox.sandbox import Sandbox

NO_FAULT = Fault("")
WRITES = ("POST", "PUT", "PATCH")


class Pipeline:
    """Answers one call. ``drawn`` befalls it if it is let in; its entry tells what did."""

    def __init__(self, sandbox: Sandbox, call: Call, entry: Entry, drawn: Fault | None) -> None:
        self.sandbox = sandbox
        self.call = call
        self.entry = entry
        self.drawn = drawn
        self.fault = NO_FAULT
        self.client = ""
        self.tenant = ""

    def answer(self) -> Answer:
        refusal = self._unfit_media() or self._gate()
        if refusal is not None:
            return refusal
        limits = self.sandbox.limits
        refusal = limits.enter(self.client, self.tenant)
        if refusal is not None:
            return self._with_limits(refusal)
        try:
            return self._with_limits(self._admitted())
        finally:
            limits.leave(self.client, self.tenant)

    def _with_limits(self, answer: Answer) -> Answer:
        left = self.sandbox.limits.headers(self.client, self.tenant)
        for problem, name in (("day", "X-DayLimit-Remaining"), ("minute", "X-MinLimit-Remaining")):
            if answer.headers.get("X-Rate-Limit-Problem") == problem:
                left[name] = "0"
        answer.headers |= left
        return answer

    # The gate ---------------------------------------------------------------------------------

    def _unfit_media(self) -> Answer | None:
        """Refuse what is not JSON, except where files come and go, or nothing is."""
        refusal = self._not_json()
        found = routes.find(self.call.method, self.call.path) if refusal is not None else None
        return refusal if found is not None and not found[0].is_file else None

    def _not_json(self) -> Answer | None:
        accept = self.call.headers.get("accept", "*/*").lower()
        if not any(kind in accept for kind in ("json", "*/*", "application/*")):
            return answers.not_acceptable()
        content = self.call.headers.get("content-type", "").lower()
        if self.call.body and content and "json" not in content:
            return answers.wrong_media_type()
        return None

    def _gate(self) -> Answer | None:
        """Let in who has a living token with the scope, for a tenant it is connected to."""
        grants, call = self.sandbox.grants, self.call
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        claims = grants.claims(token.strip()) if kind.lower() == "bearer" else None
        if claims is None:
            return self._at_gate(answers.unauthorised("AuthenticationUnsuccessful"))
        self.client = str(claims["client_id"])
        refusal = self.sandbox.limits.enter_app(self.client)
        if refusal is not None:
            return self._at_gate(refusal)
        if claims["exp"] <= self.sandbox.clock.timestamp():
            return self._at_gate(answers.token_expired(expiry(claims)))
        self.tenant = call.headers.get("xero-tenant-id", "").lower()
        connected = self.tenant in self.sandbox.organisations and grants.connections.has(
            self.client, self.tenant
        )
        if not connected:
            return self._at_gate(answers.forbidden())
        return self._lacks_scope(claims["scope"])

    def _lacks_scope(self, granted: list[str]) -> Answer | None:
        found = routes.find(self.call.method, self.call.path)
        if found is None or found[0].scopes & set(granted):
            return None
        return self._at_gate(
            answers.unauthorised("AuthorizationUnsuccessful", challenge="insufficient_scope")
        )

    def _at_gate(self, answer: Answer) -> Answer:
        """Who is turned away here hears only of the app's limit."""
        answer.headers |= self.sandbox.limits.app_headers(self.client)
        return answer

    # Faults -----------------------------------------------------------------------------------

    def _admitted(self) -> Answer:
        self.sandbox.wait_latency()
        call = self.call
        self.fault = self.sandbox.faults.pick(call.method, call.address, self.drawn) or NO_FAULT
        self.entry.told["fault"] = str(self.fault) or None
        instead = self._instead()
        if instead is not None:
            return instead
        answer = self._keyed()
        if self.fault.after:
            self._wait()
        return spoilt(answer, self.fault.kind)

    def _wait(self) -> None:
        if self.fault.kind == "hold":
            self.sandbox.faults.hold()
        elif self.fault.kind == "slow":
            time.sleep(SLOW_SECONDS if self.fault.seconds is None else self.fault.seconds)

    def _instead(self) -> Answer | None:
        """The answer of a fault that comes before anything is done or remembered."""
        kind = self.fault.kind
        if kind.startswith("rate_"):
            problem = kind.removeprefix("rate_")
            answer = self.sandbox.limits.breach(self.client, self.tenant, problem)
            if self.fault.seconds is not None and "Retry-After" in answer.headers:
                answer.headers["Retry-After"] = str(round(self.fault.seconds))
            return answer
        if kind == "token_expired":
            return answers.token_expired(self.sandbox.clock.now())
        if kind == "http_503" and self.fault.seconds is not None:
            return answers.unavailable(round(self.fault.seconds))
        make = _INSTEAD.get(kind)
        return make() if make else None

    # The key and the books --------------------------------------------------------------------

    def _keyed(self) -> Answer:
        key = self.call.key
        if key is None or self.call.method not in WRITES:
            return self._work(None)
        keys = self.sandbox.keys
        memory = keys.begin(self.client, key, self.call.fingerprint())
        if isinstance(memory, Answer):
            return Answer(memory.status, memory.body, memory.content_type)
        try:
            return self._work(memory)
        finally:
            keys.settle(self.client, key, memory)

    def _work(self, memory: Memory | None) -> Answer:
        """Do it, after the wait of a held or slow call. Who comes with its key meanwhile waits."""
        if not self.fault.after:
            self._wait()
        with self.sandbox.lock:
            books = self.sandbox.organisations.get(self.tenant)
            if books is None:  # another story was told while this call was held
                return answers.forbidden()
            answer = self._attempt(books)
            if self.fault.kind == "http_500_after":
                answer = answers.server_error()
            notes: list[tuple[str, str, str]] = []
            if memory is not None and self.call.key is not None:
                notes = self.sandbox.keys.notes(self.client, self.call.key, memory, answer)
            try:
                self.sandbox.save(books, notes, app=self.client)
            except BaseException:
                if memory is not None:
                    memory.answer = None
                raise
        return answer

    def _attempt(self, books: Books) -> Answer:
        """The endpoint's answer; where it fails as a whole, nothing of it stays in the books."""
        if self.fault.kind == "http_500":
            return answers.server_error()
        found = routes.find(self.call.method, self.call.path)
        if found is None:
            known = routes.is_known(self.call.path)
            return answers.not_implemented() if known else answers.not_found()
        route, ids = found
        context = Context(self.call, books, self.sandbox.clock, self.client, ids)
        try:
            return route.endpoint(context)
        except Refused as refusal:
            answer = answers.validation([{"ValidationErrors": messages(refusal.problems.errors)}])
        except Unreadable as error:
            answer = answers.unreadable(str(error))
        except BadQuery as error:
            answer = answers.bad_query(str(error))
        except UnknownRecord:
            answer = answers.not_found()
        except Broken:
            answer = answers.server_error()
        except RecursionError:  # a filter, or a refused record that is to be told again
            refuse = answers.bad_query if self.call.method == "GET" else answers.unreadable
            answer = refuse("It is nested too deeply")
        except BaseException:
            books.undo_to(0)
            raise
        books.undo_to(0)
        return answer


_INSTEAD: dict[str, Callable[[], Answer]] = {
    "http_403": answers.forbidden,
    "http_404": answers.not_found,
    "http_503": answers.unavailable,
    "token_revoked": lambda: answers.unauthorised("AuthenticationUnsuccessful"),
}
