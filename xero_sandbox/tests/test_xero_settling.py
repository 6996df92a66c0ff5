"""How a bookkeeper settles and locks: payments made and removed, credit notes, lock dates."""

from sandbox_client import Xero

ALLOCATED = "This document cannot be edited as it has a payment or credit note allocated to it."


def test_a_lock_date_is_set_and_taken_away(xero: Xero) -> None:
    xero.invoice(InvoiceNumber="H-1")
    xero.deed("lock", PeriodLockDate="2026-11-30")
    assert "period lock date" in xero.deed("void", InvoiceNumber="H-1")["error"]
    assert "PeriodLockDate" not in xero.deed("lock", PeriodLockDate=None).json
    assert xero.deed("void", InvoiceNumber="H-1").status == 200


def test_a_credit_note_settles_a_document_in_part_and_in_full(xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    xero.deed("credit", InvoiceNumber="H-1", Amount=20)
    told = xero.read(made)
    amounts = [str(told[name]) for name in ("AmountPaid", "AmountCredited", "AmountDue")]
    assert (told["Status"], amounts) == ("AUTHORISED", ["0.00", "20.00", "100.00"])
    (note,) = told["CreditNotes"]
    assert (str(note["AppliedAmount"]), note["CreditNoteNumber"]) == ("20.00", "CN-0001")
    assert xero.deed("credit", InvoiceNumber="H-1", Amount=100.01).status == 400
    xero.deed("credit", InvoiceNumber="H-1")
    told = xero.read(made)
    assert (told["Status"], str(told["AmountDue"]), told["Payments"]) == ("PAID", "0.00", [])
    assert "FullyPaidOnDate" in told
    held = xero.control("GET", "books")["CreditNotes"]
    assert [(str(each["Total"]), str(each["TotalTax"])) for each in held] == [
        ("20.00", "3.33"),
        ("100.00", "16.67"),
    ]
    assert "payments or credit notes" in xero.deed("void", InvoiceNumber="H-1")["error"]


def test_a_credited_document_keeps_its_contact_and_moves_with_a_merge(xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    other = xero.contact("Bright")
    xero.deed("credit", InvoiceNumber="H-1", Amount=20)
    changes = {"Contact": {"ContactID": other["ContactID"]}}
    assert xero.deed("edit", InvoiceNumber="H-1", changes=changes)["error"] == ALLOCATED
    xero.deed("merge", Name="Acme Logistics Ltd", into=other["ContactID"])
    assert len(xero.read(made)["CreditNotes"]) == 1


def test_a_removed_payment_opens_the_document_again(xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    first = xero.pay("H-1", Amount=20, Reference="TRK-1").json
    xero.pay("H-1")
    assert xero.read(made)["Status"] == "PAID"
    told = xero.deed("unpay", InvoiceNumber="H-1").json
    assert (told["Status"], str(told["AmountDue"])) == ("AUTHORISED", "100.00")
    told = xero.deed("unpay", PaymentID=first["PaymentID"]).json
    assert (str(told["AmountDue"]), told["Payments"]) == ("120.00", [])
    assert xero.deed("unpay", InvoiceNumber="H-1")["error"] == "There is no payment to remove."


def test_a_payment_is_recorded_with_date_reference_and_account(xero: Xero) -> None:
    account = xero.get("Accounts", where='Code=="970"')["Accounts"][0]
    xero.post(f"Accounts/{account['AccountID']}", {"EnablePaymentsToAccount": True})
    xero.invoice(InvoiceNumber="H-1")
    told = xero.pay("H-1", Amount=20, Date="2026-11-05", Reference="BACS", Account="970").json
    assert (told["Reference"], told["Account"]["Code"]) == ("BACS", "970")
    assert xero.pay("H-1", Amount=0).status == 400
