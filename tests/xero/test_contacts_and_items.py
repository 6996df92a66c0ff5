"""What is sent of companies and products, and why one would be refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.xero import drafts
from tracker.xero import contacts, items, json
from tracker.xero.items import ItemToSend


def test_a_contact_carries_everything() -> None:
    request = contacts.create([drafts.contact()], key="k")
    assert (request.method, request.path, request.key) == ("PUT", "/Contacts", "k")
    assert request.query == (("summarizeErrors", "false"),)
    (sent,) = json.read(request.body or b"")["Contacts"]
    assert sent == {
        "ContactNumber": "TRK-6f1c",
        "Name": "Acme Logistics Ltd",
        "EmailAddress": "accounts@acme.example",
        "CompanyNumber": "01234567",
        "TaxNumber": "GB123456789",
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": "1 Dock Road",
                "AddressLine2": "Unit 4",
                "City": "Hull",
                "Region": "East Yorkshire",
                "PostalCode": "HU1 1AA",
                "Country": "United Kingdom",
            }
        ],
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "01482 000000"}],
        "PaymentTerms": {
            "Bills": {"Day": 30, "Type": "DAYSAFTERBILLDATE"},
            "Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"},
        },
    }


def test_a_contact_of_a_name_alone_sends_nothing_empty() -> None:
    body = contacts.create([contacts.ContactToSend("TRK-1", "Acme")]).body
    assert body == b'{"Contacts":[{"ContactNumber":"TRK-1","Name":"Acme"}]}'


def test_payment_terms_of_no_days_are_terms() -> None:
    body = contacts.create([contacts.ContactToSend("T", "A", payment_terms_days=0)]).body or b""
    assert b'"Day":0' in body


def test_contacts_are_listed_with_archived_ones_in_pages_of_a_thousand() -> None:
    since = datetime(2026, 11, 3, tzinfo=UTC)
    request = contacts.list_since(since, 3)
    assert request.modified_since == since
    assert dict(request.query) == {
        "includeArchived": "true",
        "page": "3",
        "pageSize": "1000",
        "summaryOnly": "true",
    }
    assert "summaryOnly" not in dict(contacts.list_since(None, summary=False).query)


def test_a_name_is_asked_for_exactly_or_searched_for_where_it_cannot_be_quoted() -> None:
    assert dict(contacts.by_name("O'Neil & Co").query)["where"] == 'Name=="O\'Neil & Co"'
    quoted = dict(contacts.by_name('The "Best" Ltd').query)
    assert quoted["searchTerm"] == 'The "Best" Ltd'
    assert "where" not in quoted
    assert quoted["includeArchived"] == "true"
    assert dict(contacts.by_ids(["a", "b"]).query)["IDs"] == "a,b"
    assert "includeArchived" not in dict(contacts.search("acme").query)


def test_a_good_contact_has_no_problems() -> None:
    assert contacts.problems(drafts.contact()) == []
    assert contacts.problems(contacts.ContactToSend("T", "x" * 255)) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "x" * 256}, "name has 256 characters; Xero takes 255"),
        ({"name": ""}, "has no name"),
        ({"name": "  "}, "has no name"),
        ({"name": " Acme"}, "spaces"),
        ({"name": "Acme  Ltd"}, "spaces"),
        ({"name": "Acme <Ltd>"}, "angle bracket"),
        ({"email": "nobody"}, "e-mail"),
        ({"email": "a@b.example, c@d.example"}, "e-mail"),
        ({"contact_number": "x" * 51}, "contact number has 51"),
        ({"company_number": "x" * 51}, "company number has 51"),
        ({"tax_number": "x" * 51}, "VAT number has 51"),
        ({"address_lines": ("x" * 501,)}, "address line has 501"),
        ({"address_lines": ("x",) * 5}, "5 lines"),
        ({"city": "x" * 256}, "town has 256"),
        ({"region": "x" * 256}, "county has 256"),
        ({"postal_code": "x" * 51}, "postcode has 51"),
        ({"country": "x" * 51}, "country has 51"),
        ({"phone": "0" * 51}, "phone number has 51"),
    ],
)
def test_each_problem_of_a_contact_is_one_sentence(changes: dict[str, str], words: str) -> None:
    (sentence,) = contacts.problems(drafts.contact(**changes))
    assert words in sentence
    assert sentence.endswith(".")


def test_an_item_is_these_bytes() -> None:
    request = items.create([ItemToSend("TEMP-DAY", "Day", "A day"), ItemToSend("X", "")], key="k")
    assert (request.method, request.path, request.key) == ("PUT", "/Items", "k")
    assert request.query == (("summarizeErrors", "false"), ("unitdp", "4"))
    assert request.body == (
        b'{"Items":[{"Code":"TEMP-DAY","Name":"Day","Description":"A day"},{"Code":"X"}]}'
    )


def test_items_are_listed_and_asked_for_by_code() -> None:
    assert items.list_since(None).path == "/Items"
    assert dict(items.by_code("A 1").query)["where"] == 'Code=="A 1"'


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (ItemToSend("", "x"), "no code"),
        (ItemToSend("x" * 31, "x"), "code has 31"),
        (ItemToSend("x", "x" * 51), "name has 51"),
        (ItemToSend("x", "x", "x" * 4001), "description has 4001"),
    ],
)
def test_each_problem_of_an_item_is_one_sentence(item: ItemToSend, words: str) -> None:
    (sentence,) = items.problems(item)
    assert words in sentence


def test_a_good_item_has_no_problems() -> None:
    assert items.problems(ItemToSend("x" * 30, "x" * 50, "x" * 4000)) == []
