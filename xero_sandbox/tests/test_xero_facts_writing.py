"""What is known of writing and of the rules, fact by fact, where no other test tells it.

https://developer.xero.com/documentation/api/http-response-codes
"""

from typing import Any

import pytest

from sandbox_client import Xero, line, sale

CONTACTS = "https://developer.xero.com/documentation/api/accounting/contacts"


# Answers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        "DELETE Invoices",
        "DELETE Invoices/INV-1/Attachments/a.pdf",
        "POST Organisation",
        "POST TrackingCategories",
        "PUT BrandingThemes",
    ],
)
def test_a_method_that_an_endpoint_lacks_is_not_implemented(xero: Xero, call: str) -> None:
    """501, as recorded in https://github.com/freakboy3742/pyxero (tests/mock_data.py)"""
    method, path = call.split()
    reply = xero.api(method, path, {} if method != "DELETE" else None)
    assert (reply.status, reply["ErrorNumber"]) == (501, 20)
    assert reply["Type"] == "ApiMethodNotImplementedException"
    assert xero.api(method, "Nowhere").status == 404


@pytest.mark.parametrize(("word", "status"), [("False", 200), ("FALSE", 200), ("True", 400)])
def test_whether_errors_are_summarised_is_said_in_any_case(
    xero: Xero, word: str, status: int
) -> None:
    """The official SDK sends a capital: https://github.com/XeroAPI/xero-python"""
    reply = xero.put("Contacts", {"Name": ""}, summarizeErrors=word)
    assert reply.status == status


def test_a_contacts_errors_stand_on_the_contact_too(xero: Xero) -> None:
    """https://github.com/XeroAPI/Xero-OpenAPI (Contact.ValidationErrors)"""
    reply = xero.put("Invoices", sale(Contact={"Name": "Two  spaces"}))
    (element,) = reply["Elements"]
    assert element["Contact"]["ValidationErrors"] == element["ValidationErrors"]


# Contacts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("Name", 255),
        ("FirstName", 255),
        ("LastName", 255),
        ("ContactNumber", 50),
        ("AccountNumber", 50),
        ("CompanyNumber", 50),
        ("TaxNumber", 50),
        ("Addresses AddressLine1", 500),
        ("Addresses AddressLine4", 500),
        ("Addresses City", 255),
        ("Addresses Region", 255),
        ("Addresses AttentionTo", 255),
        ("Addresses PostalCode", 50),
        ("Addresses Country", 50),
        ("Phones PhoneNumber", 50),
        ("Phones PhoneAreaCode", 10),
        ("Phones PhoneCountryCode", 20),
    ],
)
def test_every_text_of_a_contact_has_its_length(xero: Xero, name: str, length: int) -> None:
    """https://github.com/XeroAPI/Xero-OpenAPI (xero_accounting.yaml)"""
    outer, _, inner = name.partition(" ")

    def wish(text: str) -> dict[str, Any]:
        kind = {"AddressType": "POBOX"} if outer == "Addresses" else {"PhoneType": "DDI"}
        part = {**kind, inner: text}
        return {"Name": "Acme"} | ({outer: [part]} if inner else {outer: text})

    assert xero.put("Contacts", wish("n" * (length + 1))).status == 400
    assert xero.put("Contacts", wish("n" * length)).status == 200


def test_who_is_a_customer_is_not_for_the_app_to_say(xero: Xero) -> None:
    """Nor a supplier; an invoice's answer knows it already: CONTACTS, as recorded in 2026."""
    made = xero.contact("Acme", IsCustomer=True, IsSupplier=True)
    assert (made["IsCustomer"], made["IsSupplier"]) == (False, False)
    told = xero.invoice(Contact={"ContactID": made["ContactID"]})["Contact"]
    assert (told["IsCustomer"], told["IsSupplier"]) == (True, False)


def test_a_contact_with_open_documents_may_be_archived(xero: Xero) -> None:
    """As recorded in 2026; CONTACTS"""
    made = xero.invoice()
    wish = {"ContactID": made["Contact"]["ContactID"], "ContactStatus": "ARCHIVED"}
    assert xero.post("Contacts", wish)["Contacts"][0]["ContactStatus"] == "ARCHIVED"
    assert xero.read(made)["AmountDue"] == 120


# Items, accounts, tax ---------------------------------------------------------------------------


def test_what_xero_counts_of_an_item_is_not_taken(xero: Xero) -> None:
    """QuantityOnHand and TotalCostPool: https://developer.xero.com/documentation/api/accounting/items"""
    made = xero.put("Items", {"Code": "A", "QuantityOnHand": 5, "TotalCostPool": 10})["Items"][0]
    assert not {"QuantityOnHand", "TotalCostPool"} & made.keys()
    assert (made["IsSold"], made["IsPurchased"]) == (True, True)


@pytest.mark.parametrize(("name", "length"), [("Code", 10), ("Name", 150)])
def test_an_accounts_code_and_name_have_their_length(xero: Xero, name: str, length: int) -> None:
    """https://github.com/XeroAPI/Xero-OpenAPI (xero_accounting.yaml)"""
    found = xero.get("Accounts", where='Code=="200"')["Accounts"][0]
    path = f"Accounts/{found['AccountID']}"
    assert xero.post(path, {name: "n" * (length + 1)}).status == 400
    assert xero.post(path, {name: "n" * length}).status == 200


SALES = "OUTPUT2 RROUTPUT ZERORATEDOUTPUT EXEMPTOUTPUT ECZROUTPUT ECZROUTPUTSERVICES DRCHARGE20"
PURCHASES = (
    "INPUT2 RRINPUT ZERORATEDINPUT EXEMPTINPUT REVERSECHARGES ECACQUISITIONS ECZRACQUISITIONS"
    " DRCHARGESUPPLY20 DRCHARGESUPPLY5"
)
USES = {
    **{name: {"Revenue"} for name in f"{SALES} DRCHARGE5".split()},
    **{name: {"Expenses"} for name in PURCHASES.split()},
    "NONE": {"Revenue", "Expenses"},
    "CAPEXINPUT2": set(),
    "CAPEXOUTPUT2": set(),
    "GSTONIMPORTS": set(),
}


def test_the_uk_rates_apply_where_xeros_table_says(xero: Xero) -> None:
    """https://developer.xero.com/documentation/api/accounting/taxrates"""
    found = {each["TaxType"]: each for each in xero.get("TaxRates")["TaxRates"]}
    told = {
        name: {use for use in ("Revenue", "Expenses") if found[name][f"CanApplyTo{use}"]}
        for name in USES
    }
    assert told == USES
    classes = ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")
    for name, use in (("CAPEXINPUT2", "Assets"), ("GSTONIMPORTS", "Liabilities")):
        assert [each for each in classes if found[name][f"CanApplyTo{each}"]] == [use]


# Lines and currencies ---------------------------------------------------------------------------


def test_a_rate_of_exchange_has_six_decimals(xero: Xero) -> None:
    """https://developer.xero.com/documentation/api/accounting/invoices (CurrencyRate)"""
    with xero.running.sandbox.writing(xero.running.books):
        xero.running.books.put("Currencies", {"Code": "EUR", "Description": "Euro"})
    made = xero.invoice(CurrencyCode="EUR", CurrencyRate="1.12345678")
    assert str(made["CurrencyRate"]) == "1.123457"


def test_the_guides_own_sum_comes_out_as_in_xero(xero: Xero) -> None:
    """https://developer.xero.com/documentation/guides/how-to-guides/rounding-in-xero, at 15 %"""
    amounts = [("25.06", "3.76"), ("25.61", "3.84"), ("25.63", "3.84")]
    lines = [line(UnitAmount=net, TaxType="TAX015") for net, _ in amounts]
    with xero.running.sandbox.writing(xero.running.books):
        standard = xero.running.books.table("TaxRates").records["OUTPUT2"]
        xero.running.books.put("TaxRates", {**standard, "TaxType": "TAX015", "EffectiveRate": 15})
    made = xero.invoice(LineItems=lines)
    assert [str(each["TaxAmount"]) for each in made["LineItems"]] == [tax for _, tax in amounts]
    assert str(made["TotalTax"]) == "11.44"
    inclusive = [line(UnitAmount="541.25", TaxType="TAX015")]
    told = xero.invoice(LineAmountTypes="Inclusive", LineItems=inclusive)
    assert (str(told["TotalTax"]), str(told["SubTotal"])) == ("70.60", "470.65")
