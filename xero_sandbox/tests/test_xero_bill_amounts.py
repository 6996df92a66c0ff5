"""What bills cost: tax on purchases, signs, nothing at all, other currencies.

https://developer.xero.com/documentation/api/accounting/taxrates
https://developer.xero.com/documentation/api/accounting/invoices
"""

from decimal import Decimal

import pytest

from sandbox_client import JsonObject, Xero, bill_refusals, line, update
from xero_sandbox.books import invoice_parts

SUMS = ("SubTotal", "TotalTax", "Total", "AmountDue")


def pay_line(**changes: object) -> JsonObject:
    return line(**{"AccountCode": "320", "TaxType": "INPUT2", **changes})


def sums(told: JsonObject) -> list[str]:
    return [str(told[name]) for name in SUMS]


@pytest.mark.parametrize(
    ("tax_type", "tax"),
    [
        ("INPUT2", "20.00"),
        ("RRINPUT", "5.00"),
        ("ZERORATEDINPUT", "0.00"),
        ("EXEMPTINPUT", "0.00"),
        ("NONE", "0.00"),
    ],
)
def test_purchase_rates_are_charged_on_expenses(xero: Xero, tax_type: str, tax: str) -> None:
    told = xero.bill(LineItems=[pay_line(TaxType=tax_type)])
    assert sums(told)[:3] == ["100.00", tax, str(100 + Decimal(tax))]


@pytest.mark.parametrize(
    "tax_type",
    ["REVERSECHARGES", "DRCHARGESUPPLY20", "DRCHARGESUPPLY5", "ECACQUISITIONS", "ECZRACQUISITIONS"],
)
def test_reverse_charge_and_acquisitions_add_nothing_to_the_bill(xero: Xero, tax_type: str) -> None:
    told = xero.bill(LineItems=[pay_line(TaxType=tax_type), pay_line()])
    assert [str(each["TaxAmount"]) for each in told["LineItems"]] == ["0.00", "20.00"]
    assert sums(told) == ["200.00", "20.00", "220.00", "220.00"]


@pytest.mark.parametrize(
    ("tax_type", "code"),
    [
        ("OUTPUT2", "320"),
        ("RROUTPUT", "320"),
        ("ZERORATEDOUTPUT", "320"),
        ("DRCHARGE20", "320"),
        ("CAPEXINPUT2", "320"),
        ("GSTONIMPORTS", "320"),
        ("INPUT2", "200"),
        ("REVERSECHARGES", "200"),
        ("DRCHARGESUPPLY20", "200"),
    ],
)
def test_a_tax_type_must_fit_the_accounts_class(xero: Xero, tax_type: str, code: str) -> None:
    assert bill_refusals(xero, LineItems=[pay_line(TaxType=tax_type, AccountCode=code)]) == [
        f"The TaxType code '{tax_type}' cannot be used with account code '{code}'."
    ]


def test_capital_rates_fit_assets(xero: Xero) -> None:
    told = xero.bill(LineItems=[pay_line(TaxType="CAPEXINPUT2", AccountCode="710")])
    assert sums(told)[:3] == ["100.00", "20.00", "120.00"]


def test_a_tax_type_left_out_comes_from_the_purchase_side(xero: Xero) -> None:
    (told,) = xero.bill(LineItems=[pay_line(TaxType=None)])["LineItems"]
    assert told["TaxType"] == "INPUT2"
    supplier = {"Name": "Small Ltd", "AccountsPayableTaxType": "EXEMPTINPUT"}
    (told,) = xero.bill(Contact=supplier, LineItems=[pay_line(TaxType=None)])["LineItems"]
    assert told["TaxType"] == "EXEMPTINPUT"


def test_an_item_gives_its_purchase_side(xero: Xero) -> None:
    purchase = {"AccountCode": "321", "UnitPrice": 80, "TaxType": "INPUT2"}
    xero.put(
        "Items", {"Code": "PAY", "Name": "Pay", "PurchaseDetails": purchase, "IsPurchased": True}
    )
    bare = pay_line(ItemCode="PAY", AccountCode=None, UnitAmount=None, TaxType=None)
    (told,) = xero.bill(LineItems=[bare])["LineItems"]
    assert (told["AccountCode"], str(told["UnitAmount"])) == ("321", "80.00")


@pytest.mark.parametrize("discount", [{"DiscountRate": 10}, {"DiscountAmount": 5}])
def test_bills_have_no_discounts(xero: Xero, discount: JsonObject) -> None:
    # https://github.com/XeroAPI/Xero-Net/issues/198
    sentence = "Discounts may not be applied to ACCPAY invoices."
    assert bill_refusals(xero, LineItems=[pay_line(**discount)]) == [sentence]
    one = xero.bill()
    reply = update(xero, one, LineItems=[pay_line(**discount)])
    assert reply.messages == [sentence]
    assert xero.bill(LineItems=[pay_line(DiscountRate=0)])["IsDiscounted"] is False


def test_a_line_may_be_negative_and_a_bill_may_not(xero: Xero) -> None:
    told = xero.bill(LineItems=[pay_line(UnitAmount=1000), pay_line(UnitAmount=-462.81)])
    assert sums(told) == ["537.19", "107.44", "644.63", "644.63"]
    lines = [pay_line(), pay_line(UnitAmount=-100.01)]
    assert bill_refusals(xero, LineItems=lines) == [invoice_parts.NEGATIVE_TOTAL]
    assert bill_refusals(xero, LineItems=[pay_line(Quantity=-1)])[0] == (
        "The quantity value '-1.0000' is invalid. Quantity must not be less than zero."
    )


def test_a_bill_that_adds_up_to_nothing_is_paid_when_it_is_approved(xero: Xero) -> None:
    lines = [pay_line(), pay_line(UnitAmount=-100)]
    for each in (lines, [pay_line(UnitAmount=0)]):
        told = xero.bill(LineItems=each)
        assert (told["Status"], sums(told)) == ("PAID", ["0.00"] * 4)
        assert told["FullyPaidOnDate"] == told["Date"]
    draft = xero.bill(Status="DRAFT", LineItems=lines)
    assert (draft["Status"], "FullyPaidOnDate" in draft) == ("DRAFT", False)
    assert update(xero, draft, Status="AUTHORISED")["Invoices"][0]["Status"] == "PAID"
    for change in ({"Status": "VOIDED"}, {"LineItems": [pay_line()]}):
        assert update(xero, told, **change).status == 400


def test_another_currency_has_its_rate(xero: Xero) -> None:
    euro = {"Code": "EUR", "Description": "Euro", "_day_rate": Decimal("1.151200")}
    assert bill_refusals(xero, CurrencyCode="EUR") == [
        "Organisation is not subscribed to currency EUR"
    ]
    xero.running.books.put("Currencies", euro)
    told = xero.bill(CurrencyCode="EUR", CurrencyRate=1.2)
    assert (told["CurrencyCode"], str(told["CurrencyRate"])) == ("EUR", "1.200000")
    assert str(xero.bill(CurrencyCode="EUR")["CurrencyRate"]) == "1.151200"


def test_tax_is_rounded_per_line(xero: Xero) -> None:
    told = xero.bill(LineItems=[pay_line(UnitAmount=each) for each in (25.03, 25.63, 25.12)])
    assert sums(told)[:3] == ["75.78", "15.16", "90.94"]


def test_inclusive_and_untaxed_bills(xero: Xero) -> None:
    told = xero.bill(LineAmountTypes="Inclusive", LineItems=[pay_line(UnitAmount=120)])
    assert sums(told)[:3] == ["100.00", "20.00", "120.00"]
    told = xero.bill(LineAmountTypes="NoTax")
    assert sums(told)[:3] == ["100.00", "0.00", "100.00"]
