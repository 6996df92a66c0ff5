"""Connecting an entity to an organisation, and what is read first."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from tracker import clock
from tracker.accounts_system import lane, lists
from tracker.accounts_system.consents import Begun, Tenant, begin, finish
from tracker.accounts_system.deltas import ReadFailed
from tracker.accounts_system.disconnecting import disconnect
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.health import mark_needs_reconnect, note_refusal
from tracker.accounts_system.models import Connection, Consent, Settings, TokenSet
from tracker.accounts_system.proposal import propose
from tracker.accounts_system.settings import current, save
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Agency, Entity, Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import KINDS

__all__ = [
    "Begun",
    "Tenant",
    "begin",
    "connect",
    "connect_chosen",
    "disconnect",
    "finish",
    "mark_needs_reconnect",
    "of_entity",
    "read_first",
    "save_settings",
    "set_send_from_date",
]

EARLIEST = date(2000, 1, 1)


def of_entity(entity: Entity) -> Connection | None:
    """The entity's live connection, if it has one."""
    return Connection.objects.filter(entity=entity, disconnected_at=None).first()


def connect(
    agency: Agency,
    *,
    entity: Entity,
    token_set: TokenSet,
    tenant: Tenant,
    send_from_date: date,
    by: By,
) -> Connection:
    """Connect, or connect again, and read what is needed first (five calls, see ``read_first``).

    Raises ``NotPossible`` where the organisation or the entity is taken. What cannot be read now
    is read when Settings opens; the connection stands.
    """
    _require_sensible(send_from_date)
    try:
        with transaction.atomic():
            connection = _connected(agency, entity, token_set, tenant, send_from_date, by)
    except IntegrityError:
        # Somebody connected at the same moment; what they did says who has it.
        _require_free(agency, entity, tenant)
        raise NotPossible(f"{tenant.name} was just connected by somebody else.") from None
    read_first(connection)
    return connection


def connect_chosen(
    consent: Consent, *, entity: Entity, tenant: Tenant, send_from_date: date, by: By
) -> Connection:
    """Connect the organisation chosen after a consent, which is over then. As ``connect``."""
    if consent.token_set is None:
        raise NotPossible("Xero has not let Tracker in yet. Start again.")
    connection = connect(
        consent.agency,
        entity=entity,
        token_set=consent.token_set,
        tenant=tenant,
        send_from_date=send_from_date,
        by=by,
    )
    Consent.objects.filter(pk=consent.pk).update(connected_at=clock.now())
    return connection


def read_first(connection: Connection) -> str:
    """Read organisation, plan, accounts, tax rates and heads; propose a mapping where none is.

    At most one call each (heads: one for each 1,000). Answers the sentence of what could not be
    read, '' where all was.
    """
    done = lists.refresh(connection, lists.ON_CONNECTING)
    propose_settings(connection)
    return done.sentence or _read_heads(connection)


def propose_settings(connection: Connection) -> None:
    """Keep a proposed mapping for each kind, to be confirmed; what is there is not overwritten."""
    accounts, tax_rates = lists.accounts(connection), lists.tax_rates(connection)
    if not (accounts and tax_rates):
        return
    for kind in KINDS:
        if current(connection, kind) is None:
            proposed = propose(accounts, tax_rates, kind=kind)
            save(connection, kind=kind, by=events.TRACKER, confirmed=False, **proposed)


def set_send_from_date(connection: Connection, chosen: date, *, by: By) -> None:
    """From which date documents are sent. An earlier date reads Xero's documents again."""
    _require_sensible(chosen)
    if chosen == connection.send_from_date:
        return
    with transaction.atomic():
        _move_send_from_date(connection, chosen)
        connection.save(update_fields=["send_from_date", "heads_until", "heads_read_at"])
        sentence = f"Documents dated {chosen:%d %b %Y} and later are sent to Xero."
        _record(connection, sentence, by)


@transaction.atomic
def save_settings(
    connection: Connection, *, kind: str, send_from_date: date, by: By, **fields: Any
) -> Settings:
    """The settings page's *Save*: the date, and a new version. As ``settings.save``."""
    set_send_from_date(connection, send_from_date, by=by)
    return save(connection, kind=kind, by=by, **fields)


def _connected(
    agency: Agency,
    entity: Entity,
    token_set: TokenSet,
    tenant: Tenant,
    send_from_date: date,
    by: By,
) -> Connection:
    _require_free(agency, entity, tenant)
    connection = Connection.objects.filter(entity=entity, tenant_id=tenant.tenant_id).first()
    is_again = connection is not None and connection.is_live
    if connection is None:
        connection = Connection(agency=agency, entity=entity, tenant_id=tenant.tenant_id)
        connection.send_from_date = send_from_date
    _move_send_from_date(connection, send_from_date)
    for name, value in _fresh(token_set, tenant, by).items():
        setattr(connection, name, value)
    connection.save()
    # Whatever waited for this connection goes on.
    lane.knock(tenant.tenant_id)
    words = "Connected again to" if is_again else "Connected to"
    since = f"documents dated {send_from_date:%d %b %Y} and later are sent"
    _record(connection, f"{words} {tenant.name}; {since}.", by)
    return connection


def _fresh(token_set: TokenSet, tenant: Tenant, by: By) -> dict[str, Any]:
    return {
        "tenant_name": tenant.name,
        "remote_id": tenant.connection_id,
        "token_set": token_set,
        "connected_by": by if isinstance(by, Person) else None,
        "connected_at": clock.now(),
        "disconnected_at": None,
        "needs_reconnect": "",
        "note": "",
    }


def _require_free(agency: Agency, entity: Entity, tenant: Tenant) -> None:
    live = Connection.objects.filter(disconnected_at=None)
    taken = live.filter(tenant_id=tenant.tenant_id).exclude(entity=entity).first()
    if taken and taken.agency_id != agency.pk:
        raise NotPossible(
            f"{tenant.name} is already connected to another agency in Tracker, and one"
            " organisation serves one agency. It must be disconnected there first."
        )
    if taken:
        raise NotPossible(f"{tenant.name} is already connected to {taken.entity.name}.")
    other = live.filter(entity=entity).exclude(tenant_id=tenant.tenant_id).first()
    if other:
        raise NotPossible(
            f"Tracker is connected to {other.tenant_name}. Disconnect it first, then connect"
            f" {tenant.name}."
        )


def _require_sensible(chosen: date) -> None:
    if chosen < EARLIEST:
        raise NotPossible(f"The send from date is {EARLIEST:%d %b %Y} or later.")


def _move_send_from_date(connection: Connection, chosen: date) -> None:
    """An earlier start brings documents that the heads' watermark has already passed."""
    if chosen < connection.send_from_date:
        connection.heads_until = connection.heads_read_at = None
    connection.send_from_date = chosen


def _read_heads(connection: Connection) -> str:
    try:
        read_heads(connection)
    except (NeedsReconnect, TokenUnavailable) as problem:
        return str(problem)
    except ReadFailed as problem:
        note_refusal(connection, problem.outcome)
        return connection.needs_reconnect or "Xero's invoices could not be read yet."
    return ""


def _record(connection: Connection, sentence: str, by: By) -> None:
    events.record(connection.agency, "connection", connection.pk, sentence, by=by)
