"""Creating invoices and bills, and reading them back: https://developer.xero.com/documentation/api/accounting/invoices"""

from typing import Any

import pytest

from sandbox_client import Xero, line, refusals, sale, update
from xero_sandbox.books import invoice_head, invoice_parts

# What a create answers ------------------------------------------------------------------------


def test_a_created_invoice_comes_back_with_its_full_contact_and_without_payments(
    xero: Xero,
) -> None:
    made = xero.invoice(Reference="PO 7", Url="https://tracker.example/x/1")
    assert (made["Status"], made["Reference"]) == ("AUTHORISED", "PO 7")
    assert [str(made[name]) for name in ("SubTotal", "TotalTax", "Total", "AmountDue")] == [
        "100.00",
        "20.00",
        "120.00",
        "120.00",
    ]
    assert not {"Payments", "CreditNotes", "AmountCredited", "HasAttachments"} & made.keys()
    assert made["Contact"]["IsCustomer"] is True
    assert made["DateString"] == "2026-11-03T00:00:00"
    assert made["Date"] == "/Date(1793664000000+0000)/"
    assert (
        made["BrandingThemeID"]
        == xero.get("BrandingThemes")["BrandingThemes"][0]["BrandingThemeID"]
    )
    assert made["Url"] == "https://tracker.example/x/1"


def test_it_is_found_by_id_and_by_number(xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="INV 7")
    for path in (made["InvoiceID"], made["InvoiceID"].upper(), "inv%207"):
        (told,) = xero.get(f"Invoices/{path}")["Invoices"]
        assert told["InvoiceID"] == made["InvoiceID"]
        assert told["Payments"] == []
    assert xero.get("Invoices/none").status == 404


def test_a_sales_invoice_without_a_number_gets_the_next_free_one(xero: Xero) -> None:
    xero.invoice(InvoiceNumber="INV-0002")
    numbers = [xero.invoice()["InvoiceNumber"] for _ in range(3)]
    assert numbers == ["INV-0001", "INV-0003", "INV-0004"]


# Required ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"Type": "AROVERPAYMENT"}, "Invoice not of valid type for creation"),
        ({"Status": "PAID"}, "Invoice not of valid status for creation"),
        ({"Status": "VOIDED"}, "Invoice not of valid status for creation"),
        ({"Contact": None}, "A Contact must be specified for this type of transaction"),
        (
            {"Contact": {"FirstName": "Ann"}},
            "The Contact must contain at least 1 of the following elements to identify the "
            "contact: Name, ContactID, ContactNumber",
        ),
        ({"LineItems": None}, "One or more line items must be specified"),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"DueDate": None}, "The document DueDate field must be specified."),
        (
            {"LineItems": [line(Description=None)]},
            "The description field is mandatory for each line item.",
        ),
        ({"LineItems": [line(AccountCode=None)]}, "Account code must be specified"),
        (
            {"LineItems": [line(AccountCode=None, TaxType=None)]},
            "The TaxType field is mandatory",
        ),
        ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
        ({"Url": "/x/1"}, invoice_head.URL_FORM),
        ({"Url": "https://xero.example/1"}, invoice_head.URL_XERO),
        ({"Url": "https://a.example/Xero"}, invoice_head.URL_XERO),
        ({"BrandingThemeID": "11111111-1111-1111-1111-111111111111"}, invoice_head.NO_THEME),
        ({"InvoiceNumber": "INV–1"}, invoice_head.NUMBER_FORM),
        ({"InvoiceNumber": "n" * 256}, "The length of the field InvoiceNumber cannot be more"),
        ({"Reference": "n" * 256}, "The length of the field Reference cannot be more"),
        ({"LineItems": [line(UnitAmount=-1)]}, invoice_parts.NEGATIVE_TOTAL),
        ({"Contact": {"ContactID": "11111111-1111-1111-1111-111111111111"}}, "The specified"),
    ],
)
def test_an_invoice_that_breaks_a_rule_is_refused(
    xero: Xero, changes: dict[str, Any], text: str
) -> None:
    assert any(message.startswith(text) for message in refusals(xero, **changes))


def test_a_draft_needs_neither_due_date_nor_coding(xero: Xero) -> None:
    made = xero.invoice(Status="DRAFT", DueDate=None, LineItems=[{"Description": "Later"}])
    assert str(made["Total"]) == "0.00"
    reply = update(xero, made, Status="AUTHORISED")
    assert reply.messages == ["The document DueDate field must be specified."]


def test_a_draft_is_checked_when_it_is_approved(xero: Xero) -> None:
    lines = [{"Description": "x", "UnitAmount": 5}]
    made = xero.invoice(Status="DRAFT", LineItems=lines)
    reply = update(xero, made, Status="AUTHORISED")
    assert reply.messages == ["Account code must be specified", "The TaxType field is mandatory"]


def test_a_line_may_be_description_only(xero: Xero) -> None:
    made = xero.invoice(LineItems=[line(), {"Description": "Thank you"}])
    assert str(made["Total"]) == "120.00"
    again = update(xero, made, LineItems=made["LineItems"])["Invoices"][0]
    assert len(again["LineItems"]) == 2


@pytest.mark.parametrize(("name", "value"), [("Date", "2026-13-45"), ("DueDate", "soon")])
def test_a_date_that_is_none_makes_the_whole_call_unreadable(
    xero: Xero, name: str, value: str
) -> None:
    reply = xero.put("Invoices", sale(), sale(**{name: value}), summarizeErrors="false")
    assert (reply.status, reply["ErrorNumber"]) == (400, 14)
    assert reply["Type"] == "PostDataInvalidException"
    assert reply["Message"].startswith("JSON")
    assert xero.get("Invoices")["Invoices"] == []


def test_dates_are_read_in_both_forms(xero: Xero) -> None:
    made = xero.invoice(Date="/Date(1793664000000+0000)/", DueDate="2026-12-03T10:30:00")
    assert made["DateString"] == "2026-11-03T00:00:00"
    assert made["DueDateString"] == "2026-12-03T00:00:00"


def test_the_default_date_is_today_in_the_organisations_zone(xero: Xero) -> None:
    made = xero.invoice(Date=None)
    today = xero.running.clock.today("Europe/London")
    assert made["DateString"] == f"{today}T00:00:00"


# Contacts inside ----------------------------------------------------------------------------------


def test_a_new_name_makes_a_contact_and_a_known_one_uses_it(xero: Xero) -> None:
    first = xero.invoice(Contact={"Name": "Acme"})
    second = xero.invoice(Contact={"Name": "ACME"})
    assert first["Contact"]["ContactID"] == second["Contact"]["ContactID"]
    assert second["Contact"]["Name"] == "Acme"


def test_members_beside_the_id_overwrite_the_contact(xero: Xero) -> None:
    made = xero.contact("Acme", EmailAddress="a@acme.example")
    contact = {"ContactID": made["ContactID"], "Name": "Acme Holdings"}
    assert xero.invoice(Contact=contact)["Contact"]["Name"] == "Acme Holdings"


def test_an_archived_contact_cannot_be_invoiced(xero: Xero) -> None:
    made = xero.contact("Acme")
    xero.post("Contacts", {"ContactID": made["ContactID"], "ContactStatus": "ARCHIVED"})
    reply = xero.put("Invoices", sale(Contact={"ContactID": made["ContactID"]}))
    assert "matched an archived contact" in reply.messages[0]
    nested = reply["Elements"][0]["Contact"]["ValidationErrors"]
    assert "matched an archived contact" in nested[0]["Message"]


def test_a_refused_invoice_leaves_no_contact_behind(xero: Xero) -> None:
    bad = sale(Contact={"Name": "Ghost"}, DueDate=None)
    xero.put("Invoices", bad, sale(), summarizeErrors="false")
    names = [each["Name"] for each in xero.get("Contacts")["Contacts"]]
    assert names == ["Acme Logistics Ltd"]
