"""Invoices and bills: https://developer.xero.com/documentation/api/accounting/invoices"""

from decimal import Decimal
from typing import Any

import pytest

from sandbox_client import Xero, bill, line, sale
from xero_sandbox.books import invoice_head, invoice_parts

NO_ID = "00000000-0000-0000-0000-000000000000"
ALLOCATED = "This document cannot be edited as it has a payment or credit note allocated to it."


def refusals(xero: Xero, **changes: Any) -> list[str]:
    reply = xero.put("Invoices", sale(**changes))
    assert reply.status == 400, reply.body
    return reply.messages


def update(xero: Xero, made: dict[str, Any], **changes: Any) -> Any:
    return xero.post("Invoices", {"InvoiceID": made["InvoiceID"], **changes}, unitdp=4)


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


# Numbers ----------------------------------------------------------------------------------------


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


# Amounts ----------------------------------------------------------------------------------------


def test_tax_is_rounded_per_line_and_then_summed(xero: Xero) -> None:
    # https://developer.xero.com/documentation/guides/how-to-guides/rounding-in-xero, at 20 %
    lines = [line(UnitAmount=each) for each in (25.03, 25.63, 25.12)]
    made = xero.invoice(LineItems=lines)
    assert [str(each["TaxAmount"]) for each in made["LineItems"]] == ["5.01", "5.13", "5.02"]
    assert str(made["TotalTax"]) == "15.16"


def test_inclusive_amounts_hold_their_tax(xero: Xero) -> None:
    made = xero.invoice(LineAmountTypes="Inclusive", LineItems=[line(UnitAmount=541.25)])
    told = [str(made[name]) for name in ("SubTotal", "TotalTax", "Total")]
    assert told == ["451.04", "90.21", "541.25"]


def test_no_tax_means_none(xero: Xero) -> None:
    made = xero.invoice(LineAmountTypes="NoTax")
    assert str(made["TotalTax"]) == "0.00"
    assert made["LineItems"][0]["TaxType"] == "NONE"


def test_the_tax_of_a_line_can_be_given(xero: Xero) -> None:
    made = xero.invoice(LineItems=[line(TaxAmount=19.99)])
    assert str(made["Total"]) == "119.99"
    assert refusals(xero, LineItems=[line(TaxAmount=100.01)]) == [
        "The tax amount cannot be greater than the line amount!"
    ]


def test_unit_amounts_have_two_places_unless_unitdp_is_four(xero: Xero) -> None:
    lines = [line(UnitAmount=1.2345, Quantity=100)]
    (two,) = xero.put("Invoices", sale(LineItems=lines))["Invoices"]
    (four,) = xero.put("Invoices", sale(LineItems=lines), unitdp=4)["Invoices"]
    assert (str(two["SubTotal"]), str(four["SubTotal"])) == ("123.00", "123.45")
    path = f"Invoices/{four['InvoiceID']}"
    assert str(xero.get(path)["Invoices"][0]["LineItems"][0]["UnitAmount"]) == "1.23"
    fine = xero.get(path, unitdp=4)["Invoices"][0]["LineItems"][0]["UnitAmount"]
    assert str(fine) == "1.2345"


def test_a_line_amount_that_does_not_follow_is_refused(xero: Xero) -> None:
    lines = [line(Quantity=7, UnitAmount=95.2757, LineAmount=666.88)]
    reply = xero.put("Invoices", sale(LineItems=lines), unitdp=4)
    assert reply.messages == ["The line total 666.88 does not match the expected line total 666.93"]


def test_a_line_amount_alone_makes_the_price(xero: Xero) -> None:
    made = xero.invoice(LineItems=[line(UnitAmount=None, Quantity=4, LineAmount=100)])
    assert str(made["LineItems"][0]["UnitAmount"]) == "25.0000"


def test_quantities_are_never_negative_and_prices_may_be(xero: Xero) -> None:
    assert refusals(xero, LineItems=[line(Quantity=-2)])[0] == (
        "The quantity value '-2.0000' is invalid. Quantity must not be less than zero."
    )
    made = xero.invoice(LineItems=[line(), line(UnitAmount=-40)])
    assert str(made["Total"]) == "72.00"


def test_sizes_are_bounded(xero: Xero) -> None:
    assert refusals(xero, LineItems=[line(Quantity=12345678901234)])
    assert refusals(xero, LineItems=[line(UnitAmount=10_000_000_000)])
    assert refusals(xero, LineItems=[line(Description="d" * 4001)])


def test_discounts_are_for_sales_only(xero: Xero) -> None:
    made = xero.invoice(LineItems=[line(DiscountRate=12.5)])
    assert str(made["SubTotal"]) == "87.50"
    assert made["IsDiscounted"] is True
    lines = [line(AccountCode="320", TaxType="INPUT2", DiscountRate=10)]
    assert xero.put("Invoices", bill(LineItems=lines)).messages == [
        "Discounts may not be applied to ACCPAY invoices."
    ]


# Accounts and tax types ---------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["999", "090", "610", "800"])
def test_unknown_bank_and_control_accounts_are_not_valid_codes(xero: Xero, code: str) -> None:
    assert refusals(xero, LineItems=[line(AccountCode=code)]) == [
        f"Account code '{code}' is not a valid code for this document."
    ]


def test_an_archived_account_is_named_as_such(xero: Xero) -> None:
    account = xero.get("Accounts", where='Code=="200"')["Accounts"][0]
    reply = xero.post(f"Accounts/{account['AccountID']}", {"Status": "ARCHIVED"})
    assert reply["Accounts"][0]["Status"] == "ARCHIVED"
    assert refusals(xero) == [
        "Account code '200' has been archived, or has been deleted. "
        "Each line item must reference a valid account."
    ]


def test_a_tax_type_must_fit_the_accounts_class(xero: Xero) -> None:
    assert refusals(xero, LineItems=[line(TaxType="INPUT2")]) == [
        "The TaxType code 'INPUT2' cannot be used with account code '200'."
    ]
    assert refusals(xero, LineItems=[line(AccountCode="320")]) == [
        "The TaxType code 'OUTPUT2' cannot be used with account code '320'."
    ]


def test_a_tax_type_left_out_comes_from_contact_or_account(xero: Xero) -> None:
    made = xero.invoice(LineItems=[line(TaxType=None)])
    assert made["LineItems"][0]["TaxType"] == "OUTPUT2"
    zero = {"Name": "Zero Ltd", "AccountsReceivableTaxType": "ZERORATEDOUTPUT"}
    made = xero.invoice(Contact=zero, LineItems=[line(TaxType=None)])
    assert made["LineItems"][0]["TaxType"] == "ZERORATEDOUTPUT"


def test_line_errors_stand_on_the_line_too(xero: Xero) -> None:
    reply = xero.put("Invoices", sale(LineItems=[line(), line(AccountCode="999")]))
    good, bad = reply["Elements"][0]["LineItems"]
    assert "ValidationErrors" not in good
    assert bad["ValidationErrors"][0]["Message"].startswith("Account code '999'")


def test_tracking_that_matches_nothing_is_dropped_without_a_word(xero: Xero) -> None:
    made = xero.invoice(LineItems=[line(Tracking=[{"Name": "Branch", "Option": "Leeds"}])])
    assert made["LineItems"][0]["Tracking"] == []


def test_tracking_that_matches_is_kept_by_name_or_by_id(xero: Xero) -> None:
    option = {"TrackingOptionID": "o-1", "Name": "Leeds", "Status": "ACTIVE"}
    gone = {"TrackingOptionID": "o-2", "Name": "York", "Status": "ARCHIVED"}
    category = {
        "TrackingCategoryID": "c-1",
        "Name": "Branch",
        "Status": "ACTIVE",
        "Options": [option, gone],
    }
    xero.running.books.put("TrackingCategories", category)
    for given in (
        {"Name": "branch", "Option": "LEEDS"},
        {"TrackingCategoryID": "c-1", "TrackingOptionID": "o-1"},
    ):
        made = xero.invoice(LineItems=[line(Tracking=[given])])
        (told,) = made["LineItems"][0]["Tracking"]
        assert (told["Name"], told["Option"]) == ("Branch", "Leeds")
    lines = [line(Tracking=[{"Name": "Branch", "Option": "York"}])]
    assert xero.invoice(LineItems=lines)["LineItems"][0]["Tracking"] == []


def test_another_currency_has_a_rate_of_its_own_or_the_days(xero: Xero) -> None:
    euro = {"Code": "EUR", "Description": "Euro", "_day_rate": Decimal("1.151200")}
    xero.running.books.put("Currencies", euro)
    assert str(xero.invoice()["CurrencyRate"]) == "1.000000"
    assert str(xero.invoice(CurrencyCode="EUR")["CurrencyRate"]) == "1.151200"
    made = xero.invoice(CurrencyCode="EUR", CurrencyRate=1.2)
    assert (made["CurrencyCode"], str(made["CurrencyRate"])) == ("EUR", "1.200000")
    told = xero.get("Currencies")["Currencies"]
    assert told[-1] == {"Code": "EUR", "Description": "Euro"}


def test_tracking_sent_as_an_object_breaks_xero(xero: Xero) -> None:
    reply = xero.put("Invoices", sale(LineItems=[line(Tracking={"Name": "Branch"})]))
    assert reply.status == 500
    assert reply["Title"] == "An error occurred"


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


# Statuses -----------------------------------------------------------------------------------------

ALLOWED = {
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"SUBMITTED", "AUTHORISED", "DRAFT", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
}


@pytest.mark.parametrize("before", ALLOWED)
@pytest.mark.parametrize("after", ["DRAFT", "SUBMITTED", "AUTHORISED", "DELETED", "VOIDED", "PAID"])
def test_a_status_changes_only_as_xero_lets_it(xero: Xero, before: str, after: str) -> None:
    made = xero.invoice(Status=before)
    reply = update(xero, made, Status=after)
    if after in ALLOWED[before]:
        assert reply["Invoices"][0]["Status"] == after
    else:
        assert reply.messages == ["Invoice not of valid status for modification"]


def test_voided_and_deleted_are_final(xero: Xero) -> None:
    for start, end in (("AUTHORISED", "VOIDED"), ("DRAFT", "DELETED")):
        made = xero.invoice(Status=start)
        ended = update(xero, made, Status=end)["Invoices"][0]
        assert str(ended["AmountDue"]) == "0.00"
        for change in ({"Reference": "x"}, {"Status": end}, {"Status": "AUTHORISED"}):
            reply = update(xero, made, **change)
            assert reply.messages == ["Invoice not of valid status for modification"]


def test_a_failed_update_echoes_what_was_tried_with_the_real_id(xero: Xero) -> None:
    made = xero.invoice()
    wish = {"InvoiceID": made["InvoiceID"], "Status": "DELETED"}
    (told,) = xero.post("Invoices", wish, summarizeErrors="false")["Invoices"]
    assert (told["InvoiceID"], told["Status"]) == (made["InvoiceID"], "DELETED")
    assert told["HasErrors"] is True
    assert xero.get(f"Invoices/{made['InvoiceID']}")["Invoices"][0]["Status"] == "AUTHORISED"


def test_sent_to_contact_on_a_draft_is_a_warning_and_it_is_saved(xero: Xero) -> None:
    wish = sale(Status="DRAFT", SentToContact=True)
    (told,) = xero.put("Invoices", wish, summarizeErrors="false")["Invoices"]
    assert told["StatusAttributeString"] == "WARNING"
    assert told["Warnings"] == [
        {"Message": "Only AUTHORISED invoices may have SentToContact updated."}
    ]
    assert told["SentToContact"] is False
    assert xero.get(f"Invoices/{told['InvoiceID']}").status == 200


def test_a_plan_may_forbid_approving(xero: Xero) -> None:
    xero.control("POST", "organisation", {"forbidden_actions": ["CreateApprovedInvoice"]})
    actions = {each["Name"]: each["Status"] for each in xero.get("Organisation/Actions")["Actions"]}
    assert actions["CreateApprovedInvoice"] == "NOT-ALLOWED"
    assert actions["CreateApprovedBill"] == "ALLOWED"
    assert refusals(xero) == ["You have reached the limit of invoices you can approve"]
    assert xero.put("Invoices", sale(Status="DRAFT")).status == 200
    assert xero.put("Invoices", bill()).status == 200


# Lock dates ---------------------------------------------------------------------------------------


def test_nothing_approved_is_dated_in_a_locked_period(xero: Xero) -> None:
    locks = {"PeriodLockDate": "2026-11-30", "EndOfYearLockDate": "2026-11-03"}
    xero.control("POST", "organisation", locks)
    about = xero.get("Organisation")["Organisations"][0]
    assert about["PeriodLockDate"] == "/Date(1795996800000+0000)/"
    assert refusals(xero) == [
        "The document date cannot be before the period lock date, currently set at 30-Nov-2026",
        "The document date cannot be before the end of year lock date, currently set at "
        "03-Nov-2026",
    ]
    draft = xero.invoice(Status="DRAFT")
    assert len(update(xero, draft, Status="AUTHORISED").messages) == 2
    assert xero.put("Invoices", sale(Date="2026-12-01", DueDate="2026-12-31")).status == 200


def test_a_document_in_a_locked_period_cannot_be_edited(xero: Xero) -> None:
    made = xero.invoice()
    xero.control("POST", "organisation", {"PeriodLockDate": "2026-11-30"})
    assert "period lock date" in update(xero, made, Reference="x").messages[0]
    assert "period lock date" in update(xero, made, Status="VOIDED").messages[0]


# Editing ------------------------------------------------------------------------------------------


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


def test_the_default_date_is_today_in_the_organisations_zone(xero: Xero) -> None:
    made = xero.invoice(Date=None)
    today = xero.running.clock.today("Europe/London")
    assert made["DateString"] == f"{today}T00:00:00"
