"""Marking invoices paid: one in full or in part, many at once, and taking a receipt back."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.cast import A_DAY, Clients, Office
from tests.web.test_statuses import recorded, records_receipts
from tests.web.xero_says import sent
from tracker import clock
from tracker.accounts_system.models import ReceiptLink
from tracker.agencies.models import Event
from tracker.documents import receipts
from tracker.documents.models import Document, Receipt

pytestmark = pytest.mark.django_db

WHOLE = Decimal("1440.00")


@pytest.fixture
def document(the_office: Office, clients: Clients) -> Document:
    return cast.approved_invoice(the_office, clients.acme)


def form(browser: Client, document: Document) -> dict[str, object]:
    shown = browser.get(f"/invoices/{document.pk}/mark-paid/").context["form"]
    return {field.name: field.value() for field in shown}


def mark(browser: Client, document: Document, **said: object) -> str:
    """Fill the form in and press the button; the page that follows."""
    filled = {"date": A_DAY.isoformat(), "amount": "1440.00", **said}
    address = f"/invoices/{document.pk}/mark-paid/"
    return browser.post(address, filled, follow=True).content.decode()


def due_shown(browser: Client, document: Document) -> str:
    page = browser.get(f"/invoices/{document.pk}/mark-paid/").content.decode()
    (shown,) = re.findall(r'name="due_shown" value="([^"]*)"', page)
    return str(shown)


def received(document: Document) -> Decimal:
    document.refresh_from_db()
    return document.received


def test_the_form_offers_what_is_left_to_pay(
    the_office: Office, document: Document, farid: Client
) -> None:
    assert form(farid, document) == {"date": clock.today(), "amount": WHOLE}
    sent(the_office, document, seen_paid="440.00", seen_due="1000.00")
    assert form(farid, document)["amount"] == Decimal("1000.00")


def test_a_part_payment_that_is_pressed_twice_is_told_once(
    document: Document, farid: Client
) -> None:
    shown = due_shown(farid, document)
    mark(farid, document, amount="100", due_shown=shown)
    page = mark(farid, document, amount="100", due_shown=shown)
    assert "1,340.00 GBP of INV-1001 is due now, and not 1,440.00 as this page said" in page
    assert received(document) == Decimal("100.00")
    mark(farid, document, amount="100", due_shown=due_shown(farid, document))
    assert received(document) == Decimal("200.00")


@pytest.mark.parametrize("shown", ["", "rubbish", "sNaN", "9" * 400])
def test_rubbish_for_what_was_due_does_no_harm(
    document: Document, farid: Client, shown: str
) -> None:
    assert "INV-1001" in mark(farid, document, amount="100", due_shown=shown)


def test_an_invoice_is_paid_in_part_and_then_in_full(document: Document, farid: Client) -> None:
    page = mark(farid, document, amount="440")
    assert "£440.00 received." in page and "Part paid" in page
    assert received(document) == Decimal("440.00")
    assert "Xero will hear" not in page, "Xero does not have this invoice"
    page = mark(farid, document, amount=str(form(farid, document)["amount"]))
    assert received(document) == WHOLE and ">Paid<" in page
    assert "Farid Khan" in page and "03 Nov 2026" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"amount": "1440.01"}, "Only 1,440.00 GBP of INV-1001 is left to pay."),
        ({"amount": "0"}, "The amount must be above zero, in whole pence."),
        ({"amount": "-5"}, "The amount must be above zero, in whole pence."),
        ({"amount": "much"}, "The amount is not a number."),
        ({"amount": ""}, "This field is required."),
        ({"amount": "1.005"}, "no more than 2 decimal places"),
        ({"date": "yesterday"}, "Write the date as 2026-11-03"),
        ({"date": (date(2026, 11, 3) + timedelta(days=4000)).isoformat()}, "not lie in the future"),
    ],
)
def test_bad_input_gets_one_sentence(
    document: Document, farid: Client, said: dict[str, object], sentence: str
) -> None:
    page = mark(farid, document, **said)
    assert sentence in page
    assert not received(document)


def test_never_more_than_is_due_in_xero_is_taken(
    the_office: Office, document: Document, farid: Client
) -> None:
    sent(the_office, document, seen_paid="440.00", seen_due="1000.00")
    assert "Only 1,000.00 GBP of INV-1001 is left" in mark(farid, document, amount="1000.01")
    mark(farid, document, amount="1000")
    assert received(document) == WHOLE, "what Xero had is written down too"
    theirs = ReceiptLink.objects.get()
    assert theirs.agreed and theirs.receipt.by_name == "Xero" and theirs.amount == 440


def test_what_was_credited_is_not_to_be_paid(
    the_office: Office, document: Document, farid: Client
) -> None:
    sent(the_office, document, seen_credited="440.00", seen_due="1000.00")
    assert form(farid, document)["amount"] == Decimal("1000.00")
    page = mark(farid, document, amount="1000.01")
    assert "Only 1,000.00 GBP of INV-1001 is left to pay." in page
    page = mark(farid, document, amount="1000")
    assert "Paid here · due in Xero" in page and received(document) == 1000


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        ({"seen_status": "PAID", "seen_paid": WHOLE}, "INV-1001 is paid in Xero already"),
        ({"seen_status": "PAID", "seen_credited": WHOLE}, "INV-1001 is settled by a credit in"),
        ({"seen_status": "VOIDED"}, "INV-1001 was voided in Xero"),
    ],
)
def test_what_xero_has_settled_or_ended_is_not_paid_again(
    the_office: Office,
    document: Document,
    farid: Client,
    seen: dict[str, object],
    sentence: str,
) -> None:
    sent(the_office, document, **seen)
    assert (
        sentence in farid.get(f"/invoices/{document.pk}/mark-paid/", follow=True).content.decode()
    )
    assert sentence in mark(farid, document)
    assert not received(document)


def test_after_it_the_way_to_xero_is_offered(
    the_office: Office, document: Document, farid: Client
) -> None:
    sent(the_office, document)
    records_receipts(the_office)
    page = mark(farid, document)
    assert "£1,440.00 received. Send to Xero to record it there." in page
    assert "Xero does not have every receipt yet." in page
    assert "Not yet: Send records it" in page
    assert 'action="/invoices/send/"' in page


def test_where_receipts_are_not_recorded_the_bank_feed_is_waited_for(
    the_office: Office, document: Document, farid: Client
) -> None:
    sent(the_office, document)
    page = mark(farid, document)
    assert "Xero will hear of it from the bank feed; Sync brings it back." in page
    assert "Not told: the bank feed does it" in page
    assert "every receipt yet" not in page


def test_each_receipt_says_what_xero_has_of_it(
    the_office: Office, document: Document, farid: Client
) -> None:
    sent(the_office, document)
    receipts.mark_paid(document, date=A_DAY, by=the_office.colleague)
    link = recorded(the_office, document)
    said = []
    for changes in ({}, {"amount": 1000}, {"agreed": True}, {"removed_at": clock.now()}):
        ReceiptLink.objects.filter(pk=link.pk).update(**changes)
        page = farid.get(f"/invoices/{document.pk}/")
        said += [row.in_xero for row in page.context["receipts"]]
    assert said == ["Recorded", "£1,000.00 recorded", "There already", "Removed there"]


def test_a_receipt_is_undone_and_what_is_in_xero_stays_in_sight(
    the_office: Office, document: Document, farid: Client
) -> None:
    sent(the_office, document, seen_status="PAID", seen_paid=WHOLE)
    receipts.mark_paid(document, date=A_DAY, by=the_office.colleague)
    recorded(the_office, document)
    address = f"/receipts/{Receipt.objects.get().pk}/undo/"
    page = farid.post(address, follow=True).content.decode()
    assert received(document) == 0
    assert "Undone here: Send removes it in Xero" in page
    assert "A receipt was undone here, and is still in Xero." in page
    assert 'action="/invoices/send/"' in page
    again = farid.post(address, follow=True).content.decode()
    assert "This receipt was undone already." in again


def test_many_are_marked_in_full_on_one_date_after_a_question(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    one, two, paid = (cast.approved_invoice(the_office, clients.acme) for _ in range(3))
    draft = cast.draft_invoice(the_office, clients.acme)
    receipts.mark_paid(one, date=A_DAY, amount=Decimal(440), by=the_office.owner)
    receipts.mark_paid(paid, date=A_DAY, by=the_office.owner)
    ticked = {"document": [each.pk for each in (one, two, paid, draft)], "view": "q=acme"}
    page = farid.post("/invoices/mark-paid/", ticked).content.decode()
    assert "Mark 2 invoices paid?" in page and "£2,440.00 in all" in page
    assert "INV-1003 is paid already." in page and "A draft cannot be paid" in page
    assert not received(two)
    page = farid.post(
        "/invoices/mark-paid/", {**ticked, "confirmed": "1", "date": "2026-11-05"}
    ).content.decode()
    assert "2 invoices marked paid" in page and "INV-1003 is paid already." in page
    assert "These stay as before:" in page
    assert (received(one), received(two)) == (WHOLE, WHOLE)
    assert one.receipts.get(date=date(2026, 11, 5)).amount == 1000
    assert (
        Event.objects.filter(sentence__startswith="Marked paid", by_name="Farid Khan").count() == 2
    )


def test_the_one_that_is_left_as_it_was_is_said_in_the_singular(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    one, paid = (cast.approved_invoice(the_office, clients.acme) for _ in range(2))
    receipts.mark_paid(paid, date=A_DAY, by=the_office.owner)
    ticked = {"document": [one.pk, paid.pk], "view": "", "confirmed": "1", "date": "2026-11-05"}
    page = farid.post("/invoices/mark-paid/", ticked).content.decode()
    assert "1 invoice marked paid" in page and "This one stays as before:" in page


def test_however_many_are_ticked_the_question_asks_the_database_as_often(
    the_office: Office,
    clients: Clients,
    farid: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    documents = [cast.approved_invoice(the_office, clients.acme) for _ in range(25)]
    for document in documents:
        sent(the_office, document)
    ticked = {"document": [document.pk for document in documents]}
    with django_assert_max_num_queries(25):
        page = farid.post("/invoices/mark-paid/", ticked).content.decode()
    assert "Mark 25 invoices paid?" in page


def test_many_need_a_date_that_has_been(document: Document, farid: Client) -> None:
    ticked = {"document": document.pk, "confirmed": "1", "date": "2999-01-01"}
    answer = farid.post("/invoices/mark-paid/", ticked)
    assert answer.status_code == 400 and "not lie in the future" in answer.content.decode()
    assert not received(document)


def test_after_many_those_that_xero_waits_for_can_be_sent(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    in_xero, new = (cast.approved_invoice(the_office, clients.acme) for _ in range(2))
    sent(the_office, in_xero)
    records_receipts(the_office)
    said = {"document": [in_xero.pk, new.pk], "confirmed": "1", "date": "2026-11-05"}
    page = farid.post("/invoices/mark-paid/", said)
    assert page.context["to_send"] == [in_xero]
    assert "Send to Xero to record it there." in page.content.decode()


def test_where_nothing_can_be_marked_that_is_said(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    draft = cast.draft_invoice(the_office, clients.acme)
    page = farid.post("/invoices/mark-paid/", {"document": draft.pk}).content.decode()
    assert "None of these can be marked paid" in page
    page = farid.post("/invoices/mark-paid/", {"view": ""}, follow=True).content.decode()
    assert "Nothing is ticked." in page


def test_a_viewer_marks_nothing_and_an_outsider_sees_nothing(
    document: Document, vera: Client
) -> None:
    assert vera.get(f"/invoices/{document.pk}/mark-paid/").status_code == 403
    assert "Mark paid" not in vera.get(f"/invoices/{document.pk}/").content.decode()
