"""Paths of Xero's login and identity hosts, and ``/connections`` of the API's.

https://developer.xero.com/faq/oauth2
"""

from flask import Blueprint, Response, request

from xero_sandbox.control.wishes import answered
from xero_sandbox.http import answers
from xero_sandbox.identity import authorise, token_endpoint
from xero_sandbox.identity.grants import expiry
from xero_sandbox.sandbox import Sandbox


def blueprint(sandbox: Sandbox) -> Blueprint:
    host = Blueprint("identity", __name__)

    @host.get("/identity/connect/authorize")
    def ask() -> Response:
        return authorise.ask(sandbox)

    @host.post("/identity/connect/authorize")
    def decide() -> Response:
        return authorise.decide(sandbox)

    @host.post("/connect/token")
    def token() -> Response:
        sandbox.wait_latency()
        return token_endpoint.answer(sandbox)

    @host.post("/connect/revocation")
    def revoke() -> Response:
        sandbox.grants.revoke(request.form.get("token", ""))
        return Response(b"", 200)

    @host.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return answered(_discovery(request.host_url.rstrip("/")))

    @host.get("/connections")
    def connections() -> Response:
        sandbox.wait_latency()
        client = _client(sandbox)
        if isinstance(client, Response):
            return client
        return answered(sandbox.connection_rows(client, request.args.get("authEventId")))

    @host.delete("/connections/<connection_id>")
    def disconnect(connection_id: str) -> Response:
        client = _client(sandbox)
        if isinstance(client, Response):
            return client
        if not sandbox.grants.connections.remove(client, connection_id):
            return Response(b"", 404)
        return Response(b"", 204)

    return host


def _client(sandbox: Sandbox) -> str | Response:
    """The app whose token came with the request, or the refusal of that token."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    claims = sandbox.grants.claims(token.strip()) if kind.lower() == "bearer" else None
    if claims is None:
        answer = answers.unauthorised("AuthenticationUnsuccessful")
    elif claims["exp"] <= sandbox.clock.timestamp():
        answer = answers.token_expired(expiry(claims))
    else:
        return str(claims["client_id"])
    return Response(answer.body, answer.status, content_type=answer.content_type)


def _discovery(host: str) -> dict[str, object]:
    return {
        "issuer": host,
        "authorization_endpoint": f"{host}/identity/connect/authorize",
        "token_endpoint": f"{host}/connect/token",
        "revocation_endpoint": f"{host}/connect/revocation",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }
