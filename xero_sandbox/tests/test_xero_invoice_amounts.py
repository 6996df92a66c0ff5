"""Amounts of invoices and bills: https://developer.xero.com/documentation/api/accounting/invoices"""

from typing import Any

import pytest

from sandbox_client import Xero, bill, line, refusals, sale
from xero_sandbox.books import line_amounts


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


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"UnitAmount": 10**13}, line_amounts.LINE_LARGE),
        ({"LineAmount": 10**19, "UnitAmount": None}, line_amounts.LINE_LARGE),
        ({"Quantity": 10**19}, "The quantity value '10000000000000000000.0000' is invalid."),
        ({"DiscountRate": 10**19}, line_amounts.DISCOUNT_LARGE),
        ({"TaxAmount": 10**19}, line_amounts.TAX_LARGE),
    ],
)
def test_an_amount_beyond_all_measure_is_refused(
    xero: Xero, changes: dict[str, Any], text: str
) -> None:
    assert any(message.startswith(text) for message in refusals(xero, LineItems=[line(**changes)]))


@pytest.mark.parametrize("amount", [10**20, "1e99999", "NaN", "-Infinity"])
def test_what_is_no_amount_makes_the_whole_call_unreadable(xero: Xero, amount: Any) -> None:
    """https://github.com/XeroAPI/xero-php-oauth2/issues/228"""
    reply = xero.put("Invoices", sale(LineItems=[line(UnitAmount=amount)]))
    assert (reply.status, reply["ErrorNumber"]) == (400, 14)
