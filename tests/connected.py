"""An agency beside a sandbox, not connected or connected: for tests of the link to Xero."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from django.test import override_settings

from tests import cast
from tests.cast import Office
from tracker.accounts_system import connecting, consents
from tracker.accounts_system.models import Connection
from tracker.accounts_system.settings import save
from tracker.agencies.models import Person
from tracker.documents.kinds import KINDS
from tracker.xero import oauth
from tracker.xero.tokens import claims
from xero_sandbox.server import Running, running

SEND_FROM = date(2010, 1, 1)
CALLBACK = "http://localhost:8000/plugins/xero/callback/"


@contextmanager
def beside_a_sandbox(**options: Any) -> Iterator[Running]:
    """A sandbox, and Tracker configured for it."""
    with running(**options) as sandbox:
        names = ("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL", "XERO_WEB_URL")
        with override_settings(**dict.fromkeys(names, sandbox.url)):
            yield sandbox


def elsewhere() -> Office:
    """The outsider's own agency."""
    person = cast.outsider()
    return Office(person.agency, person.agency.entities.get(), person, person, person)


def a_grant(sandbox: Running, scopes: tuple[str, ...] = oauth.SCOPES) -> oauth.Grant:
    """Tokens for every organisation of the sandbox, without a browser."""
    body = {"scopes": list(scopes), "client_id": "test-client"}
    found = httpx2.post(f"{sandbox.url}/_sandbox/token", json=body).json()
    told = claims(found["access_token"])
    return oauth.Grant(
        access_token=found["access_token"],
        refresh_token=found["refresh_token"],
        expires_in=found["expires_in"],
        scope=" ".join(scopes),
        user_id=str(told.get("xero_userid") or ""),
        auth_event_id=str(told.get("authentication_event_id") or ""),
    )


def connected(office: Office, sandbox: Running) -> Connection:
    """The office connected to the sandbox's first organisation, lists and heads read."""
    grant = a_grant(sandbox)
    return connecting.connect(
        office.agency,
        entity=office.entity,
        token_set=consents.keep_tokens(office.agency, grant),
        tenant=consents.tenants(grant)[0],
        send_from_date=SEND_FROM,
        by=office.owner,
    )


def confirm(connection: Connection, *, by: Person) -> None:
    """What is proposed for each kind, as it is: documents arrive approved."""
    for kind in KINDS:
        save(connection, kind=kind, by=by, status_on_arrival="AUTHORISED")


def allow_access(url: str, *, tenant: str, decision: str = "allow") -> dict[str, str]:
    """Do on the consent page what a person does; what comes back to the callback."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    form = {**asked, "tenant": tenant, "decision": decision}
    reply = httpx2.post(url.partition("?")[0], data=form, follow_redirects=False)
    back = urlsplit(reply.headers["Location"])
    assert back.geturl().startswith(CALLBACK)
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def calls_of(sandbox: Running) -> list[str]:
    """Every call that the sandbox got, as ``GET /api.xro/2.0/Accounts``."""
    return [f"{each['method']} {each['path']}" for each in sandbox.journal.calls()]
