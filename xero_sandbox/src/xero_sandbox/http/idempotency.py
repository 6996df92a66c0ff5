"""Idempotency keys: one key, one request, one answer, for six minutes.

https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/
"""

from dataclasses import dataclass, field
from threading import Event, Lock

from xero_sandbox.clock import Clock
from xero_sandbox.exact_json import read_plain, write
from xero_sandbox.http.answers import Answer, bad_request
from xero_sandbox.store import Store

LIFE_SECONDS = 360
LONGEST_KEY = 128
NOTE, BODY = "answer", "answer_body"


@dataclass
class Memory:
    """What is known of one key. ``done`` is set once the answer is there."""

    fingerprint: str
    first_at: float
    done: Event = field(default_factory=Event)
    answer: Answer | None = None

    def notes(self, name: str) -> list[tuple[str, str, str]]:
        """What to store of it. The body goes by itself: to quote or copy a large one takes long."""
        assert self.answer is not None and isinstance(self.answer.body, str)
        head = {
            "fingerprint": self.fingerprint,
            "first_at": round(self.first_at * 1000),
            "status": self.answer.status,
            "content_type": self.answer.content_type,
        }
        return [(NOTE, name, write(head)), (BODY, name, self.answer.body)]


class Keys:
    """The keys seen lately, by app and key. They outlive a restart, as the books do."""

    def __init__(self, clock: Clock, store: Store) -> None:
        self.clock = clock
        self.store = store
        self._lock = Lock()
        self._memories: dict[str, Memory] = {}
        bodies = store.texts(BODY)
        kept = {
            name: _remembered(told, bodies.get(name)) for name, told in store.texts(NOTE).items()
        }
        store.forget(BODY, [*bodies.keys() - kept.keys()])
        self._memories |= sorted(kept.items(), key=lambda pair: pair[1].first_at)

    def begin(self, client: str, key: str, fingerprint: str) -> Memory | Answer:
        """A new memory to be filled by the caller, or the answer that the key already has.

        Where the first call still runs, this waits for it.
        """
        if not key or len(key) > LONGEST_KEY:
            return bad_request(
                f"Idempotency Key: {key} has a length of {len(key)}; "
                f"it must have between 1 and {LONGEST_KEY} characters."
            )
        while True:
            with self._lock:
                self._forget_old()
                known = self._memories.get(f"{client}|{key}")
                if known is None:
                    memory = Memory(fingerprint, self.clock.timestamp())
                    self._memories[f"{client}|{key}"] = memory
                    return memory
            if known.fingerprint != fingerprint:
                return bad_request(f"Idempotency Key: {key} is used with a different request.")
            known.done.wait()
            if known.answer is not None:
                return known.answer

    def notes(
        self, client: str, key: str, memory: Memory, answer: Answer
    ) -> list[tuple[str, str, str]]:
        """What to store with the books' changes, so that both are kept or neither."""
        memory.answer = answer
        return memory.notes(f"{client}|{key}")

    def settle(self, client: str, key: str, memory: Memory) -> None:
        """Let those who wait go on. Without an answer the key is free again."""
        if memory.answer is None:
            with self._lock:
                self._memories.pop(f"{client}|{key}", None)
        memory.done.set()

    def clear(self) -> None:
        with self._lock:
            self._memories.clear()
            self.store.forget(NOTE)
            self.store.forget(BODY)

    def _forget_old(self) -> None:
        limit = self.clock.timestamp() - LIFE_SECONDS
        old = []
        for name, memory in self._memories.items():
            if memory.first_at > limit:
                break  # kept in order of their first call
            if memory.done.is_set():
                old.append(name)
        for name in old:
            del self._memories[name]
        if old:
            self.store.forget(NOTE, old)
            self.store.forget(BODY, old)


def _remembered(told: str, body: str | None) -> Memory:
    """Without a body of its own, it stands behind the line, as an earlier version kept it."""
    line, _, behind = told.partition("\n")
    head = read_plain(line)
    memory = Memory(head["fingerprint"], head["first_at"] / 1000)
    memory.answer = Answer(head["status"], behind if body is None else body, head["content_type"])
    memory.done.set()
    return memory
