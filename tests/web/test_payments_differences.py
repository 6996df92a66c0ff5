"""The Differences page for payments, and what Sync says of them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.sending.desk import Desk
from tests.syncing.bills import (
    at_the_bill,
    compared,
    edit_bill,
    link_of,
    pay_bill,
    sent_payments,
    typed_bill,
)
from tests.syncing.test_differences import edit as edit_invoice
from tests.syncing.test_differences import sent as sent_invoice
from tests.web.conftest import signed_in
from tests.web.send_desk import click, finance
from tests.web.test_send import text
from tracker.accounts_system import contacts
from tracker.sending.models import Batch
from tracker.syncing import syncs
from tracker.syncing.models import Sync

PAGE = "/differences/payments/"


def page(desk: Desk, query: str = "") -> str:
    answer = finance(desk).get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return text(answer.content.decode())


def decide(desk: Desk, what: str) -> str:
    """Tick everything, press a button, and read the page after it."""
    client: Client = finance(desk)
    ticked = [row.all for row in client.get(PAGE).context["rows"] if row.all]
    answer = client.post(f"{PAGE}{what}/", {"choice": ticked}, follow=True)
    return text(answer.content.decode())


def test_a_clean_book_has_the_banner_and_the_tabs(desk: Desk) -> None:
    sent_payments(desk, 2)
    shown = page(desk)
    assert "Tracker and Xero agree: 2 payments, to the penny." in shown
    assert "invoice" not in shown.partition("Xero as of")[2]
    tabs = finance(desk).get(PAGE).context["kind_tabs"]
    assert [(tab.label, tab.address, tab.is_here) for tab in tabs] == [
        ("Invoices", "/differences/invoices/", False),
        ("Payments", PAGE, True),
    ]


def test_each_page_shows_its_own_kind(desk: Desk) -> None:
    (payment,), invoice = sent_payments(desk), sent_invoice(desk)
    edit_bill(desk, payment, DueDate="2026-12-24")
    edit_invoice(desk, invoice, Reference="PO 7")
    for kind in ("payment", "invoice"):
        compared(desk, kind)
    rows = finance(desk).get(PAGE).context["rows"]
    assert [(row.document, row.field) for row in rows] == [(payment, "due date")]
    assert "AccountsPayable" in rows[0].in_xero
    rows = finance(desk).get("/differences/").context["rows"]
    assert [(row.document, row.field) for row in rows] == [(invoice, "reference")]
    assert "AccountsReceivable" in rows[0].in_xero
    assert "Due date Tracker 3 Dec 26 Xero 24 Dec 26" in page(desk)


def test_send_mine_replaces_the_bill(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    edit_bill(desk, payment, DueDate="2026-12-24")
    compared(desk)
    decide(desk, "send")
    batch = Batch.objects.latest("pk")
    assert batch.kind == "payment"
    click(desk, batch, replace="1")
    desk.work()
    compared(desk)
    assert "Tracker and Xero agree: 1 payment, to the penny." in page(desk)


def test_take_theirs_and_accept_speak_of_payments(desk: Desk) -> None:
    voided, moved = sent_payments(desk, 2)
    at_the_bill(desk, voided, "void")
    compared(desk)
    assert "Xero’s word was taken for 1 payment." in decide(desk, "take")
    edit_bill(desk, moved, DueDate="2026-12-24")
    compared(desk)
    assert "Accepted for 1 payment." in decide(desk, "accept")
    shown = page(desk)
    assert "Nothing differs but what somebody accepted: 1 payment" in shown


def test_lines_that_were_not_read_are_read_on_request(desk: Desk) -> None:
    (payment,), invoice = sent_payments(desk), sent_invoice(desk)
    pay_bill(desk, payment, "10")
    edit_invoice(desk, invoice, Reference="PO 7")
    sync_of(desk)
    assert "(a payout perhaps), or was adopted: its total is compared" in page(desk)
    answer = finance(desk).post(f"{PAGE}read/", follow=True)
    shown = text(answer.content.decode())
    assert "The lines of 1 payment were read." in shown
    assert link_of(payment).held is not None
    assert "lines have not been read" not in shown


def test_only_in_tracker_and_only_in_xero_are_listed_with_their_twins(desk: Desk) -> None:
    sent_payments(desk)
    ours = desk.payment(supplier_date=date(2026, 10, 30), supplier_number="JC-17")
    typed_bill(desk, ours, InvoiceNumber="TYPED-9")
    compared(desk)
    contacts.read_contacts(desk.connection)
    shown = page(desk, "?show=tracker")
    row = f"{ours.number} JC-17 Jane Contractor Ltd 30 Oct 26 £288.00 TYPED-9 : same contact"
    assert row in shown
    shown = page(desk, "?show=xero")
    assert "TYPED-9 Jane Contractor Ltd 30 Oct 26 £288.00 Authorised" in shown
    assert f"{ours.number} : same contact, date and total." in shown
    row = finance(desk).get(f"{PAGE}?show=xero").context["rows"][0]
    assert "AccountsPayable" in row.in_xero


def test_empty_sides_speak_of_payments_and_bills(desk: Desk) -> None:
    sent_payments(desk)
    assert "Xero has every approved payment from" in page(desk, "?show=tracker")
    assert "Xero has no bill from" in page(desk, "?show=xero")


def test_a_viewer_decides_nothing(desk: Desk) -> None:
    sent_payments(desk)
    vera = signed_in(desk.office.viewer)
    for what in ("send", "take", "accept", "read", "sync"):
        assert vera.post(f"{PAGE}{what}/").status_code == 403


def sync_of(desk: Desk, **said: Any) -> str:
    """Ask by the page's button, let a worker work, and read the page of the sync."""
    client = finance(desk)
    address = client.post("/payments/sync/" if said else f"{PAGE}sync/", said)["Location"]
    syncs.work(desk.connection.pk)
    return client.get(address).content.decode()


def test_a_payment_is_synced_from_its_page(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    done = sync_of(desk, document=str(payment.pk))
    assert "The payment is as it was." in done
    assert f'<a href="/payments/{payment.pk}/">The payment</a>' in done


def test_a_sync_of_payments_leads_back_to_them(desk: Desk) -> None:
    first, second = sent_payments(desk, 2)
    pay_bill(desk, first)
    done = sync_of(desk, document=[str(first.pk), str(second.pk)], view="")
    assert "1 of 2 payments changed: 1 paid." in done and "Paid in Xero: 288.00." in done
    assert f'href="/payments/{first.pk}/"' in done
    assert '<a href="/payments/">Payments</a>' in done


@pytest.mark.parametrize("why", ["poll", "nightly", "monthly"])
def test_what_tracker_does_by_itself_covers_bills_and_leads_back_there(
    desk: Desk, why: str
) -> None:
    (payment,) = sent_payments(desk)
    pay_bill(desk, payment)
    answer = finance(desk).post("/plugins/keeping-in-step/run/", {"why": why})
    syncs.work(desk.connection.pk)
    done = finance(desk).get(answer["Location"]).content.decode()
    assert "1 of 1 changed: 1 paid." in done
    assert '<a href="/plugins/keeping-in-step/">Keeping in step</a>' in done
    assert Sync.objects.latest("pk").kind == ""
    shown = finance(desk).get("/plugins/keeping-in-step/").content.decode()
    assert "invoices and bills one by one" in shown
