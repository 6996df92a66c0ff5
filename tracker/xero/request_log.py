"""What the log says of requests for tokens and connections, which no attempt stands for.

Never a token, a secret, a code or a body: only what was asked for, and what became of it.
"""

import logging
from typing import Any
from urllib.parse import urlsplit

import httpx2

from tracker.xero import wire

log = logging.getLogger(__name__)


def exchange(
    client: httpx2.Client, method: str, url: str, *, purpose: str, **rest: Any
) -> wire.Reply:
    """``wire.exchange`` with two lines in the log, before and after."""
    about = {"purpose": purpose, "method": method, "path": urlsplit(url).path}
    name = f"{purpose}: {method} {about['path']}"
    log.info("%s leaves", name, extra=about)
    reply = wire.exchange(client, method, url, **rest)
    is_done = not reply.failure and reply.status is not None and reply.status < 400
    log.log(
        logging.INFO if is_done else logging.WARNING,
        "%s: %s in %s ms",
        name,
        reply.failure or reply.status,
        reply.elapsed_ms,
        extra={**about, **_result(reply)},
    )
    return reply


def _result(reply: wire.Reply) -> dict[str, Any]:
    found = {
        "status": reply.status,
        "detail": reply.failure,
        "correlation_id": reply.headers.get("xero-correlation-id", ""),
        "duration_ms": reply.elapsed_ms,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}
