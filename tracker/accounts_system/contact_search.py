"""Asking Xero for contacts because a person looks for one."""

from tracker.accounts_system.contacts import keep_contacts, read_contacts
from tracker.accounts_system.deltas import must_read
from tracker.accounts_system.failures import said_in_a_sentence
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import Connection
from tracker.xero import contacts


def search_in_xero(connection: Connection, text: str) -> int:
    """Ask Xero for contacts that hold ``text``, one call, and keep what it says; how many came.

    Raises ``NotPossible``.
    """
    with said_in_a_sentence(connection, "contacts"):
        found = contacts.parse_all(must_read(connection, contacts.search(text)).data)
    keep_contacts(connection, found)
    return len(found)


def refresh(connection: Connection) -> None:
    """Read what changed in Xero's contacts and invoices, two calls. Raises ``NotPossible``."""
    with said_in_a_sentence(connection, "contacts"):
        read_contacts(connection)
        read_heads(connection)
