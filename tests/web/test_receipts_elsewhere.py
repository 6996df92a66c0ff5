"""Receipts of an invoice that another organisation had before: the one connected now counts."""

from datetime import timedelta

import pytest

from tests import cast
from tests.cast import A_DAY, Clients, Office
from tests.web.xero_says import A_MOMENT, connection_of, sent
from tracker.accounts_system.models import Connection, DocumentLink, ReceiptLink, Settings
from tracker.documents import receipts
from tracker.documents.models import Document, Receipt
from tracker.web.document_rows import row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(the_office: Office, clients: Clients) -> Document:
    """Linked where receipts were recorded, and since then in another organisation."""
    document = cast.approved_invoice(the_office, clients.acme)
    old = Connection.objects.create(
        agency=the_office.agency,
        entity=the_office.entity,
        tenant_id="another-tenant",
        send_from_date=A_DAY,
        connected_at=A_MOMENT,
        disconnected_at=A_MOMENT,
    )
    Settings.objects.create(
        connection=old, version=1, saved_at=A_MOMENT, confirmed=True, record_receipts=True
    )
    here = sent(the_office, document)
    DocumentLink.objects.create(
        connection=old,
        document=document,
        remote_id="elsewhere",
        how="created",
        linked_at=here.linked_at - timedelta(days=1),
        accepted_revision=document.revision,
    )
    return document


def paid(office: Office, document: Document) -> Receipt:
    return receipts.mark_paid(document, date=A_DAY, by=office.owner)


def test_a_receipt_does_not_wait_for_settings_of_the_organisation_that_was_left(
    the_office: Office, moved: Document
) -> None:
    paid(the_office, moved)
    assert row_of(moved).batch_status.text == "Sent"


def test_a_receipt_waits_where_the_organisation_of_now_records_it(
    the_office: Office, moved: Document
) -> None:
    Settings.objects.filter(connection=connection_of(the_office)).update(record_receipts=True)
    paid(the_office, moved)
    assert row_of(moved).batch_status.text == "Changed since sent"


def test_a_payment_that_is_left_behind_in_old_books_is_nothing_to_remove(
    the_office: Office, moved: Document
) -> None:
    receipt = paid(the_office, moved)
    ReceiptLink.objects.create(
        connection=Connection.objects.get(tenant_id="another-tenant"),
        receipt=receipt,
        remote_id="a-payment",
        amount=receipt.amount,
        linked_at=A_MOMENT,
    )
    receipts.undo(receipt, by=the_office.owner)
    moved.refresh_from_db()
    row = row_of(moved)
    assert row.batch_status.text == "Sent" and str(row.status) == "Approved"
