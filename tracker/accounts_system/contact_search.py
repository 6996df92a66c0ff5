"""Asking Xero for contacts because a person looks for one."""

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.accounts_system import lists
from tracker.accounts_system.contacts import keep_contacts, read_contacts
from tracker.accounts_system.deltas import ReadFailed, must_read
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import Connection
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable
from tracker.agencies.not_possible import NotPossible
from tracker.xero import contacts
from tracker.xero.types import Contact

NOT_CONNECTED = "Xero is not connected. Connect it in My Settings, PlugIns."


def search_in_xero(connection: Connection, text: str) -> int:
    """Ask Xero for contacts that hold ``text``, one call, and keep what it says; how many came.

    Raises ``NotPossible``.
    """
    with said_in_a_sentence(connection):
        found = contacts.parse_all(must_read(connection, contacts.search(text)).data)
    keep_contacts(connection, found)
    return len(found)


def refresh(connection: Connection) -> None:
    """Read what changed in Xero's contacts and invoices, two calls. Raises ``NotPossible``."""
    with said_in_a_sentence(connection):
        read_contacts(connection)
        read_heads(connection)


def read_contact(connection: Connection, contact_id: str) -> Contact | None:
    """One contact as Xero has it now, in full, one call. Raises ``NotPossible``."""
    with said_in_a_sentence(connection):
        answer = must_read(connection, contacts.by_ids([contact_id]))
    found = contacts.parse_all(answer.data)
    keep_contacts(connection, found)
    return next((each for each in found if each.contact_id == contact_id), None)


@contextmanager
def said_in_a_sentence(connection: Connection) -> Iterator[None]:
    """Reading Xero for a person: where that cannot be done, ``NotPossible`` says why."""
    if not connection.is_live or connection.token_set_id is None:
        raise NotPossible(NOT_CONNECTED)
    if connection.needs_reconnect:
        raise NotPossible(connection.needs_reconnect)
    try:
        yield
    except ReadFailed as failure:
        raise NotPossible(lists.why_not(connection, "contacts", failure.outcome)) from None
    except (NeedsReconnect, TokenUnavailable) as problem:
        raise NotPossible(str(problem)) from None
