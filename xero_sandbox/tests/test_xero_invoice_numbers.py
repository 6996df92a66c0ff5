"""Numbers of invoices and bills: https://developer.xero.com/documentation/api/accounting/invoices"""

from sandbox_client import Xero, bill, refusals, sale, update

NO_ID = "00000000-0000-0000-0000-000000000000"


def test_a_sales_number_is_unique_even_after_voiding_and_deleting(xero: Xero) -> None:
    voided = xero.invoice(InvoiceNumber="H-1")
    update(xero, voided, Status="VOIDED")
    deleted = xero.invoice(InvoiceNumber="H-2", Status="DRAFT")
    update(xero, deleted, Status="DELETED")
    for number in ("H-1", "H-2", "h-1"):
        assert refusals(xero, InvoiceNumber=number) == ["Invoice # must be unique."]
    posted = xero.post("Invoices", sale(InvoiceNumber="H-1"))
    assert posted.messages == ["Invoice not of valid status for modification"]


def test_two_of_one_number_in_a_call_are_one_too_many(xero: Xero) -> None:
    twice = [sale(InvoiceNumber="H-1")] * 2
    reply = xero.put("Invoices", *twice, summarizeErrors="false")
    assert [each["StatusAttributeString"] for each in reply["Invoices"]] == ["OK", "ERROR"]
    assert reply["Invoices"][1]["InvoiceID"] == NO_ID
    assert reply["Invoices"][1]["HasErrors"] is True


def test_post_of_a_used_number_changes_the_invoice_that_has_it(xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    (told,) = xero.post("Invoices", sale(InvoiceNumber="H-1", Reference="new"))["Invoices"]
    assert told["InvoiceID"] == made["InvoiceID"]
    assert told["Reference"] == "new"


def test_an_update_cannot_take_another_invoices_number(xero: Xero) -> None:
    xero.invoice(InvoiceNumber="H-1")
    other = xero.invoice(InvoiceNumber="H-2")
    reply = update(xero, other, InvoiceNumber="H-1")
    assert reply.messages == ["Invoice # must be unique."]


def test_bills_of_one_number_are_all_kept(xero: Xero) -> None:
    ids = {
        xero.put("Invoices", bill(InvoiceNumber="B-1"))["Invoices"][0]["InvoiceID"],
        xero.post("Invoices", bill(InvoiceNumber="B-1"))["Invoices"][0]["InvoiceID"],
    }
    assert len(ids) == 2
    assert len(xero.get("Invoices", InvoiceNumbers="B-1")["Invoices"]) == 2


def test_a_bill_has_no_reference_of_its_own(xero: Xero) -> None:
    (made,) = xero.put("Invoices", bill(Reference="mine"))["Invoices"]
    assert made["Reference"] == ""
