"""Every answer that Xero is known to give has one meaning."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.xero import bodies
from tracker.xero.outcome import LimitsSeen, OutcomeKind, classify, limits_seen, server_time

K = OutcomeKind

ANSWERS = [
    (200, {}, b'{"Id":"x","Status":"OK","Invoices":[]}', K.ANSWERED, "", ""),
    (200, {}, b'\xef\xbb\xbf{"Status":"OK"}', K.ANSWERED, "", ""),
    (204, {}, b"", K.ANSWERED, "", ""),
    (200, {}, b"", K.NO_ANSWER, "", "Unparsable"),
    (200, {}, b"<Response/>", K.NO_ANSWER, "", "Unparsable"),
    (200, {}, b"[]", K.NO_ANSWER, "", "Unparsable"),
    (200, {}, b"null", K.NO_ANSWER, "", "Unparsable"),
    (200, {}, b'{"Total": NaN}', K.NO_ANSWER, "", "Unparsable"),
    (200, {}, b'{"Total": 1' + b"0" * 5000 + b"}", K.NO_ANSWER, "", "Unparsable"),
    (200, {}, b'{"a":' + b"[" * 100_000, K.NO_ANSWER, "", "Unparsable"),
    (200, {}, b'{"Status":"\xff"}', K.NO_ANSWER, "", "Unparsable"),
    (302, {}, b"", K.NO_ANSWER, "", ""),
    (304, {}, b"", K.NO_ANSWER, "", ""),
    (
        400,
        {},
        bodies.VALIDATION,
        K.REFUSED,
        "A validation exception occurred",
        "ValidationException",
    ),
    (
        400,
        {},
        bodies.POST_DATA,
        K.REFUSED,
        "JSON for post data was invalid,Could not convert string to Guid.",
        "PostDataInvalidException",
    ),
    (400, {}, bodies.GATEWAY_400, K.REFUSED, "The page number is not valid.", ""),
    (
        400,
        {},
        bodies.KEY_REUSED,
        K.REFUSED,
        "Idempotency Key: k-1 is used with a different request.",
        "IdempotencyKeyReused",
    ),
    (
        401,
        {},
        bodies.TOKEN_EXPIRED,
        K.UNAUTHORISED,
        "TokenExpired: token expired at 06/08/2025 10:15:30",
        "TokenExpired",
    ),
    (
        401,
        {},
        bodies.TOKEN_BAD,
        K.UNAUTHORISED,
        "AuthenticationUnsuccessful",
        "AuthenticationUnsuccessful",
    ),
    (
        401,
        {"WWW-Authenticate": "insufficient_scope"},
        bodies.SCOPE_MISSING,
        K.UNAUTHORISED,
        "AuthorizationUnsuccessful",
        "AuthorizationUnsuccessful",
    ),
    (
        401,
        {"www-authenticate": 'Bearer error="insufficient_scope"'},
        b"",
        K.UNAUTHORISED,
        "",
        "AuthorizationUnsuccessful",
    ),
    (
        403,
        {},
        bodies.TENANT_BAD,
        K.FORBIDDEN,
        "AuthenticationUnsuccessful",
        "AuthenticationUnsuccessful",
    ),
    (
        404,
        {"Content-Type": "text/html"},
        bodies.NOT_FOUND_TEXT,
        K.REFUSED,
        "The resource you're looking for cannot be found",
        "",
    ),
    (404, {}, b"", K.REFUSED, "", ""),
    (408, {}, b"", K.NO_ANSWER, "", ""),
    (412, {}, b"Precondition Failed", K.REFUSED, "Precondition Failed", ""),
    (413, {}, b"", K.REFUSED, "", ""),
    (415, {}, b"", K.REFUSED, "", ""),
    (429, {"X-Rate-Limit-Problem": "minute"}, b"", K.LIMITED, "", ""),
    (
        500,
        {},
        bodies.SERVER_ERROR.replace(b"\n", b""),
        K.SERVER_ERROR,
        "An error occurred in Xero. Check the API Status page "
        "http://status.developer.xero.com for current service status.",
        "",
    ),
    (500, {}, b"", K.SERVER_ERROR, "", ""),
    (
        501,
        {},
        bodies.NOT_IMPLEMENTED,
        K.REFUSED,
        "The Api Method called is not implemented",
        "ApiMethodNotImplementedException",
    ),
    (502, {}, b"<html><h1>Bad Gateway</h1></html>", K.NO_ANSWER, "Bad Gateway", ""),
    (503, {}, bodies.OFFLINE, K.NO_ANSWER, bodies.OFFLINE.decode(), ""),
    (504, {}, b"", K.NO_ANSWER, "", ""),
    (520, {}, b"", K.NO_ANSWER, "", ""),
]


@pytest.mark.parametrize(("status", "headers", "body", "kind", "message", "detail"), ANSWERS)
def test_an_answer_has_one_meaning(
    status: int, headers: dict[str, str], body: bytes, kind: OutcomeKind, message: str, detail: str
) -> None:
    verdict = classify(status, headers, body)
    assert (verdict.kind, verdict.message, verdict.detail) == (kind, message, detail)


def test_a_refusal_that_names_elements_keeps_them() -> None:
    data = classify(400, {}, bodies.VALIDATION).data
    assert data["Elements"][0]["Name"] == "Acme"


def test_every_status_there_is_has_a_kind_and_only_2xx_are_answers() -> None:
    kinds = {status: classify(status, {}, b"{}").kind for status in range(100, 600)}
    assert {status for status, kind in kinds.items() if kind is K.ANSWERED} == set(range(200, 300))
    assert {status for status, kind in kinds.items() if kind is K.SERVER_ERROR} == {500}
    assert {status for status, kind in kinds.items() if kind is K.LIMITED} == {429}


def test_the_limit_headers_are_read_in_any_case() -> None:
    seen = limits_seen(
        {
            "x-minlimit-remaining": "0",
            "X-DAYLIMIT-Remaining": "4980",
            "X-AppMinLimit-Remaining": "9999",
            "Retry-After": "26",
            "X-Rate-Limit-Problem": "Minute",
        }
    )
    assert seen == LimitsSeen(0, 4980, 9999, 26, "minute")


@pytest.mark.parametrize("text", ["", "soon", "-1", "1.5", "９", "9" * 40])
def test_a_limit_that_is_no_number_counts_as_absent(text: str) -> None:
    assert limits_seen({"Retry-After": text}).retry_after_seconds is None


def test_no_headers_means_nothing_seen() -> None:
    assert limits_seen({}) == LimitsSeen()


def test_xeros_clock_is_read_from_the_envelope() -> None:
    assert server_time({"DateTimeUTC": "/Date(1789344000000)/"}) == datetime(
        2026, 9, 14, tzinfo=UTC
    )
    assert server_time({}) is None
    assert server_time([]) is None
