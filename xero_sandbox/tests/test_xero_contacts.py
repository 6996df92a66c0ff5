"""Contacts: https://developer.xero.com/documentation/api/accounting/contacts"""

from typing import Any

import pytest

from sandbox_client import Xero
from xero_sandbox.books import contact_details, contacts

NO_ID = "00000000-0000-0000-0000-000000000000"


def test_a_created_contact_comes_back_with_id_addresses_and_phones(xero: Xero) -> None:
    made = xero.contact("Acme", EmailAddress="ap@acme.example", ContactNumber="TRK-1")
    assert made["ContactStatus"] == "ACTIVE"
    assert [each["AddressType"] for each in made["Addresses"]] == ["STREET", "POBOX"]
    assert xero.get(f"Contacts/{made['ContactID']}")["Contacts"][0]["Name"] == "Acme"
    assert xero.get("Contacts/TRK-1")["Contacts"][0]["ContactID"] == made["ContactID"]


def test_a_name_is_unique_among_active_contacts_ignoring_case(xero: Xero) -> None:
    xero.contact("Acme")
    reply = xero.put("Contacts", {"Name": "ACME"})
    assert reply.status == 400
    assert reply.messages == [
        "The contact name ACME is already assigned to another contact. "
        "The contact name must be unique across all active contacts."
    ]


def test_a_refused_new_contact_carries_the_zero_id(xero: Xero) -> None:
    xero.contact("Acme")
    reply = xero.put("Contacts", {"Name": "Acme"}, {"Name": "Bright"}, summarizeErrors="false")
    assert reply.status == 200
    refused, saved = reply["Contacts"]
    assert refused["ContactID"] == NO_ID
    assert (refused["StatusAttributeString"], saved["StatusAttributeString"]) == ("ERROR", "OK")
    assert refused["HasValidationErrors"] is True


def test_one_bad_contact_stops_the_whole_call_unless_told_otherwise(xero: Xero) -> None:
    reply = xero.put("Contacts", {"Name": "Good"}, {"Name": ""})
    assert (reply.status, reply["ErrorNumber"]) == (400, 10)
    assert len(reply["Elements"]) == 1
    assert xero.get("Contacts")["Contacts"] == []


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"Name": ""}, "Contact Name cannot be empty."),
        ({"Name": "Two  spaces"}, contacts.NAME_FORM),
        ({"Name": " Leading"}, contacts.NAME_FORM),
        ({"Name": "Trailing "}, contacts.NAME_FORM),
        ({"Name": "Angle <b>"}, contacts.NAME_FORM),
        ({"EmailAddress": "nobody"}, "Email address must be valid."),
        ({"Name": "n" * 256}, "The length of the field Name cannot be more than 255 characters."),
        ({"ContactNumber": "n" * 51}, "The length of the field ContactNumber"),
        ({"Addresses": [{"AddressType": "POBOX", "City": "c" * 256}]}, "The length of the field"),
        ({"ContactPersons": [{"FirstName": "Ann"}]}, contact_details.PERSON_WITHOUT_EMAIL),
        (
            {"EmailAddress": "a@b.example", "ContactPersons": [{"FirstName": "Ann"}] * 6},
            contact_details.TOO_MANY_PERSONS,
        ),
    ],
)
def test_a_contact_that_breaks_a_rule_is_refused(
    xero: Xero, change: dict[str, Any], text: str
) -> None:
    reply = xero.put("Contacts", {"Name": "Fine", **change})
    assert reply.status == 400
    assert any(message.startswith(text) for message in reply.messages)


def test_a_contact_number_stays_taken_by_an_archived_contact(xero: Xero) -> None:
    old = xero.contact("Old", ContactNumber="TRK-1")
    xero.post("Contacts", {"ContactID": old["ContactID"], "ContactStatus": "ARCHIVED"})
    reply = xero.put("Contacts", {"Name": "New", "ContactNumber": "TRK-1"})
    assert reply.messages == [
        "Another contact has this contact number. Please enter a different contact number."
    ]


def test_the_name_of_an_archived_contact_is_free_again(xero: Xero) -> None:
    old = xero.contact("Acme")
    xero.post("Contacts", {"ContactID": old["ContactID"], "ContactStatus": "ARCHIVED"})
    assert xero.contact("Acme")["ContactID"] != old["ContactID"]


def test_an_account_number_is_unique(xero: Xero) -> None:
    xero.contact("One", AccountNumber="A1")
    assert xero.put("Contacts", {"Name": "Two", "AccountNumber": "A1"}).messages == [
        "The Account Number already exists. Please enter a different Account Number."
    ]


def test_an_archived_contact_cannot_be_edited(xero: Xero) -> None:
    old = xero.contact("Acme")
    archived = xero.post("Contacts", {"ContactID": old["ContactID"], "ContactStatus": "ARCHIVED"})
    assert archived["Contacts"][0]["ContactStatus"] == "ARCHIVED"
    reply = xero.post("Contacts", {"ContactID": old["ContactID"], "ContactStatus": "ACTIVE"})
    assert reply.messages == [
        "The specified contact details matched an archived contact. "
        "Archived contacts cannot currently be edited via the API."
    ]


def test_post_without_an_id_changes_the_contact_of_that_name_or_number(xero: Xero) -> None:
    made = xero.contact("Acme", ContactNumber="TRK-1")
    by_name = xero.post("Contacts", {"Name": "acme", "FirstName": "Ann"})["Contacts"][0]
    by_number = xero.post("Contacts", {"ContactNumber": "trk-1", "Name": "Acme 2"})["Contacts"][0]
    assert by_name["ContactID"] == by_number["ContactID"] == made["ContactID"]
    assert (by_number["Name"], by_number["FirstName"]) == ("Acme 2", "Ann")


def test_what_an_update_leaves_out_keeps_its_value(xero: Xero) -> None:
    made = xero.contact("Acme", EmailAddress="a@acme.example", TaxNumber="GB1")
    told = xero.post("Contacts", {"ContactID": made["ContactID"], "TaxNumber": "GB2"})
    assert told["Contacts"][0]["EmailAddress"] == "a@acme.example"
    assert told["Contacts"][0]["TaxNumber"] == "GB2"


def test_an_unknown_id_is_404_for_the_whole_call(xero: Xero) -> None:
    unknown = "11111111-1111-1111-1111-111111111111"
    reply = xero.post("Contacts", {"Name": "Good"}, {"ContactID": unknown, "Name": "Bad"})
    assert reply.status == 404
    assert reply.headers["Content-Type"].startswith("text/html")
    assert xero.get("Contacts")["Contacts"] == []


def test_archived_contacts_are_listed_only_when_asked_for(xero: Xero) -> None:
    old = xero.contact("Old")
    xero.contact("Acme")
    xero.post("Contacts", {"ContactID": old["ContactID"], "ContactStatus": "ARCHIVED"})
    assert [each["Name"] for each in xero.get("Contacts")["Contacts"]] == ["Acme"]
    both = xero.get("Contacts", includeArchived="true")["Contacts"]
    assert sorted(each["Name"] for each in both) == ["Acme", "Old"]


def test_a_summary_drops_the_heavy_parts(xero: Xero) -> None:
    xero.contact("Acme", ContactNumber="TRK-1", EmailAddress="a@acme.example")
    (told,) = xero.get("Contacts", summaryOnly="true")["Contacts"]
    assert told["ContactNumber"] == "TRK-1"
    assert not {"Addresses", "Balances", "ContactPersons", "IsCustomer"} & told.keys()


def test_a_contact_knows_what_it_owes(xero: Xero) -> None:
    made = xero.invoice(DueDate="2020-01-01")
    told = xero.get(f"Contacts/{made['Contact']['ContactID']}")["Contacts"][0]
    assert told["IsCustomer"] is True
    assert told["IsSupplier"] is False
    assert str(told["Balances"]["AccountsReceivable"]["Outstanding"]) == "120.00"
    assert str(told["Balances"]["AccountsReceivable"]["Overdue"]) == "120.00"


def test_keys_are_read_in_any_case_and_unknown_ones_are_ignored(xero: Xero) -> None:
    reply = xero.api("PUT", "contacts", {"contacts": [{"name": "Acme", "email_address": "x"}]})
    assert reply["Contacts"][0]["Name"] == "Acme"
    assert "EmailAddress" not in reply["Contacts"][0]
