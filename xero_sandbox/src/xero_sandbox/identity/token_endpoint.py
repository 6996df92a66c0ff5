"""``POST /connect/token``: codes and refresh tokens become token sets.

https://developer.xero.com/faq/oauth2
"""

from typing import Any
from urllib.parse import unquote

from flask import Response, request

from xero_sandbox.control.wishes import answered
from xero_sandbox.identity.grants import InvalidGrant
from xero_sandbox.sandbox import Sandbox


def answer(sandbox: Sandbox) -> Response:
    client, form = _client_id(), request.form
    if not client:
        return _refused("invalid_client")
    try:
        if form.get("grant_type") == "authorization_code":
            return _told(
                sandbox.grants.take_code(
                    form.get("code", ""),
                    client,
                    form.get("redirect_uri", ""),
                    form.get("code_verifier", ""),
                )
            )
        if form.get("grant_type") == "refresh_token":
            return _told(sandbox.grants.refresh(form.get("refresh_token", "")))
    except InvalidGrant:
        return _refused("invalid_grant")
    return _refused("unsupported_grant_type")


def _client_id() -> str:
    """By Basic or in the form; any id and any secret will do."""
    basic = request.authorization
    if basic is not None and basic.type == "basic" and basic.username:
        return unquote(basic.username)
    return request.form.get("client_id", "")


def _told(tokens: dict[str, Any]) -> Response:
    response = answered(tokens)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(error: str) -> Response:
    return answered({"error": error}, 400)
