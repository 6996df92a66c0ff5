"""Why Xero cannot be asked now, in a sentence for the person who waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.accounts_system import lists
from tracker.accounts_system.deltas import ReadFailed
from tracker.accounts_system.models import Connection
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable
from tracker.agencies.not_possible import NotPossible

NOT_CONNECTED = "Xero is not connected. Connect it in My Settings, PlugIns."


def require_working(connection: Connection) -> None:
    """Raises ``NotPossible`` where the connection has ended, or somebody must connect again."""
    if not connection.is_live:
        raise NotPossible(NOT_CONNECTED)
    if connection.needs_reconnect:
        raise NotPossible(connection.needs_reconnect)


@contextmanager
def said_in_a_sentence(connection: Connection, what: str) -> Iterator[None]:
    """Reading ``what`` (*contacts*, *invoices*); where that fails, ``NotPossible`` says why."""
    require_working(connection)
    if connection.token_set_id is None:
        raise NotPossible(NOT_CONNECTED)
    try:
        yield
    except ReadFailed as failure:
        raise NotPossible(lists.why_not(connection, what, failure.outcome)) from None
    except (NeedsReconnect, TokenUnavailable) as problem:
        raise NotPossible(str(problem)) from None
