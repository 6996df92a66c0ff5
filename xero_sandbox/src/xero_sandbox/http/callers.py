"""Who may speak to the sandbox: programs of this machine, and its own pages in a browser.

Loopback keeps other machines out, but not a web page that a browser on this machine shows. Such a
page reaches us under a name of its own that it has let point to 127.0.0.1, or sends a form across:
the first is told by `Host`, the second by `Origin`.
https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Origin
"""

from typing import Any
from urllib.parse import urlsplit

OURS = {"localhost", "127.0.0.1", "::1"}
READING = {"GET", "HEAD", "OPTIONS"}


def stranger(environ: dict[str, Any]) -> str:
    """Why a request is not for us, in a sentence; "" where it is. A program may leave both out."""
    host = environ.get("HTTP_HOST", "")
    if host and _hostname(f"//{host}") not in OURS:
        return f"The sandbox answers on localhost alone, not as {host}."
    origin = environ.get("HTTP_ORIGIN", "")
    if origin and environ["REQUEST_METHOD"] not in READING and origin != f"http://{host}":
        return f"The sandbox takes nothing from a page of {origin}."
    return ""


def _hostname(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
