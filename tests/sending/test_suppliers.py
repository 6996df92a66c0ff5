"""Whom a payment goes to: a contact that Tracker made or that a person confirmed."""

import pytest

from tests.sending.adopting import read
from tests.sending.desk import Desk
from tests.sending.test_payments_already_in_xero import bill
from tracker.accounts_system import company_links, contacts
from tracker.accounts_system.models import CompanyLink
from tracker.agencies.not_possible import NotPossible
from tracker.sending import adoption
from tracker.sending.models import State

JANE = "Jane Contractor Ltd"


def test_a_supplier_matched_by_name_alone_waits_for_a_person(desk: Desk) -> None:
    known = desk.contact_in_xero("JANE CONTRACTOR LTD")
    payment = desk.payment(company=JANE)
    (delivery,) = desk.send(payment)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "supplier_unconfirmed")
    assert "nobody has confirmed yet" in delivery.sentence
    assert "An owner chooses the contact on the Company page" in delivery.fix
    assert not desk.in_xero() and not CompanyLink.objects.exists()
    company_links.choose(
        payment.company, connection=desk.connection, contact_id=known, by=desk.office.owner
    )
    (again,) = desk.send(payment)
    assert again.state == State.SENT
    assert desk.in_xero()[0]["Contact"]["ContactID"] == known


def test_the_first_choice_too_is_an_owners(desk: Desk) -> None:
    known = desk.contact_in_xero(JANE)
    contacts.read_contacts(desk.connection)
    company = desk.payment(company=JANE).company
    with pytest.raises(NotPossible, match="Only an owner may say which contact a supplier is"):
        company_links.choose(
            company, connection=desk.connection, contact_id=known, by=desk.office.colleague
        )


def test_a_client_matched_by_name_is_confirmed_before_the_first_payment(desk: Desk) -> None:
    known = desk.contact_in_xero(JANE)
    desk.send(desk.invoice(company=JANE))
    assert CompanyLink.objects.get().how == "matched"
    payment = desk.payment(company=JANE)
    (delivery,) = desk.send(payment)
    assert delivery.cause == "supplier_unconfirmed"
    company_links.choose(
        payment.company, connection=desk.connection, contact_id=known, by=desk.office.owner
    )
    link = CompanyLink.objects.get()
    assert (link.how, link.by, link.contact_id) == ("chosen", desk.office.owner, known)
    (again,) = desk.send(payment)
    assert again.state == State.SENT
    assert len(desk.books()["Contacts"]) == 1


def test_a_contact_made_while_the_lists_were_fresh_is_not_paid_unseen(desk: Desk) -> None:
    """Xero refuses the name that Tracker had not read yet: it is not matched by itself."""
    desk.send(desk.payment(company="Somebody Else Ltd"))
    desk.contact_in_xero(JANE)
    payment = desk.payment(company=JANE)
    (delivery,) = desk.send(payment)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "contact_name_in_use")
    assert len(desk.in_xero()) == 1
    (again,) = desk.send(payment)
    assert again.cause == "supplier_unconfirmed"


@pytest.mark.parametrize(("who", "cause"), [("colleague", "supplier_unconfirmed"), ("owner", "")])
def test_a_suppliers_bill_may_be_adopted_but_only_an_owner_confirms_whose_it_is(
    desk: Desk, who: str, cause: str
) -> None:
    document = desk.payment(company=JANE)
    bill(desk, document, InvoiceNumber="17")
    read(desk)
    (found,) = adoption.proposals(desk.connection, "payment")
    adoption.adopt(desk.connection, [found.key], by=getattr(desk.office, who))
    (delivery,) = desk.send(desk.payment(company=JANE, price="81"))
    assert delivery.cause == cause
    assert len(desk.in_xero()) == (1 if cause else 2)


def test_a_contact_that_tracker_made_is_paid_without_a_question(desk: Desk) -> None:
    first, second = desk.payment(company=JANE), desk.payment(company=JANE)
    (one,) = desk.send(first)
    (two,) = desk.send(second)
    assert (one.state, two.state) == (State.SENT, State.SENT)
    assert len(desk.books()["Contacts"]) == 1


def test_a_clients_first_match_by_name_needs_nobody(desk: Desk) -> None:
    known = desk.contact_in_xero("ACME LOGISTICS LTD")
    (delivery,) = desk.send(desk.invoice())
    assert delivery.state == State.SENT
    assert CompanyLink.objects.get().contact_id == known


def test_a_clients_contact_that_no_owner_chose_is_confirmed_before_it_is_paid(desk: Desk) -> None:
    client = desk.company(JANE, vat_number="GB901234567", is_client=True)
    other = desk.contact_in_xero("Somebody Else Ltd")
    contacts.read_contacts(desk.connection)
    office, connection = desk.office, desk.connection
    company_links.choose(client, connection=connection, contact_id=other, by=office.colleague)
    assert desk.send(desk.invoice(company=JANE))[0].state == State.SENT
    payment = desk.payment(company=JANE)
    assert desk.send(payment)[0].cause == "supplier_unconfirmed"
    assert [each["Type"] for each in desk.in_xero()] == ["ACCREC"]
    company_links.choose(client, connection=connection, contact_id=other, by=office.owner)
    assert CompanyLink.objects.get().by == office.owner
    assert desk.send(payment)[0].state == State.SENT
