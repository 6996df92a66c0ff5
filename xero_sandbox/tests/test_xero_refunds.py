"""Refunding credit notes, which is a payment to or by somebody.

https://developer.xero.com/documentation/api/accounting/creditnotes ("To refund credit notes use the
payments endpoint") and https://developer.xero.com/documentation/api/accounting/payments
"""

from credit_notes import allocate, made, note, read, supplier_note, update

from sandbox_client import JsonObject, Reply, Xero


def refund(xero: Xero, told: JsonObject, amount: object, **more: object) -> Reply:
    named = {"CreditNoteID": told["CreditNoteID"]}
    account = {"AccountID": xero.bank()["AccountID"]}
    wish = {"CreditNote": named, "Account": account, "Amount": amount, "Date": "2026-11-12", **more}
    return xero.put("Payments", wish)


def test_a_customer_gets_his_credit_back(xero: Xero) -> None:
    """The shape is that of https://github.com/XeroAPI/Xero-OpenAPI (getPayments)."""
    told = made(xero, note())
    (payment,) = refund(xero, told, 2, Reference="Too much")["Payments"]
    assert payment["PaymentType"] == "ARCREDITPAYMENT"
    stub = payment["Invoice"]
    assert (stub["Type"], stub["InvoiceID"]) == ("ACCRECCREDIT", told["CreditNoteID"])
    assert stub["InvoiceNumber"] == "CN-0001"
    told = read(xero, told)
    assert (told["Status"], str(told["RemainingCredit"])) == ("AUTHORISED", "118.00")
    (part,) = told["Payments"]
    assert (part["PaymentID"], part["Reference"]) == (payment["PaymentID"], "Too much")


def test_what_is_allocated_and_refunded_in_full_is_paid(xero: Xero) -> None:
    sale, told = xero.invoice(), made(xero, note())
    allocate(xero, told, sale, 100)
    sentence = "Payment amount exceeds the amount outstanding on this document"
    assert refund(xero, told, 20.01).messages == [sentence]
    (payment,) = refund(xero, told, 20)["Payments"]
    assert read(xero, told)["Status"] == "PAID"
    assert update(xero, told, Status="VOIDED").status == 400
    xero.post(f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    told = read(xero, told)
    assert (told["Status"], str(told["RemainingCredit"]), told["Payments"]) == (
        "AUTHORISED",
        "20.00",
        [],
    )


def test_a_suppliers_refund_is_of_its_own_type_and_stands_in_the_history(xero: Xero) -> None:
    told = made(xero, supplier_note())
    assert refund(xero, told, 120)["Payments"][0]["PaymentType"] == "APCREDITPAYMENT"
    entries = xero.get(f"CreditNotes/{told['CreditNoteID']}/History")["HistoryRecords"]
    assert [each["Changes"] for each in entries] == ["Paid", "Approved"]
    assert entries[0]["Details"].startswith("Payment received from Priya Shah Consulting")


def test_only_approved_ones_that_are_there_are_refunded(xero: Xero) -> None:
    draft = made(xero, note(Status="DRAFT"))
    assert "Authorised documents" in refund(xero, draft, 1).messages[0]
    nobody = {"CreditNoteID": "11111111-1111-1111-1111-111111111111"}
    assert "could not be found" in refund(xero, nobody, 1).messages[0]


def test_a_bookkeeper_removes_a_refund(xero: Xero) -> None:
    told = made(xero, note())
    (payment,) = refund(xero, told, 120)["Payments"]
    reply = xero.deed("unpay", PaymentID=payment["PaymentID"])
    assert (reply.status, reply["CreditNoteID"]) == (200, told["CreditNoteID"])
    assert str(reply["RemainingCredit"]) == "120.00"
