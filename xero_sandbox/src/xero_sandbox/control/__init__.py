"""The control plane under ``/_sandbox/``: what no Xero has, in plain JSON.

Bad input is answered 400 with one sentence: ``{"error": "…"}``.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from xero_sandbox.books.refusals import Broken, Refused, Unreadable
from xero_sandbox.control import bookkeeping, calls, organisation, webhooks
from xero_sandbox.control.wishes import BadInput, answered
from xero_sandbox.sandbox import Sandbox

CALLS: dict[str, Callable[..., Any]] = {
    "GET /journal": calls.journal,
    "DELETE /journal": calls.empty_journal,
    "GET /books": calls.books,
    "POST /token": calls.token,
    "POST /organisation": organisation.organisation,
    "GET /faults": calls.faults,
    "POST /faults": calls.add_faults,
    "DELETE /faults": calls.clear_faults,
    "POST /faults/release": calls.release,
    "GET /clock": calls.clock,
    "POST /clock": calls.advance,
    "POST /limits": calls.limits,
    "POST /latency": calls.latency,
    "POST /reset": calls.reset,
    "POST /stories/<name>": calls.story,
    **bookkeeping.CALLS,
    **webhooks.CALLS,
}


def blueprint(sandbox: Sandbox) -> Blueprint:
    plane = Blueprint("control", __name__, url_prefix="/_sandbox")
    for error in (BadInput, Broken, Refused, Unreadable, ValueError, RecursionError):
        plane.register_error_handler(error, _refused)
    for told, call in CALLS.items():
        method, _, path = told.partition(" ")
        plane.add_url_rule(path, told, _view(sandbox, call), methods=[method])
    plane.add_url_rule("/<path:path>", "nothing", _nothing, methods=["GET", "POST", "DELETE"])
    return plane


def _view(sandbox: Sandbox, call: Callable[..., Any]) -> Callable[..., Response]:
    def view(**named: str) -> Response:
        return answered(call(sandbox, **named))

    return view


def _refused(error: Exception) -> Response:
    return answered({"error": str(error)}, 400)


def _nothing(path: str) -> Response:
    return answered({"error": f"There is no such call on /_sandbox/{path}."}, 404)
