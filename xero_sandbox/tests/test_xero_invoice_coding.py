"""Accounts, tax types and tracking of lines: https://developer.xero.com/documentation/api/accounting/invoices"""

from decimal import Decimal
from uuid import uuid4

import pytest

from sandbox_client import Xero, line, refusals, sale


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
    option = {"TrackingOptionID": str(uuid4()), "Name": "Leeds", "Status": "ACTIVE"}
    gone = {"TrackingOptionID": str(uuid4()), "Name": "York", "Status": "ARCHIVED"}
    category = {
        "TrackingCategoryID": str(uuid4()),
        "Name": "Branch",
        "Status": "ACTIVE",
        "Options": [option, gone],
    }
    xero.running.books.put("TrackingCategories", category)
    for given in (
        {"Name": "branch", "Option": "LEEDS"},
        {name: (category | option)[name] for name in ("TrackingCategoryID", "TrackingOptionID")},
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
