"""How a request to the accounting API becomes a call, and its answer a reply.

It is WSGI without Flask, which serves the pages: large sends and test suites make thousands of such
calls, and need nothing of what Flask does for each.
"""

import gzip
import traceback
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from xero_sandbox.http.answers import Answer, server_error
from xero_sandbox.http.calls import API, Call
from xero_sandbox.http.journal import Entry
from xero_sandbox.http.pipeline import Pipeline
from xero_sandbox.sandbox import Sandbox
from xero_sandbox.wire import REPLY, Reply

SMALLEST_GZIP = 200


def respond(sandbox: Sandbox, environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer a request whose path begins with ``/api.xro/2.0/``, in any case."""
    call = _call(environ)
    tenant = call.headers.get("xero-tenant-id", "").lower()
    query = call.query_string
    entry = Entry(call.method, call.address, query, call.key, len(call.body), tenant)
    drawn = sandbox.arrive(entry, is_accounting=True)
    answer = _answer(Pipeline(sandbox, call, entry, drawn))
    entry.told["status"] = answer.status
    reply: Reply = environ[REPLY]
    reply.cut, reply.on_sent = answer.reply.cut, entry.finish
    headers, body = _packed(answer, call.headers.get("accept-encoding", ""))
    start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", list(headers.items()))
    return [body]


def _call(environ: dict[str, Any]) -> Call:
    path = environ["PATH_INFO"][len(API) :].encode("latin-1").decode(errors="replace")
    raw = environ["QUERY_STRING"]
    query = {name.lower(): value for name, value in parse_qsl(raw, keep_blank_values=True)}
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    body = environ["wsgi.input"].read()
    return Call(environ["REQUEST_METHOD"], path, raw, query, headers, body)


def _answer(pipeline: Pipeline) -> Answer:
    """Where we fail ourselves, the caller hears what Xero says when it does."""
    try:
        return pipeline.answer()
    except Exception:
        traceback.print_exc()
        return server_error()


def _packed(answer: Answer, accepted: str) -> tuple[dict[str, str], bytes]:
    """Headers and body, compressed for whom that is welcome to."""
    body = answer.body if isinstance(answer.body, bytes) else answer.body.encode()
    headers = {**answer.headers, "Xero-Correlation-Id": str(uuid4())}
    if answer.content_type:
        headers["Content-Type"] = answer.content_type
    if "gzip" in accepted.lower() and len(body) >= SMALLEST_GZIP:
        body = gzip.compress(body, compresslevel=5)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return headers, body
