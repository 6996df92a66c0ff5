"""Voiding what Xero has: asked first, then told to Xero by *Send*; and what was voided there."""

import pytest
from django.test import Client

from tests import cast
from tests.cast import A_DAY, Clients, Office
from tests.sending.desk import Desk
from tests.web.send_desk import click, finance, open_dialog, sheet
from tests.web.xero_says import delivered, refused, sent
from tracker.accounts_system import heads
from tracker.documents import receipts
from tracker.documents.models import Document
from tracker.sending.models import Batch, State

pytestmark = pytest.mark.django_db


def void(browser: Client, *documents: Document, **more: str) -> str:
    ticked = {"document": [each.pk for each in documents], **more}
    return browser.post("/invoices/void/", ticked, follow=True).content.decode()


def lifecycle(document: Document) -> str:
    document.refresh_from_db()
    return document.lifecycle


def shown(desk: Desk, document: Document) -> str:
    return finance(desk).get(f"/invoices/{document.pk}/").content.decode()


def voided_in_xero(desk: Desk, document: Document) -> None:
    """By a bookkeeper, and read."""
    desk.edit_in_xero(document, {"Status": "VOIDED"})
    desk.forget_freshness()
    desk.connection.refresh_from_db()
    heads.read_heads(desk.connection)


def test_void_asks_first_and_says_what_happens_in_xero(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    never, in_xero, draft, turned_down, moving, received = (
        cast.approved_invoice(the_office, clients.acme) for _ in range(6)
    )
    sent(the_office, in_xero)
    sent(the_office, draft, seen_status="DRAFT")
    refused(the_office, turned_down)
    delivered(the_office, moving, State.SENDING)
    receipts.mark_paid(received, date=A_DAY, by=the_office.owner)
    page = void(farid, never, in_xero, draft, turned_down, moving, received, view="q=acme")
    assert "Void 4 invoices?" in page and "Void is for good" in page
    assert "2 invoices never sent: void here, and nothing is sent." in page
    assert "1 invoice in Xero: voided there by the Send that follows." in page
    assert "1 invoice a draft in Xero: it is deleted there" in page
    assert "INV-1005 is on its way in batch" in page
    assert "INV-1006 has a receipt here: undo the receipt, then void it." in page
    assert not Document.objects.filter(lifecycle="void").exists()


def test_of_one_the_question_is_about_that_one(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    assert "Never sent: void here, and nothing is sent." in void(farid, document)
    sent(the_office, document)
    assert "In Xero: voided there by the Send that follows." in void(farid, document)


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        ({"seen_status": "PAID", "seen_paid": 1440}, "remove the payment in Xero; Sync, then void"),
        ({"seen_credited": 40}, "is credited in Xero: remove the credit there, Sync"),
    ],
)
def test_with_money_on_it_void_says_what_to_do(
    the_office: Office, clients: Clients, farid: Client, seen: dict[str, object], sentence: str
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    sent(the_office, document, **seen)
    assert sentence in void(farid, document)
    assert sentence in void(farid, document, confirmed="1")
    assert lifecycle(document) == "approved"


def test_what_is_void_already_is_said(the_office: Office, clients: Clients, farid: Client) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    void(farid, document, confirmed="1")
    assert lifecycle(document) == "void"
    assert "These are void already." in void(farid, document)


def test_what_was_never_sent_is_void_and_no_dialog_opens(desk: Desk) -> None:
    document = desk.invoice()
    page = void(finance(desk), document, view="", confirmed="1")
    assert "1 invoice voided." in page and not Batch.objects.exists()


def test_after_voiding_the_dialog_opens_with_those_that_xero_has(desk: Desk) -> None:
    in_xero, never = desk.invoice(), desk.invoice()
    desk.send(in_xero)
    page = void(finance(desk), in_xero, never, confirmed="1")
    batch = Batch.objects.latest("pk")
    assert [each.document for each in batch.deliveries.all()] == [in_xero]
    assert "2 invoices voided." in page and "Send to Xero Accounts System" in page
    assert "voids it in Xero" in page and ">Void<" in page and "Send 1 invoice" in page
    assert "Void here · still in Xero" in shown(desk, in_xero)
    click(desk, batch)
    desk.work()
    assert desk.in_xero()[0]["Status"] == "VOIDED"
    assert "Void here" not in shown(desk, in_xero) and "Void in Xero too" in shown(desk, in_xero)


def test_voided_in_xero_it_is_accepted_here(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    voided_in_xero(desk, document)
    page = shown(desk, document)
    assert f"{document} was voided in Xero." in page
    assert "Issue again under a new number" in page and "Accept: void here too" in page
    answer = finance(desk).post(f"/invoices/{document.pk}/accept-void/", follow=True)
    assert f"{document} is void here too." in answer.content.decode()
    assert lifecycle(document) == "void"
    assert "Issue again" not in shown(desk, document)
    assert "Void in Xero too" in shown(desk, document)


def test_voided_in_xero_it_is_issued_again_from_the_dialog(desk: Desk) -> None:
    document = desk.invoice()
    old = str(document)
    desk.send(document)
    voided_in_xero(desk, document)
    batch = open_dialog(desk, document)
    row = sheet(desk, batch)
    assert "was voided in Xero" in row
    assert f"/invoices/{document.pk}/issue-again/" in row
    assert f"/invoices/{document.pk}/accept-void/" in row
    form = {"batch": str(batch.number)}
    answer = finance(desk).post(f"/invoices/{document.pk}/issue-again/", form)
    assert answer["Location"] == f"/batches/{batch.number}/send/"
    document.refresh_from_db()
    assert str(document) != old and "Create" in sheet(desk, batch)
    assert "issued again as" in shown(desk, document)
    click(desk, batch)
    desk.work()
    statuses = {each["InvoiceNumber"]: each["Status"] for each in desk.in_xero()}
    assert statuses == {old: "VOIDED", str(document): "AUTHORISED"}


def test_what_is_alive_in_xero_is_not_issued_again(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    for action in ("issue-again", "accept-void"):
        answer = finance(desk).post(f"/invoices/{document.pk}/{action}/", follow=True)
        assert "is not voided or deleted in Xero" in answer.content.decode()
    assert lifecycle(document) == "approved"
