"""Payments on bills, what may be edited after them, and credit notes of suppliers.

https://developer.xero.com/documentation/api/accounting/payments
"""

from typing import Any

import pytest

from sandbox_client import JsonObject, Reply, Xero, line, update

ALLOCATED = "This document cannot be edited as it has a payment or credit note allocated to it."
ABOVE = "Payment amount exceeds the amount outstanding on this document"
UNAPPROVED = "Payments can only be made against Authorised documents"


def pay(xero: Xero, made: JsonObject, amount: float = 120, **changes: Any) -> Reply:
    wish = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}}
    return xero.put("Payments", {**wish, "Amount": amount, "Date": "2026-11-10", **changes})


def test_a_bill_is_paid_in_parts_and_opens_again(xero: Xero) -> None:
    made = xero.bill()
    first = pay(xero, made, 100, Reference="TRK-1")["Payments"][0]
    assert (first["PaymentType"], first["Invoice"]["Type"]) == ("ACCPAYPAYMENT", "ACCPAY")
    assert str(xero.read(made)["AmountDue"]) == "20.00"
    assert pay(xero, made, 20.01).messages == [ABOVE]
    second = pay(xero, made, 20)["Payments"][0]
    told = xero.read(made)
    assert (told["Status"], str(told["AmountPaid"])) == ("PAID", "120.00")
    assert told["FullyPaidOnDate"] == second["Date"]
    assert pay(xero, made, 1).messages == [UNAPPROVED, ABOVE]
    gone = xero.api("POST", f"Payments/{first['PaymentID']}", {"Status": "DELETED"})
    assert gone.status == 200
    told = xero.read(made)
    assert (told["Status"], str(told["AmountDue"])) == ("AUTHORISED", "100.00")


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED", "VOIDED"])
def test_only_approved_bills_are_paid(xero: Xero, status: str) -> None:
    made = xero.bill(Status="AUTHORISED" if status == "VOIDED" else status)
    if status == "VOIDED":
        update(xero, made, Status="VOIDED")
    assert UNAPPROVED in pay(xero, made, 20).messages


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("320", "Account type is invalid for making a payment to/from"),
        ("800", "Account type is invalid for making a payment to/from"),
        ("999", "Account could not be found"),
    ],
)
def test_a_bill_is_paid_from_a_bank_account(xero: Xero, code: str, sentence: str) -> None:
    assert pay(xero, xero.bill(), 20, Account={"Code": code}).messages == [sentence]


def test_a_payment_in_a_locked_period_is_neither_made_nor_removed(xero: Xero) -> None:
    made = xero.bill()
    payment = pay(xero, made, 20)["Payments"][0]
    xero.deed("lock", PeriodLockDate="2026-11-30")
    assert "period lock date" in pay(xero, made, 20).messages[0]
    reply = xero.api("POST", f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    assert "period lock date" in reply.messages[0]


def test_payments_of_bills_are_found_by_their_type(xero: Xero) -> None:
    pay(xero, xero.invoice())
    made = xero.bill()
    pay(xero, made)
    (told,) = xero.get("Payments", where='PaymentType=="ACCPAYPAYMENT"')["Payments"]
    assert told["Invoice"]["InvoiceID"] == made["InvoiceID"]


# What is paid is closed -------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [20, 120])
def test_a_bill_with_a_payment_is_edited_nowhere(xero: Xero, amount: int) -> None:
    made = xero.bill(InvoiceNumber="B-1")
    pay(xero, made, amount)
    (kept,) = made["LineItems"]
    same = {"LineItemID": kept["LineItemID"]}
    for change in (
        {"InvoiceNumber": "B-2"},
        {"Date": "2026-11-04"},
        {"DueDate": "2027-01-15"},
        {"PlannedPaymentDate": "2027-01-15"},
        {"Url": "https://tracker.example/2"},
        {"Contact": {"Name": "Somebody Else"}},
        {"LineItems": [{**same, "Description": "Week 45"}]},
        {"LineItems": [{**same, "AccountCode": "321"}]},
        {"LineItems": [same, line(AccountCode="320", TaxType="INPUT2")]},
    ):
        assert update(xero, made, **change).messages == [ALLOCATED], change
    told = xero.read(made)
    assert (told["InvoiceNumber"], told["DueDate"]) == ("B-1", made["DueDate"])


@pytest.mark.parametrize("status", ["VOIDED", "DRAFT"])
def test_a_bill_with_a_payment_keeps_its_status(xero: Xero, status: str) -> None:
    made = xero.bill()
    payment = pay(xero, made, 20)["Payments"][0]
    assert update(xero, made, Status=status).messages == [
        f"The status {status} cannot be applied to the invoice because it has payments or credit"
        " notes allocated to it."
    ]
    xero.api("POST", f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    assert update(xero, made, Status="VOIDED")["Invoices"][0]["Status"] == "VOIDED"


def test_a_suppliers_credit_note_settles_a_bill(xero: Xero) -> None:
    made = xero.bill(InvoiceNumber="B-1")
    told = xero.deed("credit", InvoiceNumber="B-1", Type="ACCPAY", Amount=20).json
    assert (str(told["AmountCredited"]), str(told["AmountDue"])) == ("20.00", "100.00")
    assert pay(xero, made, 100.01).messages == [ABOVE]
    (note,) = xero.control("GET", "books")["CreditNotes"]
    assert (note["Type"], note["Contact"]["Name"]) == ("ACCPAYCREDIT", "Priya Shah Consulting")
    assert note["LineItems"][0]["TaxType"] == "INPUT2"


# A bookkeeper's deeds ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "wish"),
    [
        ("void", {}),
        ("edit", {"changes": {"DueDate": "2027-01-15"}}),
        ("credit", {"Amount": 20}),
    ],
)
def test_a_bill_is_named_by_number_and_contact(xero: Xero, deed: str, wish: JsonObject) -> None:
    mine = xero.bill(InvoiceNumber="7")
    other = xero.bill(InvoiceNumber="7", Contact={"Name": "Somebody Else"})
    xero.invoice(InvoiceNumber="7", Contact={"Name": "Somebody Else"})
    named = {"InvoiceNumber": "7", "Type": "ACCPAY", **wish}
    assert xero.deed(deed, **named)["error"].startswith("2 bills have the number 7")
    told = xero.deed(deed, **named, contact="priya shah consulting").json
    assert told["InvoiceID"] == mine["InvoiceID"]
    told = xero.deed(deed, **named, Contact=other["Contact"]["ContactID"]).json
    assert told["InvoiceID"] == other["InvoiceID"]


def test_a_bill_is_paid_and_unpaid_by_number_and_contact(xero: Xero) -> None:
    made = xero.bill(InvoiceNumber="7")
    xero.bill(InvoiceNumber="7", Contact={"Name": "Somebody Else"})
    named = {"InvoiceNumber": "7", "Type": "ACCPAY", "contact": "Priya Shah Consulting"}
    assert xero.control("POST", "pay", named)["PaymentType"] == "ACCPAYPAYMENT"
    assert xero.read(made)["Status"] == "PAID"
    assert xero.deed("unpay", **named)["Status"] == "AUTHORISED"


def test_a_bill_of_another_contact_is_not_there(xero: Xero) -> None:
    xero.bill(InvoiceNumber="7")
    xero.contact("Somebody Else")
    reply = xero.deed("void", InvoiceNumber="7", Type="ACCPAY", contact="Somebody Else")
    assert (reply.status, reply["error"]) == (400, "No bill has the number 7.")
    reply = xero.deed("void", InvoiceNumber="7", Type="ACCPAY", contact="Nobody")
    assert reply["error"] == "No contact is called Nobody."
