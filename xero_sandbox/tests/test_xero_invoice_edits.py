"""Editing invoices and bills, paid ones too: https://developer.xero.com/documentation/api/accounting/invoices"""

from typing import Any

import pytest

from sandbox_client import Xero, bill, line, sale, update

ALLOCATED = "This document cannot be edited as it has a payment or credit note allocated to it."


def test_lines_keep_their_ids_and_those_left_out_are_gone(xero: Xero) -> None:
    made = xero.invoice(LineItems=[line(Description=name) for name in ("a", "b", "c")])
    a, b, _ = made["LineItems"]
    wish = [{"LineItemID": b["LineItemID"], "Quantity": 2}, line(Description="d")]
    told = update(xero, made, LineItems=wish)["Invoices"][0]["LineItems"]
    assert [each["Description"] for each in told] == ["b", "d"]
    assert told[0]["LineItemID"] == b["LineItemID"]
    assert str(told[0]["LineAmount"]) == "200.00"
    assert str(told[0]["TaxAmount"]) == "40.00"
    assert told[1]["LineItemID"] not in (a["LineItemID"], b["LineItemID"])


def test_an_update_without_lines_keeps_them(xero: Xero) -> None:
    made = xero.invoice()
    told = update(xero, made, Reference="x")["Invoices"][0]
    assert told["LineItems"] == made["LineItems"]


def test_put_with_an_id_is_refused(xero: Xero) -> None:
    made = xero.invoice()
    assert xero.put("Invoices", sale(InvoiceID=made["InvoiceID"])).status == 400


def test_one_invoice_is_updated_through_its_own_path(xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    for path in (f"Invoices/{made['InvoiceID']}", "Invoices/H-1"):
        assert xero.post(path, {"Reference": path})["Invoices"][0]["Reference"] == path


def paid(xero: Xero, made: dict[str, Any], amount: float) -> None:
    told = xero.put(
        "Payments",
        {
            "Invoice": {"InvoiceID": made["InvoiceID"]},
            "Account": {"Code": "090"},
            "Amount": amount,
            "Date": "2026-11-10",
        },
    )
    assert told.status == 200, told.body


@pytest.mark.parametrize("amount", [50, 120])
def test_a_paid_invoice_changes_only_where_xero_lets_it(xero: Xero, amount: float) -> None:
    made = xero.invoice()
    paid(xero, made, amount)
    (kept,) = made["LineItems"]
    same = {"LineItemID": kept["LineItemID"]}
    other = xero.contact("Bright")
    for change in (
        {"Reference": "x"},
        {"DueDate": "2027-01-01"},
        {"InvoiceNumber": "H-9"},
        {"Url": "https://tracker.example/2"},
        {"LineItems": [{**same, "Description": "Other", "AccountCode": "210"}]},
        {"Contact": {"ContactID": other["ContactID"]}},
    ):
        assert update(xero, made, **change).status == 200, change
    for change in (
        {"Date": "2026-11-04"},
        {"LineItems": [{**same, "UnitAmount": 101}]},
        {"LineItems": [{**same}, line()]},
        {"LineItems": [line()]},
        {"LineAmountTypes": "Inclusive"},
    ):
        assert ALLOCATED in update(xero, made, **change).messages, change


def test_a_paid_bill_changes_nowhere(xero: Xero) -> None:
    (made,) = xero.put("Invoices", bill())["Invoices"]
    paid(xero, made, 20)
    assert update(xero, made, DueDate="2027-01-01").messages == [ALLOCATED]


@pytest.mark.parametrize("status", ["VOIDED", "DRAFT", "SUBMITTED"])
def test_a_part_paid_invoice_keeps_its_status(xero: Xero, status: str) -> None:
    made = xero.invoice()
    paid(xero, made, 20)
    assert update(xero, made, Status=status).messages == [
        f"The status {status} cannot be applied to the invoice because it has payments or "
        "credit notes allocated to it."
    ]
