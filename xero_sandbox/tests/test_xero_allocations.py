"""Allocating credit notes.

https://developer.xero.com/documentation/api/accounting/creditnotes (Allocating CreditNotes)
"""

import pytest
from credit_notes import allocate, made, note, read, supplier_note, take_back, update

from sandbox_client import JsonObject, Xero
from sandbox_client import update as update_invoice

ALLOCATED = "This document cannot be edited as it has a payment or credit note allocated to it."
TOO_MUCH = "Credit Note cannot be allocated as amount is greater than amount outstanding"


def amounts(told: JsonObject, *names: str) -> list[str]:
    return [str(told[name]) for name in names]


def test_a_credit_note_is_made_and_then_allocated_to_several_documents(xero: Xero) -> None:
    first, second = xero.invoice(), xero.invoice(Date="2026-11-20")
    told = made(xero, note())
    (part,) = allocate(xero, told, first, 60.5)["Allocations"]
    assert (str(part["Amount"]), part["Date"]) == ("60.50", "/Date(1794268800000+0000)/")
    assert part["Invoice"]["InvoiceID"] == first["InvoiceID"]
    assert part["CreditNote"]["CreditNoteID"] == told["CreditNoteID"]
    invoice = xero.read(first)
    assert amounts(invoice, "AmountCredited", "AmountDue") == ["60.50", "59.50"]
    (stub,) = invoice["CreditNotes"]
    assert (stub["CreditNoteNumber"], str(stub["AppliedAmount"])) == ("CN-0001", "60.50")
    assert amounts(read(xero, told), "Status", "RemainingCredit") == ["AUTHORISED", "59.50"]
    allocate(xero, told, second, "59.50")
    told = read(xero, told)
    assert amounts(told, "Status", "RemainingCredit") == ["PAID", "0.00"]
    assert told["FullyPaidOnDate"] == "/Date(1795132800000+0000)/"
    assert [part["Invoice"]["InvoiceNumber"] for part in told["Allocations"]] == [
        first["InvoiceNumber"],
        second["InvoiceNumber"],
    ]


def test_its_date_is_the_later_of_both_whatever_is_sent(xero: Xero) -> None:
    bill, told = xero.bill(Date="2026-11-25"), made(xero, supplier_note())
    path = f"CreditNotes/{told['CreditNoteID']}/Allocations"
    bare = {"Amount": 1, "Date": "2026-12-24", "Invoice": {"InvoiceID": bill["InvoiceID"]}}
    (part,) = xero.api("PUT", path, bare)["Allocations"]
    assert part["Date"] == "/Date(1795564800000+0000)/"


def test_what_is_credited_in_full_is_paid_and_refuses_edits_and_voiding(xero: Xero) -> None:
    sale, told = xero.invoice(), made(xero, note())
    allocate(xero, told, sale, 120)
    sale = xero.read(sale)
    assert amounts(sale, "Status", "AmountPaid", "AmountCredited") == ["PAID", "0.00", "120.00"]
    (sentence,) = update_invoice(xero, sale, Status="VOIDED").messages
    assert sentence.startswith("The status VOIDED cannot be applied to the invoice because it has")
    assert update_invoice(xero, sale, Date="2026-11-04").messages == [ALLOCATED]


@pytest.mark.parametrize("changes", [{"Status": "VOIDED"}, {"Reference": "x"}, {"Allocations": []}])
def test_a_used_credit_note_is_neither_changed_nor_voided(
    xero: Xero, changes: dict[str, object]
) -> None:
    """https://github.com/waynerobinson/xeroizer/pull/211"""
    sale, told = xero.invoice(), made(xero, note())
    allocate(xero, told, sale, 20)
    assert update(xero, told, **changes).messages == [ALLOCATED]


def test_an_allocation_is_taken_back(xero: Xero) -> None:
    """A list of one: https://github.com/XeroAPI/xero-php-oauth2/issues/341"""
    sale, told = xero.invoice(), made(xero, note())
    allocate(xero, told, sale, 120)
    (part,) = read(xero, told)["Allocations"]
    (gone,) = take_back(xero, told, part)["Allocations"]
    assert (gone["AllocationID"], gone["IsDeleted"]) == (part["AllocationID"], True)
    assert amounts(xero.read(sale), "Status", "AmountDue") == ["AUTHORISED", "120.00"]
    told = read(xero, told)
    assert (told["Status"], told["Allocations"]) == ("AUTHORISED", [])
    assert "FullyPaidOnDate" not in told
    assert take_back(xero, told, part).status == 404
    assert update(xero, told, Status="VOIDED").status == 200


def test_an_allocation_belongs_to_its_credit_note(xero: Xero) -> None:
    sale, told, other = xero.invoice(), made(xero, note()), made(xero, note())
    allocate(xero, told, sale, 10)
    assert take_back(xero, other, read(xero, told)["Allocations"][0]).status == 404


def test_no_more_is_allocated_than_is_left_or_due(xero: Xero) -> None:
    """The sentence: https://github.com/calcinai/xero-php/issues/251"""
    small, large = (
        xero.invoice(),
        made(xero, note(LineItems=[{**note()["LineItems"][0], "Quantity": 2}])),
    )
    assert allocate(xero, large, small, 120.01).messages == [TOO_MUCH]
    tiny = made(xero, note())
    allocate(xero, tiny, small, 100)
    assert allocate(xero, tiny, xero.invoice(), 20.01).messages == [TOO_MUCH]
    assert amounts(read(xero, tiny), "RemainingCredit") == ["20.00"]


def test_a_paid_invoice_of_the_other_kind_is_refused_in_three_sentences(xero: Xero) -> None:
    """https://github.com/waynerobinson/xeroizer/issues/320"""
    sale = xero.invoice(InvoiceNumber="H-1", Contact={"Name": "Both Ways"})
    xero.pay("H-1")
    told = made(xero, supplier_note(Contact={"Name": "Both Ways"}))
    assert allocate(xero, told, sale, 25).messages == [
        "The invoice you are trying to allocate to has already been paid off",
        "Credit Note cannot be allocated to an incorrect invoice type",
        TOO_MUCH,
    ]


def test_contact_and_approval_must_fit(xero: Xero) -> None:
    sale, draft = xero.invoice(), made(xero, note(Status="DRAFT"))
    (sentence,) = allocate(xero, draft, sale, 1).messages
    assert sentence.startswith("Credit notes must have a status of AUTHORISED")
    other = made(xero, note(Contact={"Name": "Bright"}))
    assert "another contact" in allocate(xero, other, sale, 1).messages[0]
    unfinished = xero.invoice(Status="DRAFT")
    assert "Authorised documents" in allocate(xero, made(xero, note()), unfinished, 1).messages[0]
    nobody = {"InvoiceID": "11111111-1111-1111-1111-111111111111"}
    assert "could not be found" in allocate(xero, made(xero, note()), nobody, 1).messages[0]


def test_the_amount_stands_in_amount_alone(xero: Xero) -> None:
    """AppliedAmount is XML's: https://github.com/XeroAPI/xero-node/issues/239"""
    sale, told = xero.invoice(), made(xero, note())
    path = f"CreditNotes/{told['CreditNoteID']}/Allocations"
    wrong = {"AppliedAmount": 5, "Invoice": {"InvoiceID": sale["InvoiceID"]}}
    reply = xero.api("PUT", path, {"Allocations": [wrong]})
    assert reply.messages == ["The credit must be greater than zero."]


def test_allocations_sent_along_with_a_new_credit_note_are_ignored(xero: Xero) -> None:
    """https://github.com/calcinai/xero-php/issues/438"""
    sale = xero.invoice()
    part = {"Amount": 5, "Invoice": {"InvoiceID": sale["InvoiceID"]}}
    assert made(xero, note(Allocations=[part]))["Allocations"] == []
    assert amounts(xero.read(sale), "AmountDue") == ["120.00"]


def test_one_call_allocates_to_several_all_or_each_by_itself(xero: Xero) -> None:
    sale, told = xero.invoice(), made(xero, note())
    path = f"CreditNotes/{told['CreditNoteID']}/Allocations"
    parts = [{"Amount": each, "Invoice": {"InvoiceID": sale["InvoiceID"]}} for each in (70, 70)]
    assert xero.api("PUT", path, {"Allocations": parts}).messages == [TOO_MUCH]
    assert amounts(xero.read(sale), "AmountDue") == ["120.00"]
    reply = xero.api("PUT", path, {"Allocations": parts}, summarizeErrors="false")
    assert [each["StatusAttributeString"] for each in reply["Allocations"]] == ["OK", "ERROR"]
    assert amounts(xero.read(sale), "AmountDue") == ["50.00"]


def test_a_locked_period_keeps_its_allocations(xero: Xero) -> None:
    sale, told = xero.invoice(), made(xero, note())
    allocate(xero, told, sale, 10)
    (part,) = read(xero, told)["Allocations"]
    xero.deed("lock", PeriodLockDate="2026-11-30")
    assert "period lock date" in take_back(xero, told, part).messages[0]
    assert "period lock date" in allocate(xero, told, sale, 10).messages[0]


def test_the_bookkeepers_credit_is_taken_back_like_any_other(xero: Xero) -> None:
    sale = xero.invoice(InvoiceNumber="H-1")
    xero.deed("credit", InvoiceNumber="H-1", Amount=30)
    (told,) = xero.get("CreditNotes", page=1)["CreditNotes"]
    assert told["LineItems"][0]["AccountCode"] == "200"
    assert take_back(xero, told, told["Allocations"][0]).status == 200
    assert amounts(xero.read(sale), "AmountDue") == ["120.00"]
    (held,) = xero.control("GET", "books")["CreditNotes"]
    assert amounts(held, "RemainingCredit") == ["30.00"]
