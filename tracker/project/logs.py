"""How Tracker's processes log: one line for each thing that happens, on stderr.

JSON for whoever collects logs, text for whoever looks at a terminal. `docs/operating.md` lists the
members of a line.
"""

import logging
import sys
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS

FORMATS = ("json", "text")
# What Django adds to its lines and nobody can use; the request's address may carry a secret.
LEFT_OUT = ["request", "server_time"]

JSON: dict[str, Any] = {
    "()": "pythonjsonlogger.json.JsonFormatter",
    "fmt": "%(levelname)s %(name)s %(message)s",
    "timestamp": "time",
    "rename_fields": {
        "levelname": "level",
        "name": "logger",
        "exc_info": "traceback",
        "status_code": "status",
    },
    "reserved_attrs": [*RESERVED_ATTRS, *LEFT_OUT],
}
TEXT: dict[str, Any] = {
    "()": "logging.Formatter",
    "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s %(request_id)s",
    "defaults": {"request_id": ""},
}


class SaidByHealthz(logging.Filter):
    """What ``/healthz`` finds is told to whoever asks: it is no error of Tracker's own."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return getattr(request, "path", "") != "/healthz" or record.exc_info is not None


def log_settings(wanted: str) -> dict[str, Any]:
    """Python's logging settings for `json` or `text`; for '' whichever suits where stderr leads."""
    is_text = (wanted or _usual_format()) == "text"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": TEXT if is_text else JSON},
        "filters": {
            "request": {"()": "tracker.project.request_ids.WhichRequest"},
            "said_by_healthz": {"()": "tracker.project.logs.SaidByHealthz"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["request"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "tracker": {"level": "INFO"},
            "django.request": {"filters": ["said_by_healthz"]},
            # It has a handler and a format of its own, which go with this.
            "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
        },
    }


def _usual_format() -> str:
    return "text" if sys.stderr is not None and sys.stderr.isatty() else "json"
