"""A worker is killed while an update, a void, a payment or a contact's details are on their way."""

import signal
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.crashes.test_killed_workers import held, release
from tests.crashes.workers import Workers, eventually
from tests.sending.desk import Desk
from tracker.accounts_system.models import Call, DocumentLink, ReceiptLink
from tracker.companies import companies
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document
from tracker.sending import contact_updates
from tracker.sending.models import ContactUpdate, State
from tracker.sending.unsent import to_send
from tracker.sending.voids import voiding

Deed = Callable[[Desk, Document], None]


def sent(desk: Desk) -> Document:
    document = desk.invoice()
    desk.send(document)
    document.refresh_from_db()
    return document


def update(desk: Desk, document: Document) -> None:
    lifecycle.change(document, reference="PO 8", by=desk.office.colleague)


def void(desk: Desk, document: Document) -> None:
    voiding.void(document, by=desk.office.colleague)


def record(desk: Desk, document: Document) -> None:
    desk.mark_paid(document, "100")
    desk.mark_paid(document, "60")


def remove(desk: Desk, document: Document) -> None:
    desk.mark_paid(document)
    desk.send(document)
    receipts.undo(document.receipts.get(), by=desk.office.colleague)


def in_books(desk: Desk) -> tuple[str, str, list[Decimal]]:
    """The one invoice's status and reference, and the payments that count."""
    (invoice,) = desk.in_xero()
    amounts = sorted(Decimal(str(each["Amount"])) for each in desk.payments())
    return invoice["Status"], invoice.get("Reference") or "", amounts


DEEDS = [
    (update, "POST", "/Invoices", ("AUTHORISED", "PO 8", [])),
    (void, "POST", "/Invoices", ("VOIDED", "", [])),
    (record, "PUT", "/Payments", ("AUTHORISED", "", [60, 100])),
    (remove, "POST", None, ("AUTHORISED", "", [])),
]


@pytest.mark.parametrize("after", [False, True], ids=["before the work", "after the work"])
@pytest.mark.parametrize(("deed", "method", "path", "left"), DEEDS)
def test_what_was_on_its_way_is_done_once(
    desk: Desk,
    workers: Workers,
    deed: Deed,
    method: str,
    path: str | None,
    left: tuple[str, str, list[Decimal]],
    after: bool,
) -> None:
    desk.record_receipts()
    document = sent(desk)
    deed(desk, document)
    fault = {"method": method, "kind": "hold", "times": 1, "after": after}
    desk.sandbox.faults.add({"faults": [{**fault, "path": path} if path else fault]})
    worker = workers.start()
    desk.click(document)
    eventually(lambda: held(desk))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    release(desk)
    workers.start()
    eventually(lambda: desk.delivery(document).state == State.SENT)
    assert in_books(desk) == left
    assert not to_send(desk.connection, "invoice").exists()
    assert not Call.objects.filter(settled_at=None).exclude(purpose=Call.Purpose.READ).exists()
    (invoice,) = desk.in_xero()
    assert DocumentLink.objects.get().seen_due == Decimal(str(invoice["AmountDue"]))
    assert ReceiptLink.objects.filter(removed_at=None).count() == len(left[2])


@pytest.mark.parametrize("after", [False, True], ids=["before the work", "after the work"])
def test_a_contacts_details_are_updated_once(desk: Desk, workers: Workers, after: bool) -> None:
    document = sent(desk)
    company, by = document.company, desk.office.owner
    companies.change(company, email="new@acme.example", by=by)
    company.refresh_from_db()
    seen = contact_updates.prepare(company, connection=desk.connection, by=by).seen
    desk.fault("hold", method="POST", path="/Contacts", after=after)
    worker = workers.start()
    contact_updates.send(company, connection=desk.connection, seen=seen, by=by)
    eventually(lambda: held(desk))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    release(desk)
    workers.start()
    eventually(lambda: ContactUpdate.objects.get().state == State.SENT)
    assert [each["EmailAddress"] for each in desk.books()["Contacts"]] == ["new@acme.example"]
