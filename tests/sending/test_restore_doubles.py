"""After a restore nothing is doubled that is no document: contacts, items, receipts, and what a
call of the old days would have sent.
"""

from decimal import Decimal

import httpx2
import pytest

from tests.sending.bills import typed_in
from tests.sending.desk import Desk
from tests.sending.restoring import back_up, restore, start_worker
from tracker.accounts_system.models import Call, CompanyLink, DocumentLink, Lane, ReceiptLink
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document, Receipt
from tracker.sending.models import Delivery, State
from tracker.sending.restored import reconciling
from tracker.sending.unsent import to_send

API = "/api.xro/2.0"

pytestmark = pytest.mark.usefixtures("short_deadlines")


def adopt(desk: Desk) -> reconciling.Reconciled:
    done = reconciling.reconcile(desk.connection, by=desk.office.owner)
    desk.work_until_settled()
    return done


def recorded_and_forgotten(desk: Desk) -> tuple[Document, Receipt]:
    """An invoice with its receipt, which Xero has since the backup that was put back."""
    desk.record_receipts()
    document = desk.invoice()
    desk.send(document)
    receipt = desk.mark_paid(document)
    backup = back_up()
    desk.send(document)
    restore(backup, desk)
    return document, receipt


def a_day_passes(desk: Desk) -> None:
    """Xero's limit is lifted, and it has forgotten the keys of the day before."""
    Lane.objects.update(day_full_until=None, day_remaining=None, due_at=None)
    Call.objects.filter(settled_at=None).update(wait_until=None)
    httpx2.post(f"{desk.sandbox.url}/_sandbox/clock", json={"advance_seconds": 400})
    desk.work()


def test_contacts_and_items_made_since_are_found_again(desk: Desk) -> None:
    """Also where the lists had just been read when the backup was made."""
    desk.send(desk.invoice())
    document = desk.invoice(company="Cobalt & Sons", product="FEE")
    backup = back_up()
    desk.send(document)
    contact = CompanyLink.objects.get(company=document.company).contact_id
    restore(backup, desk)
    desk.sandbox.journal.clear()
    again = desk.invoice(company="Cobalt & Sons", product="FEE")
    desk.click(again)
    desk.work()
    adopt(desk)
    assert desk.delivery(again).state == State.SENT
    assert CompanyLink.objects.get(company=again.company).contact_id == contact
    assert [each for each in desk.calls() if each.startswith("PUT")] == [
        "PUT /api.xro/2.0/Invoices"
    ], "nothing was created that Xero had to refuse"
    names = [each["Name"] for each in desk.books()["Contacts"]]
    assert names.count("Cobalt & Sons") == 1
    assert [each["Code"] for each in desk.books()["Items"]].count("FEE") == 1


def test_a_page_that_does_not_show_the_heads_does_not_say_that_xero_has_nothing(
    desk: Desk,
) -> None:
    bill = desk.payment()
    backup = back_up()
    desk.send(bill)
    restore(backup, desk)
    desk.fault("no_records", method="GET", path="/Invoices")
    desk.click(bill)
    desk.work()
    assert desk.delivery(bill).state == State.WAITING
    desk.work()
    assert desk.delivery(bill).state == State.ADOPT
    assert len(desk.in_xero()) == 1


def test_a_contact_made_since_and_renamed_in_xero_is_found_by_its_mark(desk: Desk) -> None:
    document = desk.payment(company="Ewa Nowak")
    backup = back_up()
    desk.send(document)
    contact = CompanyLink.objects.get().contact_id
    desk.bookkeeper("rename", ContactID=contact, to="Nowak, E.")
    restore(backup, desk)
    adopt(desk)
    again = desk.payment(company="Ewa Nowak")
    desk.click(again)
    desk.work_until_settled()
    assert desk.delivery(again).state == State.SENT
    assert CompanyLink.objects.get().contact_id == contact


def test_adopting_takes_the_one_of_our_number_and_no_copy_that_somebody_made(desk: Desk) -> None:
    payment = desk.payment()
    backup = back_up()
    desk.send(payment)
    (ours,) = desk.in_xero()
    typed_in(desk, payment.company.name, "COPY-1", Url=ours["Url"])
    restore(backup, desk)
    assert adopt(desk).doubled == 1
    assert DocumentLink.objects.get().remote_id == ours["InvoiceID"]


@pytest.mark.parametrize("amount", ["", "100"], ids=["in full", "in part"])
def test_a_receipt_recorded_since_is_linked_and_not_recorded_again(desk: Desk, amount: str) -> None:
    desk.record_receipts()
    document = desk.invoice()
    desk.send(document)
    receipt = desk.mark_paid(document, amount)
    backup = back_up()
    desk.send(document)
    (payment,) = desk.payments()
    restore(backup, desk)
    desk.click(document)
    desk.work_until_settled()
    assert [each["PaymentID"] for each in desk.payments()] == [payment["PaymentID"]]
    link = ReceiptLink.objects.get(receipt=receipt)
    assert (link.remote_id, link.agreed) == (payment["PaymentID"], False)
    assert desk.delivery(document).state == State.SENT

    receipts.undo(Receipt.objects.get(pk=receipt.pk), by=desk.office.colleague)
    desk.click(document)
    desk.work_until_settled()
    assert desk.payments() == []


def test_a_receipt_recorded_since_and_undone_here_is_found_and_removed(desk: Desk) -> None:
    document, receipt = recorded_and_forgotten(desk)
    receipts.undo(Receipt.objects.get(pk=receipt.pk), by=desk.office.colleague)
    assert not to_send(desk.connection, "invoice").exists()
    desk.send(desk.invoice())
    assert to_send(desk.connection, "invoice").get() == document
    desk.send(document)
    assert desk.payments() == []
    assert desk.delivery(document).state == State.SENT


@pytest.mark.parametrize("fault", ["no_records", "unreadable_record"])
def test_a_page_that_does_not_show_a_receipt_recorded_since_does_not_say_that_it_is_missing(
    desk: Desk, fault: str
) -> None:
    _, receipt = recorded_and_forgotten(desk)
    desk.fault(fault, method="GET", path="/Payments")
    other = desk.invoice()
    desk.send(other)
    assert desk.delivery(other).state == State.WAITING
    desk.work()
    assert desk.delivery(other).state == State.SENT
    assert ReceiptLink.objects.get().receipt == receipt


def test_looking_for_receipts_costs_nothing_where_xero_has_none_and_is_done_once(
    desk: Desk,
) -> None:
    desk.record_receipts()
    document = desk.invoice()
    desk.send(document)
    desk.mark_paid(document, "100")
    start_worker()
    before = len(desk.calls())
    desk.send(desk.invoice())
    assert f"GET {API}/Payments" not in desk.calls()[before:]
    desk.pay_in_xero(document, Amount=20)
    start_worker()
    before = len(desk.calls())
    for _ in range(2):
        desk.send(desk.invoice())
    assert desk.calls()[before:].count(f"GET {API}/Payments") == 1


def test_a_receipt_that_tracker_has_no_more_stands_for_one_typed_in_anew(desk: Desk) -> None:
    desk.record_receipts()
    document = desk.invoice()
    desk.send(document)
    backup = back_up()
    desk.mark_paid(document, "100")
    desk.send(document)
    restore(backup, desk)
    receipt = desk.mark_paid(document, "100")
    desk.click(document)
    desk.work_until_settled()
    assert len(desk.payments()) == 1
    assert ReceiptLink.objects.get(receipt=receipt).agreed
    desk.mark_paid(document, "60")
    desk.click(document)
    desk.work_until_settled()
    assert sorted(Decimal(str(each["Amount"])) for each in desk.payments()) == [60, 100]


def test_adopting_links_the_receipts_too(desk: Desk) -> None:
    desk.record_receipts()
    document = desk.invoice()
    receipt = desk.mark_paid(document)
    backup = back_up()
    desk.send(document)
    desk.work_until_settled()
    (payment,) = desk.payments()
    restore(backup, desk)
    assert adopt(desk).adopted == 1
    assert ReceiptLink.objects.get(receipt=receipt).remote_id == payment["PaymentID"]
    assert not Delivery.objects.exclude(state=State.SENT).exists()


@pytest.mark.parametrize("kind", ["invoice", "payment"])
def test_a_call_that_had_not_left_is_composed_anew(desk: Desk, kind: str) -> None:
    """Its key is dead by then, and nothing in Xero refuses a second bill."""
    document = desk.invoice() if kind == "invoice" else desk.payment(company="Ewa Nowak")
    desk.fault("rate_day")
    desk.click(document)
    desk.work()
    assert Call.objects.filter(settled_at=None).exists()
    backup = back_up()
    a_day_passes(desk)
    assert desk.delivery(document).state == State.SENT
    restore(backup, desk)
    a_day_passes(desk)
    assert desk.delivery(document).state == State.ADOPT
    assert adopt(desk).adopted == 1
    assert desk.delivery(document).state == State.SENT
    assert len(desk.in_xero()) == 1


def test_what_was_edited_and_sent_since_is_not_overwritten_unseen(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    backup = back_up()
    lifecycle.change(document, reference="PO 99", by=desk.office.colleague)
    desk.send(document)
    restore(backup, desk)
    document = Document.objects.get()
    lifecycle.change(document, reference="PO 7", by=desk.office.colleague)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "changed_in_xero")
    assert desk.in_xero()[0]["Reference"] == "PO 99"
