"""Bills, as far as they differ from sales invoices or might be taken to.

https://developer.xero.com/documentation/api/accounting/invoices (Type ACCPAY)
"""

import pytest

from sandbox_client import Xero, bill, bill_refusals, line, update

NOT_MODIFIABLE = "Invoice not of valid status for modification"
NO_BILL = "11111111-1111-1111-1111-111111111111"


def held(xero: Xero) -> int:
    return len(xero.get("Invoices")["Invoices"])


# Numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("contact", ["Priya Shah Consulting", "Somebody Else Ltd"])
def test_a_number_in_use_is_taken_again_by_put_and_by_post(xero: Xero, contact: str) -> None:
    xero.bill(InvoiceNumber="B-1")
    other = bill(InvoiceNumber="B-1", Contact={"Name": contact})
    for write in (xero.put, xero.post):
        reply = write("Invoices", other, summarizeErrors="false")
        assert reply["Invoices"][0]["StatusAttributeString"] == "OK"
    assert held(xero) == 3


def test_two_of_one_number_in_a_call_are_both_kept(xero: Xero) -> None:
    told = xero.put("Invoices", *[bill(InvoiceNumber="B-1")] * 2)["Invoices"]
    assert len({each["InvoiceID"] for each in told}) == 2


def test_the_number_of_a_voided_bill_is_free(xero: Xero) -> None:
    update(xero, xero.bill(InvoiceNumber="B-1"), Status="VOIDED")
    assert xero.bill(InvoiceNumber="B-1")["Status"] == "AUTHORISED"


def test_a_sales_invoice_of_the_same_number_is_no_obstacle_and_is_left_alone(xero: Xero) -> None:
    sale = xero.invoice(InvoiceNumber="7")
    assert xero.post("Invoices", bill(InvoiceNumber="7"))["Invoices"][0]["Type"] == "ACCPAY"
    assert xero.read(sale)["UpdatedDateUTC"] == sale["UpdatedDateUTC"]
    assert held(xero) == 2


def test_a_bill_without_a_number_gets_none(xero: Xero) -> None:
    assert xero.bill()["InvoiceNumber"] == ""


def test_the_same_call_under_the_same_key_makes_one_bill(xero: Xero) -> None:
    first, again = (xero.put("Invoices", bill(InvoiceNumber="B-1"), key="k-1") for _ in range(2))
    assert first.body == again.body
    xero.running.clock.advance(361)
    xero.put("Invoices", bill(InvoiceNumber="B-1"), key="k-1")
    assert held(xero) == 2


# Changing ---------------------------------------------------------------------------------------


def test_post_with_the_id_changes_that_bill_and_no_other(xero: Xero) -> None:
    one, two = (xero.bill(InvoiceNumber="B-1") for _ in range(2))
    told = update(xero, one, InvoiceNumber="B-2", DueDate="2027-01-15")["Invoices"][0]
    assert (told["InvoiceID"], told["InvoiceNumber"]) == (one["InvoiceID"], "B-2")
    assert xero.read(two)["InvoiceNumber"] == "B-1"
    assert update(xero, two, InvoiceNumber="B-2").status == 200
    assert held(xero) == 2


def test_post_with_an_id_that_is_not_there_fails_as_a_whole(xero: Xero) -> None:
    reply = xero.post("Invoices", bill(), bill(InvoiceID=NO_BILL), summarizeErrors="false")
    assert (reply.status, held(xero)) == (404, 0)


def test_put_with_an_id_is_refused(xero: Xero) -> None:
    one = xero.bill()
    assert bill_refusals(xero, InvoiceID=one["InvoiceID"])


def test_a_bill_never_becomes_a_sales_invoice(xero: Xero) -> None:
    one = xero.bill()
    assert update(xero, one, Type="ACCREC").status == 400
    assert xero.read(one)["Type"] == "ACCPAY"


def test_what_only_sales_invoices_have_is_not_taken_over(xero: Xero) -> None:
    one = xero.bill(Reference="PO 7")
    assert one["Reference"] == ""
    assert update(xero, one, Reference="PO 8")["Invoices"][0]["Reference"] == ""
    assert "BrandingThemeID" not in one
    assert one["Contact"]["IsSupplier"] is True
    assert one["Contact"]["IsCustomer"] is False


def test_url_and_planned_payment_date_are_kept(xero: Xero) -> None:
    one = xero.bill(Url="https://tracker.example/p/1", PlannedPaymentDate="2026-12-01")
    assert one["Url"] == "https://tracker.example/p/1"
    assert one["PlannedPaymentDate"] == "/Date(1796083200000+0000)/"


# Statuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["PAID", "VOIDED", "DELETED"])
def test_a_bill_begins_as_a_draft_or_awaiting_something(xero: Xero, status: str) -> None:
    assert bill_refusals(xero, Status=status) == ["Invoice not of valid status for creation"]


@pytest.mark.parametrize(
    ("before", "after", "is_allowed"),
    [
        ("DRAFT", "SUBMITTED", True),
        ("DRAFT", "AUTHORISED", True),
        ("DRAFT", "DELETED", True),
        ("DRAFT", "VOIDED", False),
        ("SUBMITTED", "AUTHORISED", True),
        ("SUBMITTED", "DELETED", True),
        ("AUTHORISED", "VOIDED", True),
        ("AUTHORISED", "DELETED", False),
        ("AUTHORISED", "DRAFT", False),
    ],
)
def test_a_status_changes_as_a_sales_invoices_does(
    xero: Xero, before: str, after: str, is_allowed: bool
) -> None:
    one = xero.bill(Status=before)
    reply = update(xero, one, Status=after)
    assert (reply.status, reply.messages) == ((200, []) if is_allowed else (400, [NOT_MODIFIABLE]))
    assert xero.read(one)["Status"] == (after if is_allowed else before)


def test_voided_and_deleted_owe_nothing_and_are_final(xero: Xero) -> None:
    for before, after in (("AUTHORISED", "VOIDED"), ("DRAFT", "DELETED")):
        one = xero.bill(Status=before)
        ended = update(xero, one, Status=after)["Invoices"][0]
        assert (ended["Status"], str(ended["AmountDue"])) == (after, "0.00")
        assert update(xero, one, DueDate="2027-01-15").messages == [NOT_MODIFIABLE]


@pytest.mark.parametrize("status", ["SUBMITTED", "AUTHORISED"])
def test_a_bill_needs_a_due_date_even_where_the_contact_has_terms(xero: Xero, status: str) -> None:
    # https://github.com/XeroAPI/xero-python/issues/78
    terms = {"Bills": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}}
    xero.contact("Priya Shah Consulting", PaymentTerms=terms)
    assert bill_refusals(xero, Status=status, DueDate=None) == [
        "The document DueDate field must be specified."
    ]
    assert xero.bill(Status="DRAFT", DueDate=None)["Status"] == "DRAFT"


def test_approved_bills_are_coded_and_described(xero: Xero) -> None:
    bare = line(AccountCode=None, TaxType=None, Description=None)
    assert bill_refusals(xero, LineItems=[bare]) == [
        "The description field is mandatory for each line item.",
        "Account code must be specified",
        "The TaxType field is mandatory",
    ]


def test_a_plan_may_forbid_approving_bills_alone(xero: Xero) -> None:
    xero.control("POST", "organisation", {"forbidden_actions": ["CreateApprovedBill"]})
    actions = {each["Name"]: each["Status"] for each in xero.get("Organisation/Actions")["Actions"]}
    assert actions["CreateApprovedBill"] == "NOT-ALLOWED"
    assert bill_refusals(xero) == ["You have reached the limit of invoices you can approve"]
    draft = xero.bill(Status="DRAFT")
    assert update(xero, draft, Status="AUTHORISED").status == 400
    assert xero.invoice()["Status"] == "AUTHORISED"


def test_a_locked_period_closes_bills_as_it_does_sales(xero: Xero) -> None:
    one, draft = xero.bill(), xero.bill(Status="DRAFT")
    xero.control("POST", "organisation", {"PeriodLockDate": "2026-11-30"})
    locked = "The document date cannot be before the period lock date, currently set at 30-Nov-2026"
    assert bill_refusals(xero) == [locked]
    for change in ({"DueDate": "2027-01-15"}, {"Status": "VOIDED"}):
        assert update(xero, one, **change).messages == [locked]
    assert xero.bill(Status="DRAFT")["Status"] == "DRAFT"
    assert update(xero, draft, Status="AUTHORISED").messages == [locked]
