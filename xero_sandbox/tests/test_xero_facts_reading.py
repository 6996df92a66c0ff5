"""What is known of lists, limits and keys, fact by fact, where no other test tells it.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

import pytest

from sandbox_client import Xero, sale
from xero_sandbox.http import selection
from xero_sandbox.server import running

ID = "11111111-1111-1111-1111-111111111111"


def test_more_matches_than_xero_looks_at_are_refused(
    xero: Xero, monkeypatch: pytest.MonkeyPatch
) -> None:
    """100,000 of them: https://developer.xero.com/documentation/api/accounting/invoices"""
    assert selection.MOST_MATCHES == 100_000
    monkeypatch.setattr(selection, "MOST_MATCHES", 2)
    for _ in range(3):
        xero.invoice()
    assert xero.get("Invoices", page=1).status == 400
    assert xero.get("Invoices", where='InvoiceNumber=="INV-0001"').status == 200


@pytest.mark.parametrize(
    ("kind", "where", "status"),
    [
        ("Invoices", 'Status=="VOIDED" AND Type=="ACCREC"', 200),
        (
            "Invoices",
            "Date>=DateTime(2026,01,01) AND AmountDue>0 AND DueDate<DateTime(2027,01,01)",
            200,
        ),
        ("Invoices", f'InvoiceId==guid("{ID}") OR InvoiceId==guid("{ID}")', 200),
        ("Invoices", 'Contact.Name=="A" OR Contact.Name=="B"', 400),
        ("Invoices", 'Status!="PAID"', 400),
        ("Invoices", "DueDate!=DateTime(2026,12,03)", 400),
        ("Invoices", 'Reference.Contains("A")', 400),
        ("Invoices", 'Status=="PAID" AND Total>5', 400),
        ("Invoices", "SentToContact", 400),
        ("Contacts", 'Name=="A" AND EmailAddress=="b@c.example"', 200),
        ("Contacts", 'Name.StartsWith("A")', 400),
        ("Contacts", 'TaxNumber=="1"', 400),
        ("Payments", f'Invoice.InvoiceId==guid("{ID}") AND Date>DateTime(2026,01,01)', 200),
        ("Payments", "Amount==120", 400),
        ("CreditNotes", "Total==120", 200),
    ],
)
def test_a_very_large_book_answers_optimised_filters_alone(
    xero: Xero, monkeypatch: pytest.MonkeyPatch, kind: str, where: str, status: int
) -> None:
    """The same page, and those of contacts and payments (Optimised filtering)"""
    for number in ("1", "2"):
        made = xero.invoice(Contact={"Name": number})
        xero.pay(made["InvoiceNumber"])
    assert xero.get(kind, where=where).status == 200
    monkeypatch.setattr(selection, "MOST_MATCHES", 1)
    assert xero.get(kind, where=where).status == status


@pytest.mark.parametrize("term", ["KESTREL", "ann", "o'hara", "trk-7", "0099", "@kestrel"])
def test_a_search_looks_into_six_fields_of_contacts(xero: Xero, term: str) -> None:
    """https://developer.xero.com/documentation/api/accounting/contacts (searchTerm)"""
    more = {"FirstName": "Ann", "LastName": "O'Hara", "EmailAddress": "ap@kestrel.example"}
    xero.contact("Kestrel Ltd", ContactNumber="TRK-7", CompanyNumber="00991234", **more)
    xero.contact("Bright Ltd", AccountNumber="ann-kestrel")
    found = xero.get("Contacts", searchTerm=term)["Contacts"]
    assert [each["Name"] for each in found] == ["Kestrel Ltd"]


@pytest.mark.parametrize(
    "where",
    ['Name=="CELIK ltd"', 'EmailAddress=="AP@CELIK.example"', 'AccountNumber=="ç-1"'],
)
def test_texts_are_compared_without_case_and_accents(xero: Xero, where: str) -> None:
    """https://developer.xero.com/documentation/api/accounting/contacts (Optimised filtering)"""
    xero.contact("Çelik Ltd", EmailAddress="ap@celik.example", AccountNumber="C-1")
    xero.contact("Bright Ltd")
    found = xero.get("Contacts", where=where)["Contacts"]
    assert [each["Name"] for each in found] == ["Çelik Ltd"]


def test_what_a_contact_owes_moves_no_stamp_of_its(xero: Xero) -> None:
    """Balances, IsCustomer and IsSupplier: the same page (If-Modified-Since)"""
    made = xero.contact("Acme")
    xero.invoice(Contact={"ContactID": made["ContactID"]})
    told = xero.get(f"Contacts/{made['ContactID']}")["Contacts"][0]
    assert (told["IsCustomer"], told["UpdatedDateUTC"]) == (True, made["UpdatedDateUTC"])


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ('PaymentType=="ACCPAYPAYMENT"', 1),
        ('Status=="AUTHORISED"', 2),
        ('Status=="DELETED"', 0),
        ("Date>=DateTime(2026,11,05) AND Date<DateTime(2026,11,06)", 1),
        ('Reference=="BACS 1"', 1),
    ],
)
def test_payments_are_filtered_by_what_is_optimised(xero: Xero, where: str, count: int) -> None:
    """https://developer.xero.com/documentation/api/accounting/payments (Optimised filtering)"""
    for made, day, words in ((xero.invoice(), 4, "BACS 1"), (xero.bill(), 5, "BACS 2")):
        named = {"InvoiceID": made["InvoiceID"], "Type": made["Type"]}
        xero.control("POST", "pay", {**named, "Date": f"2026-11-0{day}", "Reference": words})
    assert len(xero.get("Payments", where=where)["Payments"]) == count


def test_equal_places_in_an_order_are_told_by_id(xero: Xero) -> None:
    ids = [xero.invoice()["InvoiceID"] for _ in range(5)]
    found = xero.get("Invoices", order="Date DESC")["Invoices"]
    assert [each["InvoiceID"] for each in found] == sorted(ids)


def test_the_free_tier_has_a_thousand_calls_a_day() -> None:
    """https://developer.xero.com/faq/pricing-and-policy-updates"""
    with running(limits="starter") as served:
        headers = Xero(served).get("Organisation").headers
    assert (headers["X-DayLimit-Remaining"], headers["X-MinLimit-Remaining"]) == ("999", "59")


def test_a_keys_header_may_be_written_in_any_case(xero: Xero) -> None:
    """https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/"""
    body = {"Invoices": [sale()]}
    replies = [
        xero.api("PUT", "Invoices", body, {name: "k"})
        for name in ("Idempotency-Key", "idempotency-key", "IDEMPOTENCY-KEY")
    ]
    assert len({reply.body for reply in replies}) == 1


def test_deletions_take_no_key(xero: Xero) -> None:
    """None of the DELETE operations has one: https://github.com/XeroAPI/Xero-OpenAPI"""
    made = xero.put("Items", {"Code": "A"})["Items"][0]
    replies = [
        xero.api("DELETE", f"Items/{made['ItemID']}", headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]
    assert [reply.status for reply in replies] == [204, 404]
