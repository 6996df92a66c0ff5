"""Hearing every answer that a sandbox of this process gives, and every webhook that it sends."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response, g, request, request_finished

from openapi_check.checker import Heard
from xero_sandbox.webhooks import outbox, posting

SPOILERS = ("unparsable", "unknown_enum")
"""Faults whose answers are not Xero's: that is what they are for."""


class Listener:
    """What was heard since it was last taken. Answers come from the sandboxes' own threads."""

    def __init__(self) -> None:
        self._answers: list[Heard] = []
        self._deliveries: list[bytes] = []
        self._patch = pytest.MonkeyPatch()

    def start(self) -> None:
        request_finished.connect(self._hear)
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

    def _hear(self, sender: Flask, response: Response, **more: Any) -> None:
        entry = g.get("entry")
        if entry is None or (entry.told["fault"] or "").startswith(SPOILERS):
            return
        self._answers.append(
            Heard(
                request.method,
                request.path,
                response.status_code,
                response.headers.get("Content-Type", ""),
                b"" if response.direct_passthrough else response.get_data(),
                response.headers.get("Content-Encoding") == "gzip",
            )
        )

    def _overhearing(self, spoken: Callable[..., bytes]) -> Callable[..., bytes]:
        def body_of(events: list[Any], first: int, last: int) -> bytes:
            body = spoken(events, first, last)
            self._deliveries.append(body)
            return body

        return body_of
