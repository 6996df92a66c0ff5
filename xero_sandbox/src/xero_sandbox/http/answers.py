"""Xero's answers, in the shapes it really gives them.

https://developer.xero.com/documentation/api/http-response-codes
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from xero_sandbox.exact_json import Text, milliseconds, write
from xero_sandbox.wire import Reply

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"
NO_ID = "00000000-0000-0000-0000-000000000000"


@dataclass
class Answer:
    """``body`` is bytes for a file, which goes out as it came."""

    status: int
    body: str | bytes = ""
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    reply: Reply = field(default_factory=Reply)


def utc_now(moment: datetime) -> Text:
    """``DateTimeUTC`` as Xero writes it: without an offset."""
    return Text(f'"/Date({milliseconds(moment)})/"')


def envelope(
    moment: datetime, provider: str, name: str, values: list[Any], pagination: Any = None
) -> Answer:
    """200 with records. ``moment``: when the books were read."""
    members: dict[str, Any] = {
        "Id": str(uuid4()),
        "Status": "OK",
        "ProviderName": provider,
        "DateTimeUTC": utc_now(moment),
    }
    if pagination is not None:
        members["pagination"] = pagination
    return Answer(200, write({**members, name: values}))


def validation(elements: list[Any]) -> Answer:
    return Answer(
        400,
        write(
            {
                "ErrorNumber": 10,
                "Type": "ValidationException",
                "Message": "A validation exception occurred",
                "Elements": elements,
            }
        ),
    )


def unreadable(message: str) -> Answer:
    return Answer(
        400, write({"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": message})
    )


def bad_query(message: str) -> Answer:
    return Answer(
        400, write({"ErrorNumber": 16, "Type": "QueryParseException", "Message": message})
    )


def bad_request(detail: str) -> Answer:
    """The shape of the newer gateway, which also speaks for the Idempotency-Key."""
    return Answer(
        400, write({"type": None, "title": "BadRequest", "status": 400, "detail": detail})
    )


def unauthorised(detail: str, *, challenge: str = "") -> Answer:
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    body: dict[str, Any] = {
        "Type": None,
        "Title": "Unauthorized",
        "Status": 401,
        "Detail": detail,
        "Instance": str(uuid4()),
        "Extensions": {},
    }
    return Answer(401, write(body), headers=headers)


def token_expired(at: datetime) -> Answer:
    return unauthorised(f"TokenExpired: token expired at {at:%m/%d/%Y %H:%M:%S}")


def forbidden() -> Answer:
    """The tenant is missing, wrong or disconnected."""
    body = {
        "title": "Forbidden",
        "status": 403,
        "detail": "AuthenticationUnsuccessful",
        "instance": str(uuid4()),
    }
    return Answer(403, write(body))


def not_found() -> Answer:
    return Answer(404, "The resource you're looking for cannot be found", HTML)


def not_implemented() -> Answer:
    """A method that the endpoint does not have, as recorded in
    https://github.com/freakboy3742/pyxero (tests/mock_data.py)."""
    return Answer(
        501,
        write(
            {
                "ErrorNumber": 20,
                "Type": "ApiMethodNotImplementedException",
                "Message": "The Api Method called is not implemented",
            }
        ),
    )


def not_acceptable() -> Answer:
    return Answer(406, "This sandbox speaks JSON only: send Accept: application/json", PLAIN)


def wrong_media_type() -> Answer:
    return Answer(415, "This sandbox reads JSON only: send Content-Type: application/json", PLAIN)


def too_many(problem: str, retry_after: int | None) -> Answer:
    """429 has no body and no content type."""
    headers = {"X-Rate-Limit-Problem": problem}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Answer(429, "", "", headers)


def server_error() -> Answer:
    body = {
        "Title": "An error occurred",
        "Detail": "An error occurred in Xero. Check the API Status page "
        "http://status.developer.xero.com for current service status.",
        "Status": 500,
        "Instance": str(uuid4()),
    }
    return Answer(500, write(body))


def unavailable(retry_after: int | None = None) -> Answer:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Answer(503, "The Xero API is temporarily unavailable", PLAIN, headers)


def no_content() -> Answer:
    return Answer(204, "", "")
