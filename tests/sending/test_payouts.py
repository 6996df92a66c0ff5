"""A payout is recorded in Xero as a payment on the bill: once, and never above what is due."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.sending.desk import Desk
from tests.sending.test_receipts import amounts, told
from tracker.accounts_system import (
    company_links,
    contacts,
    held_records,
    lists,
    marks,
    settings,
)
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import DocumentLink, ReceiptLink
from tracker.agencies.not_possible import NotPossible
from tracker.documents import receipts
from tracker.documents.models import Document
from tracker.sending.models import State
from tracker.sending.receipts import marking_paid
from tracker.sending.receipts.conditions import receipts_wait
from tracker.sending.unsent import to_send

pytestmark = pytest.mark.usefixtures("short_deadlines")


@pytest.fixture
def recording(desk: Desk) -> Iterator[Desk]:
    """A desk whose payouts, and whose receipts not, are recorded in Xero."""
    record_payouts(desk)
    yield desk


def record_payouts(desk: Desk, *, yes: bool = True) -> None:
    accounts = lists.accounts(desk.connection)
    bank = next(each.account_id for each in accounts if each.type == "BANK")
    settings.save(
        desk.connection,
        kind="payment",
        by=desk.office.owner,
        record_receipts=yes,
        receipts_account_id=bank,
    )


def sent(desk: Desk) -> Document:
    """A payment of 288.00 that Xero has."""
    document = desk.payment()
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT, delivery.sentence
    return document


def test_a_payout_is_recorded_once_on_the_bill_from_the_payments_account(recording: Desk) -> None:
    document = sent(recording)
    payout = recording.mark_paid(document)
    assert list(to_send(recording.connection, "payment")) == [document]
    assert not to_send(recording.connection, "invoice").exists()
    assert recording.foretold(document) == ("receipts", "records 288.00 paid on 3 Nov 26")
    (delivery,) = recording.send(document)
    assert delivery.state == State.SENT
    (payment,) = recording.payments()
    assert payment["Reference"] == marks.of_receipt(payout.pk)
    assert payment["Invoice"]["InvoiceID"] == recording.in_xero()[0]["InvoiceID"]
    assert recording.in_xero()[0]["Status"] == "PAID"
    assert "Payout of 288.00 recorded" in told(document)
    assert not to_send(recording.connection, "payment").exists()
    assert recording.send(document)[0].state == State.UNCHANGED and len(recording.payments()) == 1


def test_a_payout_undone_is_removed_and_the_bill_is_open_again(recording: Desk) -> None:
    document = sent(recording)
    payout = recording.mark_paid(document)
    recording.send(document)
    receipts.undo(payout, by=recording.office.colleague)
    assert recording.foretold(document) == ("receipts", "removes the payout of 288.00 of 3 Nov 26")
    recording.send(document)
    assert not recording.payments()
    assert recording.in_xero()[0]["Status"] == "AUTHORISED"


def test_what_the_bookkeeper_paid_before_is_agreed_and_not_paid_again(recording: Desk) -> None:
    document = sent(recording)
    recording.mark_paid(document)
    bill = recording.in_xero()[0]
    recording.pay_in_xero(document, InvoiceID=bill["InvoiceID"], InvoiceNumber="")
    recording.forget_freshness()
    recording.send(document)
    assert amounts(recording) == [Decimal(288)]
    assert ReceiptLink.objects.get().agreed
    assert "Payout of 288.00: recorded in Xero already by someone else" in told(document)


def test_never_more_is_paid_than_is_due(recording: Desk) -> None:
    document = sent(recording)
    bill = recording.in_xero()[0]
    recording.mark_paid(document)
    recording.pay_in_xero(document, InvoiceID=bill["InvoiceID"], InvoiceNumber="", Amount=100)
    recording.forget_freshness()
    recording.send(document)
    assert amounts(recording) == [Decimal(100), Decimal(188)]


def test_payouts_wait_only_where_payment_settings_record_them(desk: Desk) -> None:
    document = sent(desk)
    desk.record_receipts()
    desk.mark_paid(document)
    assert not Document.objects.filter(receipts_wait()).exists()
    assert not to_send(desk.connection, "payment").exists()
    record_payouts(desk)
    later = sent_and_paid(desk)
    assert list(Document.objects.filter(receipts_wait())) == [later]
    assert list(to_send(desk.connection, "payment")) == [later]


def sent_and_paid(desk: Desk) -> Document:
    document = desk.payment(company="Another Contractor Ltd")
    desk.send(document)
    desk.mark_paid(document)
    return document


def test_receipts_are_not_payouts_where_those_alone_are_recorded(recording: Desk) -> None:
    document = recording.invoice()
    recording.send(document)
    recording.mark_paid(document)
    assert not to_send(recording.connection, "invoice").exists()
    assert recording.foretold(document)[0] == "unchanged"


def test_a_draft_cannot_be_paid_and_says_so_in_its_words(desk: Desk) -> None:
    document = desk.payment()
    Document.objects.filter(pk=document.pk).update(lifecycle="draft", number=None)
    with pytest.raises(NotPossible, match="a payout needs an approved payment"):
        marking_paid.mark_paid(document, date=document.date, by=desk.office.colleague)


def test_what_is_deducted_for_the_construction_scheme_is_not_to_be_paid_out(
    recording: Desk,
) -> None:
    contact = recording.contact_in_xero("Jane Contractor Ltd")
    recording.bookkeeper("cis", ContactID=contact, rate=20)
    document = recording.payment()
    contacts.read_contacts(recording.connection)
    company_links.choose(
        document.company,
        connection=recording.connection,
        contact_id=contact,
        by=recording.office.owner,
    )
    recording.send(document)
    link = DocumentLink.objects.get()
    assert link.seen_total == Decimal(288)
    assert marking_paid.due(document, link) == link.seen_due == Decimal(240)
    recording.mark_paid(document, "240")
    recording.send(document)
    assert amounts(recording) == [Decimal(240)]
    held_records.read(recording.connection, [link])
    read_heads(recording.connection)
    link.refresh_from_db()
    record = held_records.record_of(link)
    assert record is not None
    assert (record.cis_deduction, record.cis_rate) == (Decimal(48), Decimal(20))
    assert link.seen_status == "PAID"
