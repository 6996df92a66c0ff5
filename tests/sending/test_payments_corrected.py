"""What changes on a payment that Xero has: updates, voids, coding; and one issued again."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.sending.desk import Desk
from tests.sending.test_updates import what_moved
from tracker.accounts_system import settings
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import DocumentLink, FormerLink
from tracker.agencies import events
from tracker.documents import lifecycle
from tracker.documents.line_drafts import draft_of
from tracker.documents.models import Document
from tracker.sending.corrections import recoding
from tracker.sending.models import State
from tracker.sending.unsent import to_send
from tracker.sending.voids import gone, voiding

pytestmark = pytest.mark.usefixtures("short_deadlines")


def sent(desk: Desk, **payment: Any) -> Document:
    document = desk.payment(supplier_number="JC-17", **payment)
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT, delivery.sentence
    return document


def change(desk: Desk, document: Document, **said: object) -> Document:
    found = Document.objects.get(pk=document.pk)
    lifecycle.change(found, by=desk.office.colleague, **said)  # type: ignore[arg-type]
    found.refresh_from_db()
    return found


def pay_in_xero(desk: Desk, document: Document, **wish: object) -> None:
    """A bookkeeper pays the only bill, and Tracker has heard of it."""
    bill_id = desk.in_xero()[0]["InvoiceID"]
    desk.pay_in_xero(document, InvoiceNumber="", InvoiceID=bill_id, **wish)
    read_heads(desk.connection)


def test_another_number_and_date_of_the_supplier_are_updated_in_place(desk: Desk) -> None:
    document = sent(desk)
    (before,) = desk.in_xero()
    document = change(desk, document, supplier_number="JC-18", supplier_date=date(2026, 11, 1))
    assert desk.foretold(document) == ("update", "number, date")
    (delivery,) = desk.send(document)
    (after,) = desk.in_xero()
    assert delivery.state == State.SENT, delivery.sentence
    assert what_moved(before, after) >= {"InvoiceNumber", "Date"}
    assert after["InvoiceID"] == before["InvoiceID"] and after["InvoiceNumber"] == "JC-18"


def test_an_internal_note_on_a_payment_is_nothing_that_xero_hears_of(desk: Desk) -> None:
    document = sent(desk)
    document = change(desk, document, reference="Timesheet 44")
    assert desk.foretold(document)[0] == "unchanged"


@pytest.mark.parametrize(
    ("amount", "words"), [(288, "is paid"), (100, "is part paid")], ids=["paid", "part paid"]
)
def test_nothing_of_a_paid_bill_is_changed_and_the_refusal_says_what_to_do(
    desk: Desk, amount: int, words: str
) -> None:
    document = sent(desk)
    pay_in_xero(desk, document, Amount=amount)
    document = change(desk, document, due_date=date(2027, 1, 15))
    before = desk.in_xero()
    writes = [call for call in desk.calls() if call.startswith(("PUT", "POST"))]
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")
    assert delivery.sentence == (
        f"The due date cannot change once {document.number} {words}: undo the payout first,"
        " here or in Xero, or issue a credit note in Xero."
    )
    assert desk.in_xero() == before
    assert writes == [call for call in desk.calls() if call.startswith(("PUT", "POST"))]


def test_a_change_that_was_taken_back_leaves_a_paid_bill_as_it_is(desk: Desk) -> None:
    document = sent(desk)
    document = change(desk, document, due_date=date(2027, 1, 15))
    document = change(desk, document, due_date=date(2026, 12, 3))
    pay_in_xero(desk, document, Amount=288)
    before = desk.in_xero()
    (delivery,) = desk.send(document)
    assert delivery.state in (State.SENT, State.UNCHANGED), delivery.sentence
    assert desk.in_xero() == before
    assert not to_send(desk.connection, "payment").exists()


def test_a_payment_that_is_void_here_is_voided_in_xero(desk: Desk) -> None:
    document = sent(desk)
    voiding.void(document, by=desk.office.colleague)
    assert desk.foretold(document) == ("void", "voids it in Xero")
    desk.send(document)
    assert desk.in_xero()[0]["Status"] == "VOIDED"
    said = [each.sentence for each in events.history(desk.office.agency, "document", document.pk)]
    assert "Bill voided in Xero" in said


def test_a_paid_one_is_not_voided_and_the_sentence_names_the_payout(desk: Desk) -> None:
    document = sent(desk)
    pay_in_xero(desk, document)
    link = DocumentLink.objects.get()
    assert "undo the payout here" in voiding.why_not(document, link, None)


def test_one_voided_in_xero_is_issued_again_under_the_same_number(desk: Desk) -> None:
    document = sent(desk)
    desk.bookkeeper("void", InvoiceID=desk.in_xero()[0]["InvoiceID"])
    read_heads(desk.connection)
    (delivery,) = desk.send(document)
    assert (delivery.cause, delivery.fix) == (
        "voided_in_xero",
        "Issue it again, or accept that it is void.",
    )
    number = document.number
    assert gone.issue_again(document, by=desk.office.colleague) == number
    assert FormerLink.objects.get().document == document
    desk.forget_freshness()
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.intent) == (State.SENT, "create"), delivery.sentence
    assert sorted((each["InvoiceNumber"], each["Status"]) for each in desk.in_xero()) == [
        ("JC-17", "AUTHORISED"),
        ("JC-17", "VOIDED"),
    ]


def test_issued_again_its_answer_may_be_lost_and_it_is_there_once_more_and_no_twice(
    desk: Desk,
) -> None:
    document = sent(desk)
    desk.bookkeeper("void", InvoiceID=desk.in_xero()[0]["InvoiceID"])
    read_heads(desk.connection)
    gone.issue_again(document, by=desk.office.colleague)
    desk.forget_freshness()
    desk.fault("lost_reply")
    desk.click(document)
    desk.work_until_settled()
    alive = [each for each in desk.in_xero() if each["Status"] == "AUTHORISED"]
    assert len(alive) == 1 and len(desk.in_xero()) == 2
    assert DocumentLink.objects.get().remote_id == alive[0]["InvoiceID"]


def test_a_changed_purchase_account_reaches_bills_only_when_applied(desk: Desk) -> None:
    document = sent(desk)
    invoice = desk.invoice()
    desk.send(invoice)
    settings.save(
        desk.connection, kind="payment", by=desk.office.owner, accounts={"default": "330"}
    )
    (found,) = recoding.look(desk.connection, "payment").coming
    assert found.document == document
    assert recoding.look(desk.connection, "invoice").coming == []
    batch = recoding.prepare(desk.connection, "payment", by=desk.office.colleague)
    assert batch.kind == "payment"
    desk.send(document)
    (bill,) = [each for each in desk.in_xero() if each["Type"] == "ACCPAY"]
    assert bill["LineItems"][0]["AccountCode"] == "330"


def test_a_line_that_is_added_leaves_the_other_its_id(desk: Desk) -> None:
    document = sent(desk)
    (line,) = document.lines.all()
    draft = draft_of(line)
    document = change(desk, document, lines=[draft, replace(draft, id=None)])
    (before,) = desk.in_xero()
    desk.send(document)
    (after,) = desk.in_xero()
    ids = [each["LineItemID"] for each in after["LineItems"]]
    assert before["LineItems"][0]["LineItemID"] == ids[0] and len(ids) == 2
