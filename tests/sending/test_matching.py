"""A company becomes the right contact, once, or a person decides."""

from typing import Any

import pytest

from tests.sending.desk import Desk
from tracker.accounts_system import contacts
from tracker.accounts_system.models import CompanyLink, XeroContact
from tracker.accounts_system.settings import save
from tracker.sending.models import State
from tracker.xero.types import Contact


def test_a_contact_of_the_same_name_is_used_and_said(desk: Desk) -> None:
    known = desk.contact_in_xero("ACME LOGISTICS LTD")
    (delivery,) = desk.send(desk.invoice())
    assert delivery.state == State.SENT
    link = CompanyLink.objects.get()
    assert (link.contact_id, link.how) == (known, "matched")
    assert len(desk.books()["Contacts"]) == 1


def test_a_contact_of_the_same_name_with_another_e_mail_is_a_persons_to_decide(desk: Desk) -> None:
    desk.contact_in_xero("Acme Logistics Ltd", EmailAddress="other@else.example")
    desk.company(email="accounts@acme.example")
    (delivery,) = desk.send(desk.invoice())
    assert (delivery.state, delivery.cause) == (State.REFUSED, "contact_differs")


def test_an_archived_contact_is_said_and_not_doubled(desk: Desk) -> None:
    known = desk.contact_in_xero("Acme Logistics Ltd")
    table = desk.sandbox.books.table("Contacts")
    record = table.get(known)
    assert record is not None
    desk.sandbox.books.put("Contacts", {**record, "ContactStatus": "ARCHIVED"})
    (delivery,) = desk.send(desk.invoice())
    assert (delivery.state, delivery.cause) == (State.REFUSED, "contact_archived")


def test_a_contact_of_a_status_that_nobody_has_heard_of_is_not_called_archived(desk: Desk) -> None:
    known = desk.contact_in_xero("Acme Logistics Ltd")
    desk.fault("unknown_enum", method="GET", path="/Contacts")
    (delivery,) = desk.send(desk.invoice())
    assert XeroContact.objects.get().status == "NOTYETKNOWN"
    assert delivery.state == State.SENT
    assert CompanyLink.objects.get().contact_id == known


def test_an_older_reading_of_a_contact_never_replaces_a_later_one(desk: Desk) -> None:
    later, older = (
        Contact.read({"ContactID": "c", "Name": name, "UpdatedDateUTC": f"/Date({moment})/"})
        for name, moment in (("New Name Ltd", 2000), ("Old Name Ltd", 1000))
    )
    for said in (later, older):
        contacts.keep_contacts(desk.connection, [said])
    assert XeroContact.objects.get().name == "New Name Ltd"


def test_two_companies_of_one_name_are_never_one_contact(desk: Desk) -> None:
    one = desk.invoice(company="Canon (UK) Ltd")
    other = desk.invoice(company="CANON (UK) LTD")
    deliveries = desk.send(one, other)
    assert {each.cause for each in deliveries} == {"company_twice"}
    assert desk.books()["Contacts"] == []


@pytest.mark.parametrize(
    ("setting", "cause"),
    [
        ("auto_create_companies", "companies_not_created"),
        ("auto_create_items", "items_not_created"),
    ],
)
def test_nothing_is_created_by_itself_where_settings_say_no(
    desk: Desk, setting: str, cause: str
) -> None:
    choices: dict[str, Any] = {setting: False}
    save(desk.connection, kind="invoice", by=desk.office.owner, **choices)
    (delivery,) = desk.send(desk.invoice())
    assert (delivery.state, delivery.cause) == (State.REFUSED, cause)
    assert desk.books()["Contacts"] == [] and desk.books()["Items"] == []


def test_a_contact_made_between_preview_and_send_is_matched_not_doubled(desk: Desk) -> None:
    document = desk.invoice()
    batch = desk.click(document)
    desk.contact_in_xero("Acme Logistics Ltd")
    desk.work()
    assert batch.deliveries.get().state == State.SENT
    assert len(desk.books()["Contacts"]) == 1


def test_a_contact_made_while_the_lists_were_fresh_is_matched_after_xeros_refusal(
    desk: Desk,
) -> None:
    desk.send(desk.invoice(company="Cobalt & Sons"))
    desk.contact_in_xero("Acme Logistics Ltd")
    (delivery,) = desk.send(desk.invoice())
    assert delivery.state == State.SENT
    assert len(desk.books()["Contacts"]) == 2


def merge_in_xero(desk: Desk, name: str, into: str) -> None:
    """What a bookkeeper does in Xero: the contact is archived and names the one it became."""
    found = next(each for each in desk.books()["Contacts"] if each["Name"] == name)
    record = desk.sandbox.books.table("Contacts").get(found["ContactID"])
    assert record is not None
    merged = {**record, "ContactStatus": "ARCHIVED", "MergedToContactID": into}
    desk.sandbox.books.put("Contacts", merged)
    desk.forget_freshness()


def test_a_contact_that_was_merged_on_and_on_is_followed_to_the_end(desk: Desk) -> None:
    desk.send(desk.invoice(company="Client A"))
    last = desk.contact_in_xero("Client C")
    between = desk.contact_in_xero("Client B")
    merge_in_xero(desk, "Client A", between)
    merge_in_xero(desk, "Client B", last)
    (delivery,) = desk.send(desk.invoice(company="Client A"))
    assert delivery.state == State.SENT
    assert CompanyLink.objects.get().contact_id == last


def test_two_companies_whose_contacts_became_one_in_xero_stop_nobody_else(desk: Desk) -> None:
    desk.send(*(desk.invoice(company=f"Client {name}") for name in "ABD"))
    last = desk.contact_in_xero("Client C")
    merge_in_xero(desk, "Client A", last)
    merge_in_xero(desk, "Client B", last)
    sent = desk.send(*(desk.invoice(company=f"Client {name}") for name in "ABD"))
    causes = {str(each.document.company): (each.state, each.cause) for each in sent}
    assert causes.pop("Client D") == (State.SENT, "")
    assert sorted(causes.values()) == [(State.REFUSED, "contact_taken"), (State.SENT, "")]
