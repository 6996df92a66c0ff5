"""Before a lane's first write: is Xero ahead of our records?"""

from tracker import clock
from tracker.accounts_system import heads, strays
from tracker.accounts_system.lane import Held, fenced
from tracker.accounts_system.models import Call, Connection
from tracker.agencies import events
from tracker.sending.models import CARRIED, OPEN
from tracker.sending.restored import receipts, said, started


def ahead(connection: Connection, held: Held) -> str:
    """Why nothing may be written to the organisation; '' where all may go on.

    Reads the heads where nobody has since this process started, outside any transaction, and links
    receipts that Tracker has forgotten. Raises ``ReadFailed``, ``NeedsReconnect`` and
    ``TokenUnavailable``.
    """
    if _has_work(connection):
        if not started.has_read(connection):
            heads.read_heads(connection)
            _trust_no_lists(connection)
        if not started.has_looked_for_receipts(connection):
            _look_for_receipts(connection, held)
    if not strays.is_any_flagged(connection):
        return ""
    with fenced(held):
        said.link_what_was_said(connection)
        strays.forget_explained(connection)
    count = len(strays.older(connection))
    return sentence(count) if count else ""


def sentence(count: int) -> str:
    """*Tracker's records are older than Xero's: adopt 5.*"""
    return f"Tracker's records are older than Xero's: adopt {count:,}."


def _has_work(connection: Connection) -> bool:
    waiting = (rows.objects.filter(batch__connection=connection) for rows in CARRIED)
    if any(rows.filter(batch__paused_at=None, state__in=OPEN).exists() for rows in waiting):
        return True
    calls = Call.objects.filter(connection=connection, settled_at=None)
    return calls.exclude(purpose=Call.Purpose.READ).exists()


def _look_for_receipts(connection: Connection, held: Held) -> None:
    """One that is undone here meanwhile would else stay in Xero: nobody would ask for it again.

    A call for each 40 documents that are paid in Xero and have a receipt that it never got.
    """
    began_at = clock.database_now()
    found = receipts.read(connection)
    with fenced(held):
        receipts.link(connection, found, by=events.XERO)
        Connection.objects.filter(pk=connection.pk).update(receipts_looked_for_at=began_at)
    connection.refresh_from_db(fields=["receipts_looked_for_at"])


def _trust_no_lists(connection: Connection) -> None:
    """Contacts and items are read again too before anything is created."""
    fields = ["contacts_read_at", "items_read_at"]
    Connection.objects.filter(pk=connection.pk).update(**dict.fromkeys(fields))
    connection.refresh_from_db(fields=fields)
