"""What the tests of syncing do: ask, let a worker carry it out, read what it wrote."""

from datetime import timedelta

import httpx2
from django.db.models import F

from tests.sending.desk import Desk
from tracker.accounts_system.models import Connection
from tracker.agencies import events
from tracker.documents.models import Document
from tracker.syncing import syncs
from tracker.syncing.models import Sync
from tracker.syncing.news import ASKED


def sync(
    desk: Desk, *documents: Document, why: str = Sync.Why.PERSON, kind: str = "invoice"
) -> Sync:
    """Ask and carry out, as a click and a worker do; Tracker by itself asks of both kinds."""
    asked = syncs.ask(
        connection=desk.connection,
        why=why,
        by=desk.office.colleague,
        kind=kind if why in ASKED else "",
        documents=[document.pk for document in documents],
    )
    syncs.work(desk.connection.pk)
    asked.refresh_from_db()
    return asked


def pay(desk: Desk, document: Document, amount: str | None = None) -> None:
    """The bookkeeper records money in Xero."""
    wish = {"InvoiceNumber": document.number, **({"Amount": amount} if amount else {})}
    answer = httpx2.post(f"{desk.sandbox.url}/_sandbox/pay", json=wish)
    assert answer.status_code == 200, answer.text


def said(desk: Desk, document: Document) -> list[str]:
    """What reading Xero wrote on a document, the oldest first; what a batch did stays out."""
    rows = events.history(desk.office.agency, "document", document.pk)
    found = [row for row in rows if row.by_name == events.XERO and row.batch_number is None]
    return [row.sentence for row in reversed(found)]


def some_seconds_later(desk: Desk) -> None:
    """As if the last sync had been a while ago: the next one reads nothing twice."""
    later = F("heads_until") + timedelta(seconds=10)
    Connection.objects.filter(pk=desk.connection.pk).update(heads_until=later)


def sent(desk: Desk, count: int = 1, price: str = "100") -> list[Document]:
    """Invoices that Xero has, and a first sync that reads them once."""
    documents = [desk.invoice(price=price) for _ in range(count)]
    desk.send(*documents)
    sync(desk)
    return documents
