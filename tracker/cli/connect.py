"""`tracker connect --sandbox URL`, without a browser; `tracker rotate-keys`."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import click
import httpx2
from django.conf import settings

from tracker.accounts_system import connecting, consents
from tracker.accounts_system.encryption import EncryptionError, rotate
from tracker.accounts_system.mapping import DEFAULT, account_for, tax_type_for
from tracker.accounts_system.models import Attempt, Connection, Settings
from tracker.accounts_system.settings import current, problems_of
from tracker.agencies.events import TRACKER
from tracker.agencies.models import Agency, Entity
from tracker.agencies.not_possible import NotPossible
from tracker.cli.options import agency_option, answer, json_option
from tracker.companies.models import TaxTreatment
from tracker.documents.kinds import KINDS, KindWords, words_for
from tracker.documents.models import Document, Scenario
from tracker.xero import oauth
from tracker.xero.tokens import claims

# Early enough for every document that a sandbox is tried with.
SEND_FROM = date(2010, 1, 1)
SECONDS_MAX = 30.0
CALLS_FOR_CONNECTIONS = 1
LOOPBACK = {"127.0.0.1", "::1"}


@click.command()
@click.option("--sandbox", "url", metavar="URL", required=True, help="The Xero sandbox's address.")
@agency_option
@json_option
def connect(url: str, agency: Agency, as_json: bool) -> None:
    """Connect to a Xero sandbox without a browser, and confirm the proposed mappings."""
    _require_configured(url)
    entity = agency.entities.order_by("pk")[0]
    before = connecting.of_entity(entity)
    sent_from = before.send_from_date if before else None
    try:
        connection, calls = _connect(url, agency, entity)
        chosen = {kind: _confirm(connection, kind) for kind in KINDS}
    except (NotPossible, EncryptionError) as problem:
        raise click.ClickException(str(problem)) from None
    result = _result(connection, chosen, calls)
    again = "Already connected" if before and before.pk == connection.pk else "Connected"
    text = _text(result, again)
    if sent_from not in (None, connection.send_from_date):
        text += f"\nThe send from date was {sent_from}, and is {connection.send_from_date} now."
    answer(result, text, as_json=as_json)


@click.command(name="rotate-keys")
@json_option
def rotate_keys(as_json: bool) -> None:
    """Encrypt every stored token again, under the first of TRACKER_TOKEN_KEYS."""
    try:
        count = rotate()
    except EncryptionError as problem:
        raise click.ClickException(str(problem)) from None
    answer({"rows": count}, f"{count} rows are encrypted under the first key.", as_json=as_json)


def _require_configured(url: str) -> None:
    if not settings.XERO_CLIENT_ID:
        raise click.ClickException("XERO_CLIENT_ID is not set; a sandbox takes any.")
    host = urlsplit(settings.XERO_API_URL).hostname or ""
    if host == "xero.com" or host.endswith(".xero.com"):
        raise click.ClickException(
            "Tracker is configured for the real Xero: set XERO_API_URL, XERO_IDENTITY_URL and"
            f" XERO_LOGIN_URL to {url} first."
        )
    if _place(url) != _place(settings.XERO_API_URL):
        raise click.ClickException(
            f"Tracker is configured for the Xero at {settings.XERO_API_URL}, not {url}."
        )


def _place(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return ("localhost" if host in LOOPBACK else host, parts.port)


def _connect(url: str, agency: Agency, entity: Entity) -> tuple[Connection, int]:
    grant = sandbox_grant(url)
    offered = consents.tenants(grant)
    if not offered:
        raise NotPossible("The sandbox offers no organisation.")
    made = Attempt.objects.count()
    connection = connecting.connect(
        agency,
        entity=entity,
        token_set=consents.keep_tokens(agency, grant),
        tenant=_preferred(entity, offered),
        send_from_date=SEND_FROM,
        by=TRACKER,
    )
    return connection, CALLS_FOR_CONNECTIONS + Attempt.objects.count() - made


def _preferred(entity: Entity, offered: list[consents.Tenant]) -> consents.Tenant:
    """The organisation that the entity has already; else the first."""
    live = connecting.of_entity(entity)
    same = [each for each in offered if live and each.tenant_id == live.tenant_id]
    return (same or offered)[0]


def sandbox_grant(url: str) -> oauth.Grant:
    """Tokens for every organisation of a sandbox, without a browser."""
    found = _token(url)
    told = claims(str(found["access_token"]))
    return oauth.Grant(
        access_token=str(found["access_token"]),
        refresh_token=str(found["refresh_token"]),
        expires_in=int(found["expires_in"]),
        scope=str(found.get("scope") or ""),
        user_id=str(told.get("xero_userid") or ""),
        auth_event_id=str(told.get("authentication_event_id") or ""),
    )


def _token(url: str) -> dict[str, Any]:
    address = f"{url.rstrip('/')}/_sandbox/token"
    body = {"scopes": list(oauth.SCOPES), "client_id": settings.XERO_CLIENT_ID}
    try:
        reply = httpx2.post(address, json=body, timeout=SECONDS_MAX, trust_env=False)
        found = reply.raise_for_status().json()
        if (
            not isinstance(found, dict)
            or not {"access_token", "refresh_token", "expires_in"} <= found.keys()
        ):
            raise ValueError("no tokens")
        return found
    except (httpx2.HTTPError, ValueError) as problem:
        reason = type(problem).__name__
        raise click.ClickException(f"No Xero sandbox answers at {url} ({reason}).") from None


def _confirm(connection: Connection, kind: str) -> Settings:
    """Confirm what is proposed; what a person has confirmed stays as it is."""
    chosen = current(connection, kind)
    if chosen is None:
        raise NotPossible("Xero's accounts and tax rates could not be read: try again.")
    if not chosen.confirmed:
        chosen = connecting.save_settings(
            connection,
            kind=kind,
            send_from_date=connection.send_from_date,
            by=TRACKER,
            status_on_arrival=Settings.Arrival.AUTHORISED.value,
            auto_create_companies=True,
            auto_create_items=True,
        )
    return chosen


def _result(
    connection: Connection, chosen: Mapping[Document.Kind, Settings], calls: int
) -> dict[str, Any]:
    """The invoices' settings stand at the top, the payments' under ``payments``."""
    return {
        "organisation": connection.tenant_name,
        "tenant_id": connection.tenant_id,
        "send_from": connection.send_from_date.isoformat(),
        **_mapping(connection, chosen[Document.Kind.INVOICE]),
        "payments": _mapping(connection, chosen[Document.Kind.PAYMENT]),
        "calls": calls,
    }


def _mapping(connection: Connection, chosen: Settings) -> dict[str, Any]:
    return {
        "status_on_arrival": chosen.status_on_arrival,
        "amounts_are": connection.entity.amounts_are_of(chosen.kind),
        "accounts": {
            name: account_for(chosen, name) for name in (DEFAULT, *words_for(chosen.kind).scenarios)
        },
        "tax_rates": {
            each.value: tax_type_for(chosen, Scenario.OTHER, each) for each in TaxTreatment
        },
        "auto_create_companies": chosen.auto_create_companies,
        "auto_create_items": chosen.auto_create_items,
        "problems": [problem.sentence for problem in problems_of(connection, chosen.kind)],
    }


def _text(result: dict[str, Any], again: str) -> str:
    lines = [
        f"{again} to {result['organisation']} with {result['calls']} calls.",
        *_lines(words_for("invoice"), result, result["send_from"]),
        *_lines(words_for("payment"), result["payments"], result["send_from"]),
    ]
    return "\n".join(lines)


def _lines(words: KindWords, mapping: dict[str, Any], since: str) -> Iterator[str]:
    yield f"{words.titles} from {since} on arrive as {mapping['status_on_arrival']}."
    for name, code in mapping["accounts"].items():
        label = "Everything else" if name == DEFAULT else words.scenarios[name]
        yield f"  {label}: account {code}"
    for name, rate in mapping["tax_rates"].items():
        yield f"  {TaxTreatment(name).label}: {rate or 'not mapped'}"
    for sentence in mapping["problems"]:
        yield f"  To be changed: {sentence}"
