"""Hearing every answer that a sandbox of this process gives, and every webhook that it sends."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from flask import Flask, Response, g, request_finished

from openapi_check.checker import Heard
from xero_sandbox import server
from xero_sandbox.http.entrance import respond
from xero_sandbox.http.journal import Entry
from xero_sandbox.webhooks import outbox, posting
from xero_sandbox.wire import REPLY

SPOILERS = ("unparsable", "unknown_enum", "no_records", "unreadable_record")
"""Faults whose answers are not Xero's: that is what they are for."""


class Listener:
    """What was heard since it was last taken. Answers come from the sandboxes' own threads."""

    def __init__(self) -> None:
        self._answers: list[Heard] = []
        self._deliveries: list[bytes] = []
        self._patch = pytest.MonkeyPatch()

    def start(self) -> None:
        request_finished.connect(self._hear)
        self._patch.setattr(server, "respond", self._respond)
        spoken = posting.body_of
        for module in (posting, outbox):
            self._patch.setattr(module, "body_of", self._overhearing(spoken))

    def stop(self) -> None:
        request_finished.disconnect(self._hear)
        self._patch.undo()

    def take(self) -> tuple[list[Heard], list[bytes]]:
        answers, self._answers = self._answers, []
        deliveries, self._deliveries = self._deliveries, []
        return answers, deliveries

    def _respond(self, sandbox: Any, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """What the accounting API answers."""
        told: dict[str, str] = {}

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            told.update(headers)
            start_response(status, headers)

        chunks = respond(sandbox, environ, start)
        finish = cast(Any, environ[REPLY].on_sent)
        self._keep(finish.__self__, told, b"".join(chunks))
        return chunks

    def _hear(self, sender: Flask, response: Response, **more: Any) -> None:
        """What everything else answers."""
        entry = g.get("entry")
        if entry is not None:
            body = b"" if response.direct_passthrough else response.get_data()
            self._keep(entry, dict(response.headers), body)

    def _keep(self, entry: Entry, headers: dict[str, str], body: bytes) -> None:
        if not (entry.told["fault"] or "").startswith(SPOILERS):
            kind = headers.get("Content-Type", "")
            is_packed = headers.get("Content-Encoding") == "gzip"
            path, status = entry.told["path"], entry.told["status"]
            self._answers.append(Heard(entry.told["method"], path, status, kind, body, is_packed))

    def _overhearing(self, spoken: Callable[..., bytes]) -> Callable[..., bytes]:
        def body_of(events: list[Any], first: int, last: int) -> bytes:
            body = spoken(events, first, last)
            self._deliveries.append(body)
            return body

        return body_of
