"""A bill typed in before us: only one of the same supplier is in a payment's way."""

from typing import Any

import pytest

from tests.sending.adopting import in_xero, keyed_in, read
from tests.sending.desk import Desk
from tracker.accounts_system import company_links
from tracker.accounts_system.models import DocumentLink
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.sending.models import State


def bill(desk: Desk, document: Document, **others: Any) -> dict[str, Any]:
    """The payment's bill, entered in Xero by hand; ``others`` are members that shall differ."""
    members = {
        "Type": "ACCPAY",
        "InvoiceNumber": document.books_number,
        "Date": document.books_date.isoformat(),
        "LineItems": lines(80),
        **others,
    }
    return keyed_in(desk, document, **members)


def lines(price: int) -> list[dict[str, Any]]:
    return [{"Description": "Pay", "Quantity": 3, "UnitAmount": price, "AccountCode": "320"}]


def confirmed(desk: Desk, **payment: Any) -> Document:
    """A payment to a supplier that somebody has told which contact it is."""
    document = desk.payment(**payment)
    contact = desk.contact_in_xero(document.company.name)
    read(desk)
    company_links.choose(
        document.company, connection=desk.connection, contact_id=contact, by=desk.office.owner
    )
    return document


def cause(desk: Desk, document: Document) -> str:
    """Why it is not sent, which the dialog and the sender say alike; '' where it was sent."""
    said = desk.prepared(document).deliveries.get().cause
    (delivery,) = desk.send(document)
    assert delivery.cause == said and (delivery.state == State.SENT) == (said == "")
    return said


def test_a_bill_of_the_same_supplier_and_number_is_in_the_way_and_is_linked(desk: Desk) -> None:
    document = confirmed(desk, supplier_number="JC-17")
    made = bill(desk, document)
    read(desk)
    assert cause(desk, document) == "number_in_use"
    delivery = desk.delivery(document)
    assert delivery.sentence == "Xero has a bill JC-17 of “Jane Contractor Ltd”."
    assert adoption.link(document, by=desk.office.colleague).remote_id == made["InvoiceID"]
    assert desk.send(document)[0].state == State.UNCHANGED and len(desk.in_xero()) == 1


@pytest.mark.parametrize(
    "others",
    [
        {"Contact": {"Name": "Somebody Else Ltd"}},
        {"Type": "ACCREC", "LineItems": [{**lines(80)[0], "AccountCode": "200"}]},
        {"InvoiceNumber": "JC-18", "LineItems": lines(81)},
    ],
    ids=["another supplier's", "an invoice", "another number and total"],
)
def test_what_says_nothing_of_it_is_not_in_the_way(desk: Desk, others: dict[str, Any]) -> None:
    document = confirmed(desk, supplier_number="JC-17")
    bill(desk, document, **others)
    read(desk)
    assert cause(desk, document) == "" and len(desk.in_xero()) == 2


def test_a_bill_that_was_voided_is_not_in_the_way(desk: Desk) -> None:
    document = confirmed(desk, supplier_number="JC-17")
    made = bill(desk, document)
    desk.bookkeeper("void", InvoiceID=made["InvoiceID"])
    read(desk)
    assert cause(desk, document) == ""


def test_one_alike_under_another_number_is_looked_at_by_a_person(desk: Desk) -> None:
    document = confirmed(desk, supplier_number="JC-17")
    made = bill(desk, document, InvoiceNumber="17")
    read(desk)
    assert cause(desk, document) == "perhaps_in_xero"
    (found,) = adoption.proposals(desk.connection, "payment")
    assert found.key == (document.pk, made["InvoiceID"])
    adopted = adoption.adopt(desk.connection, [found.key], by=desk.office.colleague)
    assert adopted.count == 1 and DocumentLink.objects.get().remote_id == made["InvoiceID"]


def test_of_the_same_number_a_person_may_say_that_it_is_another_bill(desk: Desk) -> None:
    document = confirmed(desk, supplier_number="JC-17")
    made = bill(desk, document, LineItems=lines(99))
    read(desk)
    assert cause(desk, document) == "number_in_use"
    adoption.say_another(desk.connection, document, made["InvoiceID"], by=desk.office.colleague)
    assert adoption.proposals(desk.connection, "payment") == []
    assert cause(desk, document) == "" and len(desk.in_xero()) == 2


def test_of_an_invoices_number_nobody_may_say_so(desk: Desk) -> None:
    document = desk.invoice()
    made = keyed_in(desk, document)
    read(desk)
    with pytest.raises(NotPossible):
        adoption.say_another(desk.connection, document, made["InvoiceID"], by=desk.office.colleague)


def test_our_own_bill_without_a_link_is_offered_and_never_sent_twice(desk: Desk) -> None:
    document = confirmed(desk, supplier_number="JC-17")
    desk.send(document)
    link = DocumentLink.objects.get()
    remote_id = link.remote_id
    link.delete()
    elsewhere = in_xero(desk, "PUT", "Contacts", {"Contacts": [{"Name": "Elsewhere"}]})
    changes = {"Contact": {"ContactID": elsewhere["ContactID"]}}
    desk.bookkeeper("edit", InvoiceID=remote_id, changes=changes)
    read(desk)
    assert cause(desk, document) == "in_xero_unlinked"
    assert adoption.link(document, by=desk.office.colleague).remote_id == remote_id


@pytest.mark.parametrize("typed", ["jc-17", " JC-17", "Jc-17 "])
def test_its_number_typed_a_little_otherwise_is_in_the_way_too(desk: Desk, typed: str) -> None:
    document = confirmed(desk, supplier_number="JC-17")
    made = bill(desk, document, InvoiceNumber=typed, Date="2026-11-05")
    read(desk)
    assert cause(desk, document) == "number_in_use" and len(desk.in_xero()) == 1
    (found,) = adoption.proposals(desk.connection, "payment")
    assert found.key == (document.pk, made["InvoiceID"]) and not found.is_sure
