"""One invoice's page."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from tests import cast
from tests.cast import Clients, Office
from tests.web.xero_says import delivered, refused, sent
from tracker.accounts_system.models import Head
from tracker.documents import lifecycle
from tracker.sending.models import State

pytestmark = pytest.mark.django_db


def page(browser: Client, document: object) -> str:
    return browser.get(f"/invoices/{document.pk}/").content.decode()  # type: ignore[attr-defined]


def test_a_draft_is_approved_and_gets_its_number(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    document = cast.draft_invoice(the_office, clients.acme)
    assert "Draft invoice" in page(farid, document)
    farid.post(f"/invoices/{document.pk}/approve/")
    shown = page(farid, document)
    assert "INV-1001" in shown and "Invoice approved as INV-1001." in shown
    assert f"/invoices/{document.pk}/approve/" not in shown


def test_a_draft_without_lines_says_why_it_is_not_approved(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    document = cast.draft_invoice(the_office, clients.acme, lines=[])
    answer = farid.post(f"/invoices/{document.pk}/approve/", follow=True)
    assert "needs at least one line" in answer.content.decode()


def test_totals_and_lines_are_shown(the_office: Office, clients: Clients, vera: Client) -> None:
    line = cast.a_line(worker="Sam Carter", unit_price="240.125", discount_percent=Decimal(10))
    document = cast.approved_invoice(the_office, clients.acme, lines=[line])
    shown = page(vera, document)
    assert "Sam Carter" in shown and "240.125" in shown and "less 10 %" in shown
    assert "£1,080.56" in shown and "£216.11" in shown and "£1,296.67" in shown


def test_a_viewer_is_offered_nothing(the_office: Office, clients: Clients, vera: Client) -> None:
    shown = page(vera, cast.approved_invoice(the_office, clients.acme))
    assert "Edit" not in shown and "Action" not in shown


def test_void_is_offered_unless_it_is_on_its_way_or_void(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    document, moving = (cast.approved_invoice(the_office, clients.acme) for _ in range(2))
    assert "/invoices/void/" in page(farid, document)
    sent(the_office, document)
    assert "/invoices/void/" in page(farid, document)
    lifecycle.void(document, by=the_office.owner)
    assert "/invoices/void/" not in page(farid, document)
    delivered(the_office, moving, State.SENDING)
    assert "/invoices/void/" not in page(farid, moving)


def test_a_void_invoice_can_be_sent_until_xero_knows(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    link = sent(the_office, document)
    lifecycle.void(document, by=the_office.owner)
    shown = page(farid, document)
    assert "Void here · still in Xero" in shown and "Send to Xero" in shown
    assert "Xero still has it, until it is told." in shown
    link.seen_status = "VOIDED"
    link.save()
    assert "Send to Xero" not in page(farid, document)


def test_a_refusal_is_a_sentence_with_a_way_on(
    the_office: Office, clients: Clients, vera: Client
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    refused(the_office, document)
    shown = page(vera, document)
    assert "Refused in batch 17: Account 200 (Sales) is archived in Xero." in shown
    assert "Choose another one in Invoice Settings, then retry." in shown


def test_what_xero_says_stands_beside_it(
    the_office: Office, clients: Clients, vera: Client
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    sent(the_office, document, seen_paid="440.00", seen_due="1000.00")
    shown = page(vera, document)
    assert "Part paid" in shown and "£440.00" in shown and "£1,000.00" in shown
    assert f"InvoiceID={document.pk}" in shown and "Open in Xero" in shown


def test_a_due_date_that_xero_has_otherwise_is_shown(
    the_office: Office, clients: Clients, vera: Client
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    link = sent(the_office, document, seen_credited=Decimal("40"))
    head = Head.objects.create(
        connection=link.connection,
        remote_id=link.remote_id,
        status="AUTHORISED",
        due_date=document.due_date,
        **dict.fromkeys(("total", "due", "paid", "credited"), 0),
    )
    shown = page(vera, document)
    assert "Due date in Xero" not in shown and "£40.00" in shown
    Head.objects.filter(pk=head.pk).update(due_date=date(2026, 12, 24))
    assert "24 Dec 2026</strong>, here 03 Dec 2026" in page(vera, document)


def test_where_it_differs_the_way_to_both_is_there(
    the_office: Office, clients: Clients, vera: Client
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    link = sent(the_office, document)
    assert "It differs" not in page(vera, document)
    link.differs = True
    link.save()
    assert "It differs: compare both" in page(vera, document)


def test_another_total_in_xero_is_shown_at_once(
    the_office: Office, clients: Clients, vera: Client
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    sent(the_office, document, seen_total="1440.01")
    assert "Xero’s total is £1,440.01, ours £1,440.00." in page(vera, document)
    lifecycle.change(document, lines=[cast.a_line(quantity="6")], by=the_office.owner)
    assert "Xero’s total" not in page(vera, document), "of an older revision it says nothing"


def test_already_in_xero_is_set_and_taken_back(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    farid.post(f"/invoices/{document.pk}/already-in-xero/", {"yes": "1"})
    assert "Not already in Xero" in page(farid, document)
    farid.post(f"/invoices/{document.pk}/already-in-xero/")
    assert "Not already in Xero" not in page(farid, document)


def test_what_tracker_sent_is_never_called_already_in_xero(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    sent(the_office, document)
    page = farid.post(f"/invoices/{document.pk}/already-in-xero/", {"yes": "1"}, follow=True)
    assert "was sent to Xero by Tracker" in page.content.decode()
    document.refresh_from_db()
    assert not document.already_in_xero


def test_our_mark_in_xero_leads_back(the_office: Office, clients: Clients, vera: Client) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    answer = vera.get(f"/x/11111111-2222-3333-4444-555555555555/{document.pk}")
    assert answer["Location"] == f"/invoices/{document.pk}/"
