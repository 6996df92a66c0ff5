"""One fault on its way to one call: what happens as the call passes, and what is seen then."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from django.conf import settings
from django.db import connection as database

from tests.faults.kinds import Kind
from tests.faults.place import Place
from tests.faults.seen import Look
from tracker.documents.models import Document
from tracker.sending.models import Batch

SHORT_DEADLINE_SECONDS = 0.5
API = "/api.xro/2.0"


def nothing() -> None:
    """What happens where nothing does."""


@dataclass
class Trouble:
    """A fault between the click and the end of the worker's first turn.

    ``before`` is done as the last call before it passes, ``first`` as the call itself does, and
    ``second`` as it passes again. The look at ``document`` is taken as the next call of whatever
    kind passes, or once the worker rests; with ``later`` only then. ``held`` of the ``documents``
    Xero has what was sent, at that moment.
    """

    place: Place
    kind: Kind
    batch: Batch
    documents: list[Document]
    document: Document
    before: Callable[[], object] = nothing
    first: Callable[[], object] = nothing
    second: Callable[[], object] = nothing
    later: bool = False
    passed: int = 0
    look: Look | None = None
    held: int = -1
    _lock: Lock = field(default_factory=Lock)
    _errors: list[BaseException] = field(default_factory=list)

    def fault(self, kind: str, **more: object) -> None:
        """Let the sandbox treat the call so, once."""
        method, path = self.kind.call
        named = {} if path.endswith("/") else {"path": path}
        self.place.xero.fault({"method": method, "kind": kind, "times": 1, **named, **more})

    def shorten_the_deadline(self) -> None:
        """From the next client on a call is given up after half a second."""
        self._set_deadline(SHORT_DEADLINE_SECONDS)

    def _set_deadline(self, seconds: float) -> None:
        settings.SENDING = {**settings.SENDING, "CALL_DEADLINE_SECONDS": seconds}

    def pass_through_it(self) -> None:
        """What a worker does until it rests; whatever went wrong is mended then."""
        if self.kind.follows is None:
            self.before()
        deadline = settings.SENDING["CALL_DEADLINE_SECONDS"]
        self.place.wire.watcher = self
        self.place.work()
        self.place.wire.watcher = None
        self._set_deadline(deadline)
        for error in self._errors:
            raise error
        if self.look is None:
            self._take_a_look()
        self.place.mend()

    def leaves(self, method: str, path: str) -> None:
        """A call passes: heard in a thread of the wire's, which must not die of a failure here."""
        try:
            with self._lock:
                self._meet(method, path)
        except BaseException as error:
            self._errors.append(error)
        finally:
            database.close()

    def _meet(self, method: str, path: str) -> None:
        if self.passed and self.look is None and not self.later:
            self._take_a_look()
        if _is(self.kind.call, method, path):
            self.passed += 1
            if self.passed <= 2:
                (self.first, self.second)[self.passed - 1]()
        elif self.kind.follows is not None and _is(self.kind.follows, method, path):
            self.before()

    def _take_a_look(self) -> None:
        self.look = self.kind.seen(self.batch, self.document)
        self.held = self.kind.held(self.place.books(), self.documents)


def _is(call: tuple[str, str], method: str, path: str) -> bool:
    wanted, beginning = call
    told = path.removeprefix(API)
    same = told.startswith(beginning) if beginning.endswith("/") else told == beginning
    return method == wanted and same
