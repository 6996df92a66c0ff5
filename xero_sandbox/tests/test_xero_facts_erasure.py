"""Contacts who asked to be forgotten.

"GDPR and the Xero Contact API", Xero's developer blog of June 2018 (https://devblog.xero.com):
they are never edited, reactivated or used anew, come with ``includeArchived=true`` alone, and no
app can ask for it. The status: https://github.com/XeroAPI/Xero-OpenAPI (Contact.ContactStatus)
"""

import pytest

from sandbox_client import JsonObject, Xero, sale

PERSON: JsonObject = {
    "ContactNumber": "TRK-9",
    "FirstName": "Chloe",
    "LastName": "Marsh",
    "EmailAddress": "chloe@marsh.example",
    "TaxNumber": "GB1",
    "Addresses": [{"AddressType": "POBOX", "AddressLine1": "1 High Street", "City": "Leeds"}],
    "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "07700 900001"}],
    "ContactPersons": [{"FirstName": "Ann", "EmailAddress": "ann@marsh.example"}],
}
ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)


@pytest.fixture
def erased(xero: Xero) -> JsonObject:
    xero.contact("Chloe Marsh", **PERSON)
    told: JsonObject = xero.deed("erase", Name="Chloe Marsh").json
    return told


def test_nothing_personal_is_left(xero: Xero, erased: JsonObject) -> None:
    assert (erased["ContactStatus"], erased["ContactNumber"]) == ("GDPRREQUEST", "TRK-9")
    page = xero.get(f"Contacts/{erased['ContactID']}").body.decode()
    for word in ("Chloe", "Marsh", "GB1", "High Street", "Leeds", "07700", "Ann"):
        assert word not in page


def test_it_is_listed_with_archived_contacts_alone(xero: Xero, erased: JsonObject) -> None:
    xero.contact("Acme")
    assert [each["Name"] for each in xero.get("Contacts", page=1)["Contacts"]] == ["Acme"]
    states = {
        each["ContactStatus"]
        for each in xero.get("Contacts", page=1, includeArchived="true")["Contacts"]
    }
    assert states == {"ACTIVE", "GDPRREQUEST"}
    found = xero.get("Contacts", where='ContactStatus=="GDPRREQUEST"', includeArchived="true")
    assert len(found["Contacts"]) == 1


@pytest.mark.parametrize("change", [{"Name": "Chloe"}, {"ContactStatus": "ACTIVE"}])
def test_it_is_neither_edited_nor_reactivated(
    xero: Xero, erased: JsonObject, change: JsonObject
) -> None:
    wish = {"ContactID": erased["ContactID"], **change}
    assert xero.post("Contacts", wish).messages == [ARCHIVED]
    assert xero.post("Contacts", {"ContactNumber": "TRK-9", **change}).messages == [ARCHIVED]


def test_it_is_on_no_new_document_and_stays_on_old_ones(xero: Xero) -> None:
    made = xero.invoice(Contact={"Name": "Chloe Marsh"})
    named = {"ContactID": made["Contact"]["ContactID"]}
    xero.deed("erase", **named)
    assert xero.put("Invoices", sale(Contact=named)).messages == [ARCHIVED]
    told = xero.read(made)
    assert (told["Contact"]["Name"], told["AmountDue"]) == ("Redacted", 120)
    assert xero.pay(made["InvoiceNumber"]).status == 200
    assert xero.invoice(Contact={"Name": "Chloe Marsh"})["Contact"]["ContactID"] != named


def test_no_app_can_ask_for_it(xero: Xero) -> None:
    made = xero.contact("Acme")
    wish = {"ContactID": made["ContactID"], "ContactStatus": "GDPRREQUEST"}
    assert xero.post("Contacts", wish).status == 400
    assert xero.get(f"Contacts/{made['ContactID']}")["Contacts"][0]["ContactStatus"] == "ACTIVE"


def test_the_pages_and_the_history_say_so(xero: Xero, erased: JsonObject) -> None:
    path = f"Contacts/{erased['ContactID']}"
    (latest, *_) = xero.get(f"{path}/History")["HistoryRecords"]
    assert latest["Changes"] == "Redacted"
    page = xero.ask("GET", f"/{path.lower()}")
    assert page.status == 200
    assert b"asked to be forgotten" in page.body
    assert b"Redacted" in xero.ask("GET", "/contacts").body
