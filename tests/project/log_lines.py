"""What was logged meanwhile, exactly as a process of Tracker writes it to stderr."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from tracker.project.logs import JSON
from tracker.project.request_ids import WhichRequest


class LogLines:
    """The lines of a log, as text and as objects."""

    def __init__(self) -> None:
        self._written = io.StringIO()
        self.handler = logging.StreamHandler(self._written)
        self.handler.setFormatter(JsonFormatter(**{k: v for k, v in JSON.items() if k != "()"}))
        self.handler.addFilter(WhichRequest())

    @property
    def text(self) -> str:
        return self._written.getvalue()

    def all(self, **members: Any) -> list[dict[str, Any]]:
        """Every line that has these members."""
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if members.items() <= line.items()]


@contextmanager
def log_lines() -> Iterator[LogLines]:
    """Listens to everything that Tracker's processes log."""
    lines, root = LogLines(), logging.getLogger()
    root.addHandler(lines.handler)
    try:
        yield lines
    finally:
        root.removeHandler(lines.handler)
