"""Disconnecting an entity from its organisation."""

from django.db import transaction

from tracker import clock
from tracker.accounts_system.models import Connection
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable, access_token, app
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.xero import oauth
from tracker.xero.connections import Failed


def disconnect(connection: Connection, *, by: By) -> Connection:
    """End the connection at Xero and here. Links and history stay for the same organisation.

    Only this connection is removed at Xero; revoking would end the person's other ones. Where
    Xero cannot be told, it ends here all the same, and ``note`` says what is left to do.
    """
    if isinstance(by, Person) and not by.may_own:
        raise NotPossible("Only an owner can disconnect Xero.")
    note = _tell_xero(connection)
    with transaction.atomic():
        token_set = connection.token_set
        connection.disconnected_at = clock.now()
        connection.needs_reconnect, connection.note, connection.token_set = "", note, None
        connection.save(update_fields=["disconnected_at", "needs_reconnect", "note", "token_set"])
        if token_set and not token_set.connection_set.exists():
            token_set.delete()
        sentence = f"Disconnected from {connection.tenant_name}. {note}".strip()
        events.record(connection.agency, "connection", connection.pk, sentence, by=by)
    return connection


def _tell_xero(connection: Connection) -> str:
    """End it at Xero. Answers the note to keep, '' where Xero knows."""
    try:
        if connection.token_set is None:
            raise NeedsReconnect("There is no token for it.")
        token = access_token(connection.token_set)
        result = oauth.delete_connection(app(), token, connection.remote_id)
    except (NeedsReconnect, TokenUnavailable) as problem:
        return _note(str(problem))
    return _note(result.sentence) if isinstance(result, Failed) else ""


def _note(why: str) -> str:
    return (
        f"Xero could not be told ({why.rstrip('.')}), so it may still list Tracker under"
        " Settings, Connected apps: disconnect it there too."
    )[:300]
