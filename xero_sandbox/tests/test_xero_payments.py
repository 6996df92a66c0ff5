"""Payments: https://developer.xero.com/documentation/api/accounting/payments"""

from typing import Any

import pytest

from sandbox_client import Reply, Xero, bill


def pay(xero: Xero, made: dict[str, Any], **changes: Any) -> Reply:
    wish = {
        "Invoice": {"InvoiceID": made["InvoiceID"]},
        "Account": {"Code": "090"},
        "Date": "2026-11-10",
        "Amount": 120,
        "Reference": "TRK-1",
        **changes,
    }
    return xero.put("Payments", wish)


def invoice(xero: Xero, made: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = xero.get(f"Invoices/{made['InvoiceID']}")["Invoices"][0]
    return told


def test_a_payment_in_full_makes_the_invoice_paid_and_its_deletion_opens_it(xero: Xero) -> None:
    made = xero.invoice()
    (payment,) = pay(xero, made)["Payments"]
    assert (payment["PaymentType"], payment["Status"]) == ("ACCRECPAYMENT", "AUTHORISED")
    told = invoice(xero, made)
    assert (told["Status"], str(told["AmountDue"])) == ("PAID", "0.00")
    assert told["FullyPaidOnDate"] == "/Date(1794268800000+0000)/"
    assert told["Payments"][0]["PaymentID"] == payment["PaymentID"]
    gone = xero.api("POST", f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    assert gone["Payments"][0]["Status"] == "DELETED"
    told = invoice(xero, made)
    assert (told["Status"], str(told["AmountDue"]), told["Payments"]) == (
        "AUTHORISED",
        "120.00",
        [],
    )
    assert "FullyPaidOnDate" not in told


def test_a_payment_above_what_is_due_is_refused(xero: Xero) -> None:
    made = xero.invoice()
    assert pay(xero, made, Amount=120.01).messages == [
        "Payment amount exceeds the amount outstanding on this document"
    ]
    pay(xero, made)
    assert pay(xero, made).messages == [
        "Payments can only be made against Authorised documents",
        "Payment amount exceeds the amount outstanding on this document",
    ]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"Account": {"Code": "999"}}, "Account could not be found"),
        ({"Account": {"Code": "200"}}, "Account type is invalid for making a payment to/from"),
        ({"Amount": 0}, "The payment amount must be greater than zero."),
        (
            {"Invoice": {"InvoiceID": "11111111-1111-1111-1111-111111111111"}},
            "An existing invoice with the specified ID could not be found",
        ),
    ],
)
def test_a_payment_that_breaks_a_rule_is_refused(
    xero: Xero, changes: dict[str, Any], text: str
) -> None:
    reply = pay(xero, xero.invoice(), **changes)
    assert (reply.status, reply.messages) == (400, [text])


def test_a_draft_cannot_be_paid(xero: Xero) -> None:
    assert pay(xero, xero.invoice(Status="DRAFT")).messages == [
        "Payments can only be made against Authorised documents"
    ]


def test_an_account_that_takes_payments_will_do(xero: Xero) -> None:
    account = xero.get("Accounts", where='Code=="970"')["Accounts"][0]
    xero.post(f"Accounts/{account['AccountID']}", {"EnablePaymentsToAccount": True})
    assert pay(xero, xero.invoice(), Account={"Code": "970"}).status == 200


def test_payments_are_never_edited(xero: Xero) -> None:
    (payment,) = pay(xero, xero.invoice())["Payments"]
    assert xero.api("POST", f"Payments/{payment['PaymentID']}", {"Amount": 5}).status == 400


def test_payments_are_found_by_reference_and_invoice(xero: Xero) -> None:
    made, other = xero.invoice(), xero.invoice()
    pay(xero, made, Amount=20)
    pay(xero, other, Amount=30, Reference="TRK-2")
    (told,) = xero.get("Payments", where='Reference=="TRK-2"')["Payments"]
    assert str(told["Amount"]) == "30.00"
    assert told["Invoice"]["InvoiceID"] == other["InvoiceID"]
    where = f'Invoice.InvoiceId==guid("{made["InvoiceID"]}")'
    assert len(xero.get("Payments", where=where)["Payments"]) == 1


def test_bills_are_paid_too(xero: Xero) -> None:
    (made,) = xero.put("Invoices", bill())["Invoices"]
    (payment,) = pay(xero, made)["Payments"]
    assert payment["PaymentType"] == "ACCPAYPAYMENT"
    assert invoice(xero, made)["Status"] == "PAID"


def test_each_payment_of_a_call_is_judged_by_itself_or_all_together(xero: Xero) -> None:
    wishes = [
        {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": amount}
        for made, amount in ((xero.invoice(), 120), (xero.invoice(), 121))
    ]
    assert xero.put("Payments", *wishes).status == 400
    assert xero.get("Payments")["Payments"] == []
    reply = xero.put("Payments", *wishes, summarizeErrors="false")
    good, bad = reply["Payments"]
    assert reply.status == 200
    assert (good["StatusAttributeString"], bad["StatusAttributeString"]) == ("OK", "ERROR")
    assert bad["HasValidationErrors"] is True
    assert bad["ValidationErrors"] == [
        {"Message": "Payment amount exceeds the amount outstanding on this document"}
    ]
    assert len(xero.get("Payments")["Payments"]) == 1


def test_a_payment_is_made_and_removed_once_under_its_key(xero: Xero) -> None:
    made = xero.invoice()
    wish = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 20}
    first, again = (xero.put("Payments", wish, key="k-1") for _ in range(2))
    assert first.body == again.body
    assert str(invoice(xero, made)["AmountPaid"]) == "20.00"
    path = f"Payments/{first['Payments'][0]['PaymentID']}"
    for _ in range(2):
        reply = xero.api("POST", path, {"Status": "DELETED"}, {"Idempotency-Key": "k-2"})
        assert reply.status == 200
    assert xero.api("POST", path, {"Status": "DELETED"}).status == 400


def test_payments_are_paged_and_read_by_their_last_change(xero: Xero) -> None:
    xero.running.clock.advance(10)
    made = xero.invoice()
    ids = [pay(xero, made, Amount=each)["Payments"][0]["PaymentID"] for each in (10, 20, 30)]
    second = xero.get("Payments", page=2, pageSize=2)
    assert [each["PaymentID"] for each in second["Payments"]] == ids[2:]
    assert second["pagination"] == {"page": 2, "pageSize": 2, "pageCount": 2, "itemCount": 3}
    xero.running.clock.advance(10)
    since = xero.running.clock.now().isoformat()
    assert xero.get("Payments", {"If-Modified-Since": since})["Payments"] == []
    xero.api("POST", f"Payments/{ids[0]}", {"Status": "DELETED"})
    (told,) = xero.get("Payments", {"If-Modified-Since": since})["Payments"]
    assert (told["PaymentID"], told["Status"]) == (ids[0], "DELETED")
    assert len(xero.get("Payments", where='Status=="AUTHORISED"')["Payments"]) == 2


def test_invoices_tell_of_their_payments_wherever_lines_are_told(xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    (payment,) = pay(xero, made, Amount=20)["Payments"]
    (listed,) = xero.get("Invoices", page=1)["Invoices"]
    for told in (listed, invoice(xero, made)):
        (shown,) = told["Payments"]
        assert (shown["PaymentID"], shown["Reference"]) == (payment["PaymentID"], "TRK-1")
        assert (str(shown["Amount"]), shown["Date"]) == ("20.00", payment["Date"])
        assert told["CreditNotes"] == []
    (summary,) = xero.get("Invoices", summaryOnly="true")["Invoices"]
    assert not {"Payments", "LineItems", "HasAttachments"} & summary.keys()
    kept = {"Reference", "SubTotal", "TotalTax", "Total", "CurrencyCode", "LineAmountTypes"}
    assert kept | {"AmountPaid", "AmountCredited", "AmountDue", "Status"} <= summary.keys()
