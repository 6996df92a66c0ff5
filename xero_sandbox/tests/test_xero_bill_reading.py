"""Reading bills, and being told of them.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
https://developer.xero.com/documentation/webhooks/configuring-your-server
"""

from datetime import timedelta
from typing import Any

import pytest
from webhook_app import KEY, listening

from sandbox_client import Xero, bill, update


def numbers(reply: Any) -> list[str]:
    return [each["InvoiceNumber"] for each in reply["Invoices"]]


@pytest.fixture
def books(xero: Xero) -> Xero:
    """Two suppliers with three bills and a draft, and a sales invoice of one of the numbers."""
    xero.put(
        "Invoices",
        bill(InvoiceNumber="B-1", Date="2026-11-01"),
        bill(InvoiceNumber="B-1", Date="2026-11-02", Contact={"Name": "Zoë & Co"}),
        bill(InvoiceNumber="B-3", Date="2026-11-03", Url="https://tracker.example/p/3"),
        bill(InvoiceNumber="B-4", Date="2026-11-04", Status="DRAFT"),
    )
    xero.invoice(InvoiceNumber="B-1", Date="2026-11-05")
    return xero


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('Type=="ACCPAY"', ["B-1", "B-1", "B-3", "B-4"]),
        ('Type=="ACCREC"', ["B-1"]),
        ('Type=="ACCPAY" AND Status=="AUTHORISED"', ["B-1", "B-1", "B-3"]),
        ('Type=="ACCPAY" AND InvoiceNumber=="b-1" AND Contact.Name=="zoe & co"', ["B-1"]),
        ('Type=="ACCPAY" AND Date>=DateTime(2026,11,03)', ["B-3", "B-4"]),
        ('Type=="ACCPAY" AND (InvoiceNumber=="B-3" OR InvoiceNumber=="B-4")', ["B-3", "B-4"]),
        ('Type=="ACCPAY" AND Url=="https://tracker.example/p/3"', ["B-3"]),
        ('Type=="ACCPAY" AND Reference=="B-1"', []),
    ],
)
@pytest.mark.parametrize("form", [{}, {"page": 1}, {"summaryOnly": "true"}])
def test_where_finds_bills(
    books: Xero, where: str, expected: list[str], form: dict[str, Any]
) -> None:
    assert numbers(books.get("Invoices", where=where, **form)) == expected


def test_where_finds_a_suppliers_bills_by_its_id(books: Xero) -> None:
    (contact,) = books.get("Contacts", where='Name=="Zoë & Co"')["Contacts"]
    where = f'Type=="ACCPAY" AND Contact.ContactID==guid("{contact["ContactID"]}")'
    assert len(books.get("Invoices", where=where)["Invoices"]) == 1
    assert len(books.get("Invoices", ContactIDs=contact["ContactID"])["Invoices"]) == 1


def test_lists_of_values_find_bills(books: Xero) -> None:
    told = books.get("Invoices", InvoiceNumbers="b-1,B-3", page=1)["Invoices"]
    assert sorted(each["Type"] for each in told) == ["ACCPAY", "ACCPAY", "ACCPAY", "ACCREC"]
    narrowed = books.get("Invoices", InvoiceNumbers="B-1", where='Type=="ACCPAY"')
    assert len(narrowed["Invoices"]) == 2
    assert numbers(books.get("Invoices", Statuses="DRAFT")) == ["B-4"]
    (draft,) = books.get("Invoices", Statuses="DRAFT")["Invoices"]
    assert numbers(books.get("Invoices", IDs=draft["InvoiceID"])) == ["B-4"]
    assert numbers(books.get("Invoices", searchTerm="b-4")) == ["B-4"]


def test_a_bill_is_read_in_every_form(books: Xero) -> None:
    where = 'Type=="ACCPAY" AND InvoiceNumber=="B-3"'
    (listed,) = books.get("Invoices", where=where)["Invoices"]
    (paged,) = books.get("Invoices", where=where, page=1)["Invoices"]
    (summary,) = books.get("Invoices", where=where, summaryOnly="true")["Invoices"]
    (one,) = books.get("Invoices/B-3")["Invoices"]
    assert [len(each["LineItems"]) for each in (listed, paged, one)] == [0, 1, 1]
    assert not {"LineItems", "Payments", "HasAttachments", "CISDeduction"} & summary.keys()
    for told in (listed, paged, summary, one):
        assert (told["Type"], told["Reference"]) == ("ACCPAY", "")
        assert told["Url"] == "https://tracker.example/p/3"
        assert str(told["AmountDue"]) == "120.00"
    assert one["Contact"]["IsSupplier"] is True


def test_a_supplier_has_a_balance(books: Xero) -> None:
    (told,) = books.get("Contacts", where='Name=="Priya Shah Consulting"', page=1)["Contacts"]
    assert str(told["Balances"]["AccountsPayable"]["Outstanding"]) == "240.00"
    assert str(told["Balances"]["AccountsReceivable"]["Outstanding"]) == "0.00"


# What changed -----------------------------------------------------------------------------------


def changed(xero: Xero, seconds_ago: float = 30) -> list[str]:
    moment = xero.running.clock.now() - timedelta(seconds=seconds_ago)
    reply = xero.get("Invoices", {"If-Modified-Since": f"{moment:%Y-%m-%dT%H:%M:%S}"})
    return numbers(reply)


def test_only_bills_that_changed_since_are_read(books: Xero) -> None:
    (made,) = books.get("Invoices/B-3")["Invoices"]
    books.running.clock.advance(60)
    assert changed(books) == []
    update(books, made, DueDate="2027-01-15")
    assert changed(books) == ["B-3"]
    books.running.clock.advance(60)
    books.pay("B-3", Type="ACCPAY", Amount=20)
    assert changed(books) == ["B-3"]


def test_bills_are_told_of_as_invoices_are(xero: Xero) -> None:
    with listening() as app:
        xero.control("POST", "webhooks", {"url": app.url, "key": KEY})
        made = xero.bill(InvoiceNumber="B-1")
        assert xero.running.webhooks.wait_until_idle()
        xero.pay("B-1", Type="ACCPAY", Amount=20)
        assert xero.running.webhooks.wait_until_idle()
    told = [each for each in app.events if each["eventCategory"] == "INVOICE"]
    assert [each["eventType"] for each in told] == ["CREATE", "UPDATE"]
    assert {each["resourceId"] for each in told} == {made["InvoiceID"]}
    assert not any("data" in each or "Type" in each for each in told)
