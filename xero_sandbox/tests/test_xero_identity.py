"""Sign-in, tokens, connections: https://developer.xero.com/faq/oauth2"""

import base64
import hashlib
import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from sandbox_client import Reply, Xero
from xero_sandbox.server import Running, running

CALLBACK = "http://localhost:8000/xero/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:43]
SCOPES = "offline_access accounting.invoices accounting.settings.read"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def link(**changes: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": "app-1",
        "redirect_uri": CALLBACK,
        "scope": SCOPES,
        "state": "s-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }


def consent_page(xero: Xero, **changes: str) -> Reply:
    return xero.ask("GET", f"/identity/connect/authorize?{urlencode(link(**changes))}")


def press(xero: Xero, page: Reply, decision: str) -> dict[str, list[str]]:
    """Send the page's own form, as a browser without JavaScript does."""
    text = page.body.decode()
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))
    fields = {name: unescape(value) for name, value in fields.items()}
    fields["tenant"] = re.findall(r'name="tenant" value="([^"]+)"', text)[0]
    body = urlencode({**fields, "decision": decision}).encode()
    reply = xero.ask("POST", "/identity/connect/authorize", body, FORM)
    assert reply.status == 302
    where = urlsplit(reply.headers["Location"])
    assert f"{where.scheme}://{where.netloc}{where.path}" == CALLBACK
    return parse_qs(where.query)


def exchange(xero: Xero, **form: str) -> Reply:
    told = {"client_id": "app-1", "client_secret": "any", **form}
    return xero.ask("POST", "/connect/token", urlencode(told).encode(), FORM)


def take(xero: Xero, code: str, **changes: str) -> Reply:
    told = {"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **changes}
    return exchange(xero, grant_type="authorization_code", **told)


def refresh(xero: Xero, token: str) -> Reply:
    return exchange(xero, grant_type="refresh_token", refresh_token=token)


def claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return told


def connections(xero: Xero, token: str, query: str = "") -> Any:
    return xero.ask("GET", f"/connections{query}", headers={"Authorization": f"Bearer {token}"})


def signed_in(xero: Xero, **changes: str) -> dict[str, Any]:
    code = press(xero, consent_page(xero, **changes), "allow")["code"][0]
    reply = take(xero, code)
    assert reply.status == 200, reply.body
    told: dict[str, Any] = reply.json
    return told


def test_allowing_access_gives_a_code_that_becomes_tokens_once(xero: Xero) -> None:
    page = consent_page(xero)
    assert b"Harbour Talent Ltd" in page.body
    back = press(xero, page, "allow")
    assert back["state"] == ["s-1"]
    tokens = take(xero, back["code"][0])
    assert tokens["expires_in"] == 1800
    assert set(tokens["scope"].split()) == set(SCOPES.split())
    told = claims(tokens["access_token"])
    assert {"authentication_event_id", "xero_userid", "exp"} <= told.keys()
    event = told["authentication_event_id"]
    (row,) = connections(xero, tokens["access_token"], f"?authEventId={event}").json
    assert row["tenantName"] == "Harbour Talent Ltd"
    assert row["tenantType"] == "ORGANISATION"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}", row["createdDateUtc"])
    assert connections(xero, tokens["access_token"], "?authEventId=other").json == []
    again = take(xero, back["code"][0])
    assert (again.status, again.json) == (400, {"error": "invalid_grant"})


def test_cancel_goes_back_with_access_denied(xero: Xero) -> None:
    back = press(xero, consent_page(xero), "cancel")
    assert back == {"error": ["access_denied"], "state": ["s-1"]}


def test_a_code_lives_five_minutes(xero: Xero) -> None:
    code = press(xero, consent_page(xero), "allow")["code"][0]
    xero.running.clock.advance(301)
    assert take(xero, code).json == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"redirect_uri": "http://localhost:9/other"},
        {"client_id": "app-2"},
    ],
)
def test_a_code_is_worth_nothing_to_others(xero: Xero, changes: dict[str, str]) -> None:
    code = press(xero, consent_page(xero), "allow")["code"][0]
    assert take(xero, code, **changes).json == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"redirect_uri": "http://127.0.0.1:8000/cb"}, "does not accept http://127.0.0.1"),
        ({"redirect_uri": "http://tracker.example/cb"}, "must be https"),
        ({"scope": "accounting.transactions"}, "cannot have the scope accounting.transactions"),
        ({"scope": ""}, "asks for no scope"),
        ({"client_id": ""}, "names no app"),
        ({"response_type": "token"}, "response_type=code"),
        ({"code_challenge_method": "plain"}, "S256"),
        ({"code_challenge": "short"}, "SHA-256"),
    ],
)
def test_a_wrong_link_is_explained(xero: Xero, changes: dict[str, str], words: str) -> None:
    page = consent_page(xero, **changes)
    assert page.status == 400
    assert words in unescape(page.body.decode())


def test_a_web_app_may_come_without_pkce_and_then_without_a_verifier(xero: Xero) -> None:
    """PKCE belongs to apps that keep no secret; https://developer.xero.com/faq/oauth2"""
    plain = {"code_challenge": "", "code_challenge_method": ""}
    code = press(xero, consent_page(xero, **plain), "allow")["code"][0]
    assert take(xero, code).json == {"error": "invalid_grant"}
    code = press(xero, consent_page(xero, **plain), "allow")["code"][0]
    assert take(xero, code, code_verifier="").status == 200


def test_openid_brings_an_id_token_of_five_minutes(xero: Xero) -> None:
    assert "id_token" not in signed_in(xero)
    page = consent_page(xero, scope=f"openid profile email {SCOPES}")
    assert b"signed in as Sandbox Owner" in page.body
    tokens = take(xero, press(xero, page, "allow")["code"][0])
    told = claims(tokens["id_token"])
    assert (told["aud"], told["exp"] - told["iat"]) == ("app-1", 300)
    assert told["xero_userid"] == claims(tokens["access_token"])["xero_userid"]


def test_without_offline_access_there_is_no_refresh_token(xero: Xero) -> None:
    assert "refresh_token" not in signed_in(xero, scope="accounting.invoices")


def test_scopes_add_up_over_consents(xero: Xero) -> None:
    signed_in(xero, scope="offline_access accounting.invoices")
    later = signed_in(xero, scope="accounting.contacts")
    assert set(later["scope"].split()) == {
        "offline_access",
        "accounting.invoices",
        "accounting.contacts",
    }


def test_a_refresh_rotates_both_tokens(xero: Xero) -> None:
    first = signed_in(xero)
    second = refresh(xero, first["refresh_token"])
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert connections(xero, second["access_token"]).status == 200


def test_an_old_refresh_token_has_thirty_minutes_of_grace(xero: Xero) -> None:
    first = signed_in(xero)
    refresh(xero, first["refresh_token"])
    xero.running.clock.advance(1700)
    assert refresh(xero, first["refresh_token"]).status == 200
    xero.running.clock.advance(200)
    assert refresh(xero, first["refresh_token"]).json == {"error": "invalid_grant"}


def test_the_grace_ends_when_the_successor_is_used(xero: Xero) -> None:
    first = signed_in(xero)
    second = refresh(xero, first["refresh_token"]).json
    refresh(xero, second["refresh_token"])
    assert refresh(xero, first["refresh_token"]).json == {"error": "invalid_grant"}


def test_a_refresh_token_unused_for_sixty_days_is_dead(xero: Xero) -> None:
    first = signed_in(xero)
    xero.running.clock.advance(60 * 86_400 + 1)
    assert refresh(xero, first["refresh_token"]).json == {"error": "invalid_grant"}


def test_revoking_removes_every_connection(xero: Xero) -> None:
    first = signed_in(xero)
    body = urlencode({"token": first["refresh_token"], "client_id": "app-1"}).encode()
    assert xero.ask("POST", "/connect/revocation", body, FORM).status == 200
    assert connections(xero, first["access_token"]).json == []
    assert refresh(xero, first["refresh_token"]).status == 400


def test_revoking_an_unknown_token_is_no_error(xero: Xero) -> None:
    tokens = signed_in(xero)
    reply = xero.ask("POST", "/connect/revocation", b"token=none", FORM)
    assert (reply.status, reply.body) == (200, b"")
    assert len(connections(xero, tokens["access_token"]).json) == 1


def test_a_connection_can_be_removed_once(xero: Xero) -> None:
    (row,) = xero.tokens["tenants"]
    bearer = {"Authorization": f"Bearer {xero.token}"}
    assert xero.ask("DELETE", f"/connections/{row['id']}", headers=bearer).status == 204
    assert xero.ask("DELETE", f"/connections/{row['id']}", headers=bearer).status == 404
    reply = xero.get("Organisation")
    assert (reply.status, reply["title"], reply["detail"]) == (
        403,
        "Forbidden",
        "AuthenticationUnsuccessful",
    )


def test_a_connection_that_comes_again_tells_when_it_first_came(xero: Xero) -> None:
    """As in the recordings of https://github.com/XeroAPI/xero-python (tests)"""
    first = signed_in(xero)["access_token"]
    (row,) = connections(xero, first).json
    assert row["createdDateUtc"] == row["updatedDateUtc"]
    bearer = {"Authorization": f"Bearer {first}"}
    xero.ask("DELETE", f"/connections/{row['id']}", headers=bearer)
    xero.running.clock.advance(60)
    (again,) = connections(xero, signed_in(xero)["access_token"]).json
    assert again["createdDateUtc"] == row["createdDateUtc"] < again["updatedDateUtc"]
    assert again["id"] != row["id"]


def test_an_access_token_expires_after_thirty_minutes(xero: Xero) -> None:
    assert xero.get("Organisation").status == 200
    xero.running.clock.advance(1801)
    reply = xero.get("Organisation")
    assert (reply.status, reply["Title"]) == (401, "Unauthorized")
    assert reply["Detail"].startswith("TokenExpired: token expired at ")


def test_a_strange_token_is_refused(xero: Xero) -> None:
    head, body, signature = xero.token.split(".")
    for token in ("x", f"{head}.{body}.{signature[:-2]}xx"):
        reply = xero.get("Organisation", headers={"Authorization": f"Bearer {token}"})
        assert (reply.status, reply["Detail"]) == (401, "AuthenticationUnsuccessful")


@pytest.mark.parametrize("tenant", ["", "11111111-1111-1111-1111-111111111111"])
def test_a_missing_or_wrong_tenant_is_forbidden(xero: Xero, tenant: str) -> None:
    assert xero.get("Organisation", headers={"xero-tenant-id": tenant}).status == 403


@pytest.mark.parametrize(
    ("scope", "allowed", "closed"),
    [
        ("accounting.invoices.read", ["GET Invoices", "GET Items"], ["PUT Invoices", "PUT Items"]),
        ("accounting.invoices", ["PUT Items", "GET Invoices"], ["GET Contacts", "PUT Payments"]),
        ("accounting.contacts", ["GET Contacts", "PUT Contacts"], ["GET Accounts"]),
        ("accounting.settings.read", ["GET Accounts", "GET Items"], ["PUT Items"]),
        ("accounting.payments", ["PUT Payments"], ["GET Invoices"]),
    ],
)
def test_each_scope_opens_its_own_endpoints(
    sandbox: Running, scope: str, allowed: list[str], closed: list[str]
) -> None:
    xero = Xero(sandbox, [scope])
    for method, path in (each.split() for each in allowed):
        assert xero.api(method, path, {} if method == "PUT" else None).status != 401
    for method, path in (each.split() for each in closed):
        reply = xero.api(method, path, {} if method == "PUT" else None)
        assert (reply.status, reply["Detail"]) == (401, "AuthorizationUnsuccessful")
        assert reply.headers["WWW-Authenticate"] == "insufficient_scope"


def test_a_token_reaches_only_its_own_tenants() -> None:
    with running(story="two_organisations", limits="off") as served:
        xero = Xero(served)
        first, second = (row["tenantId"] for row in xero.tokens["tenants"])
        xero.invoice()
        assert len(xero.get("Invoices")["Invoices"]) == 1
        xero.tenant = second
        assert xero.get("Invoices")["Invoices"] == []
        assert xero.control("GET", f"books?tenant={first}")["Invoices"] != []
        assert xero.control("GET", f"books?tenant={second}")["Invoices"] == []


def test_the_discovery_document_names_the_endpoints(xero: Xero) -> None:
    told = xero.ask("GET", "/.well-known/openid-configuration").json
    assert told["token_endpoint"].endswith("/connect/token")
    assert told["token_endpoint_auth_methods_supported"] == [
        "client_secret_basic",
        "client_secret_post",
    ]


def test_a_client_may_come_by_basic_authentication(xero: Xero) -> None:
    code = press(xero, consent_page(xero), "allow")["code"][0]
    basic = base64.b64encode(b"app-1:any secret").decode()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    headers = {**FORM, "Authorization": f"Basic {basic}"}
    reply = xero.ask("POST", "/connect/token", urlencode(form).encode(), headers)
    assert reply.status == 200
