"""Whether a connection still works, and the sentence a person reads when it does not."""

from django.db import transaction

from tracker.accounts_system.models import Connection
from tracker.agencies import events
from tracker.xero.outcome import Outcome, OutcomeKind
from tracker.xero.refusal import SCOPE_MISSING

NO_LONGER_CONNECTED = "Xero no longer lets Tracker in. An owner connects again on PlugIns."
NOT_ALLOWED = (
    "Xero does not let Tracker do all it needs: a permission is missing. An owner connects again"
    " on PlugIns and allows access to everything that Xero lists."
)


def mark_needs_reconnect(connection: Connection, sentence: str) -> None:
    """Pause a live connection until somebody connects again. Writes one event, once."""
    sentence = sentence[:300]
    with transaction.atomic():
        changed = Connection.objects.filter(
            pk=connection.pk, disconnected_at=None, needs_reconnect=""
        ).update(needs_reconnect=sentence)
        if changed:
            _tell(connection, sentence)
    connection.needs_reconnect = sentence


def note_refusal(connection: Connection, outcome: Outcome) -> bool:
    """Mark the connection where an answer says that we are shut out; whether it does.

    An expired token is not that: it is refreshed. Xero answers a missing scope with 401 or 403.
    https://developer.xero.com/documentation/api/accounting/responsecodes
    """
    shut_out = outcome.kind == OutcomeKind.FORBIDDEN or (
        outcome.kind == OutcomeKind.UNAUTHORISED and outcome.detail != "TokenExpired"
    )
    if shut_out:
        lacks_scope = outcome.detail == SCOPE_MISSING
        mark_needs_reconnect(connection, NOT_ALLOWED if lacks_scope else NO_LONGER_CONNECTED)
    return shut_out


def _tell(connection: Connection, sentence: str) -> None:
    events.record(connection.agency, "connection", connection.pk, sentence, by=events.XERO)
