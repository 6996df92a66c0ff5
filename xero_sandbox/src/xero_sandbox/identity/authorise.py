"""The consent page: *Allow access* for one organisation, or *Cancel*.

A plain form, so that it works without JavaScript.
"""

import re
from urllib.parse import urlencode, urlsplit

from flask import Response, redirect, render_template, request

from xero_sandbox.identity.scopes import unknown
from xero_sandbox.sandbox import Sandbox

CARRIED = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
]
_CHALLENGE = re.compile(r"^[A-Za-z0-9_-]{43}$")


def ask(sandbox: Sandbox) -> Response:
    """Show the page, or say what is wrong with the link that led here."""
    asked = {name: request.args.get(name, "") for name in CARRIED}
    if wrong := _wrong(asked):
        return _page("authorise_error.html", 400, **wrong)
    return _page(
        "authorise.html",
        200,
        asked=asked,
        scopes=asked["scope"].split(),
        organisations=[
            {"id": books.tenant_id, "name": books.about["Name"]}
            for books in sandbox.organisations.values()
        ],
    )


def decide(sandbox: Sandbox) -> Response:
    """Send the browser back to the app with a code, or with ``access_denied``."""
    asked = {name: request.form.get(name, "") for name in CARRIED}
    if wrong := _wrong(asked):
        return _page("authorise_error.html", 400, **wrong)
    if request.form.get("decision") != "allow":
        return _back(asked, {"error": "access_denied"})
    tenant = request.form.get("tenant", "")
    if tenant not in sandbox.organisations:
        wrong = _told("no_organisation", "Choose the organisation to connect, then allow access.")
        return _page("authorise_error.html", 400, **wrong)
    code = sandbox.grants.make_code(
        client=asked["client_id"],
        redirect_uri=asked["redirect_uri"],
        scope=asked["scope"],
        challenge=asked["code_challenge"],
        tenant=tenant,
    )
    return _back(asked, {"code": code, "scope": asked["scope"]})


def _wrong(asked: dict[str, str]) -> dict[str, str] | None:
    """What Xero would not accept of an authorisation link, as an error and a sentence."""
    if not asked["client_id"]:
        return _told("unauthorized_client", "The link names no app (client_id).")
    if problem := _wrong_redirect(asked["redirect_uri"]):
        return _told("invalid_redirect_uri", problem)
    if asked["response_type"] != "code":
        return _told("unsupported_response_type", "Only response_type=code is supported.")
    if not asked["scope"]:
        return _told("invalid_scope", "The link asks for no scope.")
    if strange := unknown(asked["scope"].split()):
        return _told("invalid_scope", f"An app created today cannot have the scope {strange[0]}.")
    if asked["code_challenge"] and asked["code_challenge_method"] != "S256":
        return _told("invalid_request", "The only code_challenge_method is S256.")
    if asked["code_challenge"] and not _CHALLENGE.match(asked["code_challenge"]):
        return _told("invalid_request", "The code_challenge is not a SHA-256 in base64url.")
    return None


def _wrong_redirect(uri: str) -> str:
    try:
        parts = urlsplit(uri)
        _ = parts.port  # raises ValueError where it is none
    except ValueError:
        return "The redirect_uri is not an address."
    if not uri.isprintable():  # a line's end would end the header that it goes into
        return "The redirect_uri is not an address."
    if parts.scheme == "https" and parts.hostname:
        return ""
    if parts.scheme == "http" and parts.hostname == "localhost":
        return ""
    if parts.hostname == "127.0.0.1":
        return "Xero does not accept http://127.0.0.1 as a redirect_uri: use http://localhost."
    return "The redirect_uri must be https, or http://localhost for testing."


def _told(error: str, sentence: str) -> dict[str, str]:
    return {"error": error, "sentence": sentence}


def _back(asked: dict[str, str], told: dict[str, str]) -> Response:
    if asked["state"]:
        told["state"] = asked["state"]
    mark = "&" if "?" in asked["redirect_uri"] else "?"
    response = redirect(asked["redirect_uri"] + mark + urlencode(told), 302)
    return Response(response.get_data(), 302, headers={"Location": response.location or ""})


def _page(template: str, status: int, **values: object) -> Response:
    return Response(render_template(template, **values), status, content_type="text/html")
