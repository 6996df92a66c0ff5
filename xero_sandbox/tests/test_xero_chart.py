"""Adding accounts and tax rates.

https://developer.xero.com/documentation/api/accounting/accounts
https://developer.xero.com/documentation/api/accounting/taxrates
"""

from typing import Any

import pytest

from sandbox_client import JsonObject, Xero, line

WAREHOUSE = {"Code": "630", "Name": "Inventory", "Type": "INVENTORY"}
COUNTY = {
    "Name": "County tax",
    "ReportTaxType": "OUTPUT",
    "TaxComponents": [
        {"Name": "State", "Rate": 5},
        {"Name": "County", "Rate": 2.5, "IsCompound": True},
    ],
}


def test_an_account_is_added_alone_and_without_a_list_around_it(xero: Xero) -> None:
    """Bare, as the example of https://github.com/XeroAPI/Xero-OpenAPI (createAccount)"""
    (made,) = xero.api("PUT", "Accounts", WAREHOUSE)["Accounts"]
    assert (made["Class"], made["Status"], made["TaxType"]) == ("ASSET", "ACTIVE", "NONE")
    assert xero.get(f"Accounts/{made['AccountID']}")["Accounts"][0]["Code"] == "630"
    assert xero.put("Accounts", WAREHOUSE, {**WAREHOUSE, "Code": "631", "Name": "B"}).status == 400


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"Name": "SALES"}, "Please enter a unique Name."),
        ({"Code": "200"}, "Please enter a unique Code."),
        ({"Name": None}, "The Name field is mandatory."),
        ({"Code": None}, "The Code field is mandatory."),
        ({"Type": "STOCK"}, "The account Type is not one of Xero's."),
        ({"Type": "BANK"}, "The BankAccountNumber field is mandatory."),
    ],
)
def test_an_account_that_breaks_a_rule_is_refused(
    xero: Xero, change: JsonObject, sentence: str
) -> None:
    """The first sentence stands in https://github.com/XeroAPI/Xero-OpenAPI (createAccount)"""
    assert xero.put("Accounts", WAREHOUSE | change).messages == [sentence]


def test_a_new_bank_account_takes_payments(xero: Xero) -> None:
    wish = {"Name": "Savings", "Type": "BANK", "BankAccountNumber": "20000098765432"}
    (made,) = xero.put("Accounts", wish)["Accounts"]
    due = xero.invoice()
    paid = {"Invoice": {"InvoiceID": due["InvoiceID"]}, "Amount": 120}
    reply = xero.put("Payments", {**paid, "Account": {"AccountID": made["AccountID"]}})
    assert reply["Payments"][0]["Account"]["AccountID"] == made["AccountID"]


def test_a_rate_of_ones_own_gets_the_next_type_and_is_charged(xero: Xero) -> None:
    """TAX001, TAX002 and so on, as Xero's page says."""
    (first,) = xero.put("TaxRates", {**COUNTY, "TaxType": "MINE"})["TaxRates"]
    (second,) = xero.post("TaxRates", {**COUNTY, "Name": "Another"})["TaxRates"]
    assert (first["TaxType"], second["TaxType"]) == ("TAX001", "TAX002")
    assert str(first["EffectiveRate"]) == "7.6250"
    assert (first["CanApplyToRevenue"], first["CanApplyToExpenses"]) == (True, False)
    made = xero.invoice(LineItems=[line(TaxType="TAX001")])
    assert str(made["TotalTax"]) == "7.63"


def test_a_rate_of_ones_own_is_renamed_and_deleted(xero: Xero) -> None:
    xero.put("TaxRates", COUNTY)
    (named,) = xero.post("TaxRates", {"TaxType": "TAX001", "Name": "Shire tax"})["TaxRates"]
    assert (named["Name"], str(named["EffectiveRate"])) == ("Shire tax", "7.6250")
    (gone,) = xero.post("TaxRates", {"TaxType": "TAX001", "Status": "DELETED"})["TaxRates"]
    assert gone["Status"] == "DELETED"
    reply = xero.put("Invoices", {"Type": "ACCREC", "LineItems": [line(TaxType="TAX001")]})
    assert "The TaxType code 'TAX001' does not exist" in " ".join(reply.messages)


@pytest.mark.parametrize(
    "wish",
    [
        {**COUNTY, "Name": ""},
        {**COUNTY, "Name": "no vat"},
        {**COUNTY, "TaxComponents": []},
        {**COUNTY, "Status": "PENDING"},
        {"TaxType": "OUTPUT2", "Name": "Ours"},
    ],
)
def test_a_rate_that_breaks_a_rule_is_refused(xero: Xero, wish: dict[str, Any]) -> None:
    assert xero.post("TaxRates", wish).status == 400
    assert len(xero.get("TaxRates")["TaxRates"]) == 21


@pytest.mark.parametrize("kind", ["Accounts", "TaxRates"])
def test_one_request_adds_one(xero: Xero, kind: str) -> None:
    """Told by a reader of Xero's pages; https://developer.xero.com/faq/limits names no number."""
    reply = xero.put(kind, COUNTY | WAREHOUSE, COUNTY | WAREHOUSE)
    assert reply.messages == [f"No more than 1 {kind} can be sent in one request."]
