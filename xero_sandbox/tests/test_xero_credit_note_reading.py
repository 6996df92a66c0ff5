"""Reading credit notes: https://developer.xero.com/documentation/api/accounting/creditnotes"""

from datetime import timedelta
from typing import Any

import pytest

from sandbox_client import JsonObject, Xero


@pytest.fixture
def credited(xero: Xero) -> Xero:
    """A sale credited in part and a bill credited in full."""
    xero.invoice(InvoiceNumber="H-1")
    xero.bill(InvoiceNumber="B-1")
    xero.deed("credit", InvoiceNumber="H-1", Amount=30)
    xero.deed("credit", InvoiceNumber="B-1", Type="ACCPAY")
    return xero


def notes(xero: Xero, **query: Any) -> list[JsonObject]:
    told: list[JsonObject] = xero.get("CreditNotes", **query)["CreditNotes"]
    return told


def test_credit_notes_of_both_kinds_are_listed(credited: Xero) -> None:
    told = [(each["Type"], str(each["Total"]), each["LineItems"]) for each in notes(credited)]
    assert told == [("ACCRECCREDIT", "30.00", []), ("ACCPAYCREDIT", "120.00", [])]
    (supplier,) = notes(credited, where='Type=="ACCPAYCREDIT"', page=1)
    assert (supplier["Contact"]["Name"], supplier["Status"]) == ("Priya Shah Consulting", "PAID")
    assert str(supplier["LineItems"][0]["TaxAmount"]) == "20.00"


def test_one_is_read_by_id_and_by_number_with_what_it_settles(credited: Xero) -> None:
    first, second = notes(credited)
    (bill,) = credited.get("Invoices/B-1")["Invoices"]
    for path in (second["CreditNoteID"], second["CreditNoteNumber"].lower()):
        (told,) = credited.get(f"CreditNotes/{path}")["CreditNotes"]
        (allocation,) = told["Allocations"]
        assert allocation["Invoice"]["InvoiceID"] == bill["InvoiceID"]
        assert (str(allocation["Amount"]), str(told["RemainingCredit"])) == ("120.00", "0.00")
    assert bill["CreditNotes"][0]["CreditNoteID"] == second["CreditNoteID"]
    assert first["CreditNoteID"] != second["CreditNoteID"]
    for path in ("none", "11111111-1111-1111-1111-111111111111"):
        assert credited.get(f"CreditNotes/{path}").status == 404


def test_they_are_paged_and_read_by_their_last_change(credited: Xero) -> None:
    reply = credited.get("CreditNotes", page=2, pageSize=1)
    assert [each["Type"] for each in reply["CreditNotes"]] == ["ACCPAYCREDIT"]
    assert reply["pagination"]["itemCount"] == 2
    credited.running.clock.advance(60)
    credited.deed("credit", InvoiceNumber="H-1", Amount=5)
    since = credited.running.clock.now() - timedelta(seconds=30)
    header = {"If-Modified-Since": f"{since:%Y-%m-%dT%H:%M:%S}"}
    (told,) = credited.get("CreditNotes", header)["CreditNotes"]
    assert str(told["Total"]) == "5.00"


def test_they_need_the_scope_of_invoices(credited: Xero) -> None:
    for scope, status in (("accounting.invoices.read", 200), ("accounting.payments", 401)):
        assert Xero(credited.running, [scope]).get("CreditNotes").status == status


def test_they_are_filtered_by_what_xero_optimises(credited: Xero) -> None:
    """https://developer.xero.com/documentation/api/accounting/creditnotes (Optimised filtering)"""
    (supplier,) = notes(credited, where='Contact.Name=="priya shah consulting"')
    assert supplier["Type"] == "ACCPAYCREDIT"
    where = f'Contact.ContactID==guid("{supplier["Contact"]["ContactID"]}") AND Status=="PAID"'
    assert notes(credited, where=where) == [supplier]
    assert [each["Total"] for each in notes(credited, order="Total DESC")] == [120, 30]
    assert notes(credited, where="Date<DateTime(2020,01,01)") == []
