"""Each text of Xero's that has been seen has its cause."""

from __future__ import annotations

import pytest

from tracker.xero.causes import ALREADY_EXISTS, Cause, cause, cause_details

SEEN = {
    "Invoice # must be unique.": Cause.NUMBER_IN_USE,
    "The contact name Acme Ltd is already assigned to another contact. The contact name must be "
    "unique across all active contacts.": Cause.CONTACT_NAME_IN_USE,
    "Another contact has this contact number. Please enter a different contact number.": (
        Cause.CONTACT_NUMBER_IN_USE
    ),
    "Price List Item with Code 'TEMP-DAY' already exists": Cause.ITEM_CODE_IN_USE,
    "Payment amount exceeds the amount outstanding on this document": Cause.AMOUNT_EXCEEDS_DUE,
    "Account code '200' is not a valid code for this document.": Cause.ACCOUNT_INVALID,
    "Account code 'x' has been removed as it does not match a recognised account.": (
        Cause.ACCOUNT_INVALID
    ),
    "Account code must be specified": Cause.ACCOUNT_INVALID,
    "Account must be valid.": Cause.ACCOUNT_INVALID,
    "Account code '200' has been archived, or has been deleted. Each line item must reference a "
    "valid account.": Cause.ACCOUNT_ARCHIVED,
    "Account type is invalid for making a payment to/from": Cause.PAYMENT_ACCOUNT_INVALID,
    "Account could not be found": Cause.PAYMENT_ACCOUNT_INVALID,
    "The TaxType code 'INPUT2' cannot be used with account code '200'.": Cause.TAX_INVALID,
    "The TaxType field is mandatory": Cause.TAX_INVALID,
    "Tax rate must be valid.": Cause.TAX_INVALID,
    "The tax amount cannot be greater than the line amount!": Cause.TAX_AMOUNT_INVALID,
    "The specified contact details matched an archived contact. Archived contacts cannot currently "
    "be edited via the API.": Cause.CONTACT_ARCHIVED,
    "A Contact must be specified for this type of transaction": Cause.CONTACT_MISSING,
    "The Contact must contain at least 1 of the following elements to identify the contact: Name, "
    "ContactID, ContactNumber": Cause.CONTACT_MISSING,
    "Contact Name cannot be empty.": Cause.CONTACT_MISSING,
    "Invoice not of valid status for modification": Cause.NOT_MODIFIABLE,
    "This document cannot be edited as it has a payment or credit note allocated to it.": (
        Cause.HAS_PAYMENTS
    ),
    "The status VOIDED cannot be applied to the invoice because it has payments or credit notes "
    "allocated to it.": Cause.HAS_PAYMENTS,
    "The document date cannot be before the period lock date, currently set at 30-Nov-2018": (
        Cause.PERIOD_LOCKED
    ),
    "The document date cannot be before the end of year lock date, currently set at 31-Mar-2018": (
        Cause.PERIOD_LOCKED
    ),
    "Users Organisation is not subscribed to currency NZD": Cause.CURRENCY_NOT_ENABLED,
    "Organisation is not subscribed to currency EUR": Cause.CURRENCY_NOT_ENABLED,
    "You have reached the limit of invoices you can approve": Cause.PLAN_LIMIT,
    "The User specified does not have the correct permissions to perform this action": (
        Cause.PERMISSION
    ),
    "The description field is mandatory for each line item.": Cause.DESCRIPTION_MISSING,
    "The quantity value '-1.0000' is invalid. Quantity must not be less than zero.": (
        Cause.QUANTITY_NEGATIVE
    ),
    "The document DueDate field must be specified.": Cause.DUE_DATE_MISSING,
    "The Date field must be specified.": Cause.DATE_MISSING,
    "Email address must be valid.": Cause.EMAIL_INVALID,
    "Discounts may not be applied to ACCPAY invoices.": Cause.DISCOUNT_NOT_ALLOWED,
    "The line total 666.88 does not match the expected line total 666.93": (
        Cause.LINE_TOTAL_MISMATCH
    ),
    "One or more line items must be specified": Cause.LINES_MISSING,
    "Invoice not of valid status for creation": Cause.STATUS_INVALID,
    "Invoice not of valid type for creation": Cause.STATUS_INVALID,
    "Payments can only be made against Authorised documents": Cause.NOT_APPROVED,
    "An existing invoice with the specified ID could not be found": Cause.NOT_FOUND,
    "The document with the supplied id was not found for this endpoint.": Cause.NOT_FOUND,
    "The field Name must be a string with a maximum length of 255.": Cause.TOO_LONG,
    "Something that nobody has seen": Cause.OTHER,
}


@pytest.mark.parametrize(("text", "expected"), SEEN.items())
def test_a_text_has_its_cause(text: str, expected: Cause) -> None:
    assert cause([text]) is expected


def test_no_text_is_no_known_cause() -> None:
    assert cause([]) is Cause.OTHER


@pytest.mark.parametrize("doubt", [text for text, found in SEEN.items() if found in ALREADY_EXISTS])
def test_a_doubt_comes_before_any_verdict(doubt: str) -> None:
    verdict = "Account code '200' is not a valid code for this document."
    assert cause([verdict, doubt]) in ALREADY_EXISTS


def test_a_known_text_comes_before_an_unknown_one() -> None:
    assert cause(["Something new", "Account must be valid."]) is Cause.ACCOUNT_INVALID


def test_details_are_taken_from_the_texts() -> None:
    assert cause_details(["The TaxType code 'INPUT2' cannot be used with account code '200'."]) == {
        "tax_type": "INPUT2",
        "account": "200",
    }
    assert cause_details(["Organisation is not subscribed to currency EUR"]) == {"currency": "EUR"}
    assert cause_details([next(text for text in SEEN if "line total" in text)]) == {
        "line_total": "666.88",
        "expected": "666.93",
    }
    assert cause_details(["Something new"]) == {}


def test_the_later_of_two_lock_dates_counts_and_is_iso() -> None:
    texts = [text for text in SEEN if "lock date" in text]
    assert cause_details(texts) == cause_details(reversed(texts)) == {"lock_date": "2018-11-30"}


def test_a_name_with_a_full_stop_is_taken_whole() -> None:
    text = "The contact name A. B. Ltd. is already assigned to another contact."
    assert cause_details([text]) == {"contact": "A. B. Ltd."}
