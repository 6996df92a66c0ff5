"""RoundingAmount and EnteredTotal, where an organisation has opted in.

https://github.com/XeroAPI/xero-python (accounting/models/invoice.py, since version 15.2)
"""

from pathlib import Path
from typing import Any

import pytest

from sandbox_client import JsonObject, Xero, bill, line, sale, update
from xero_sandbox.server import running

SUMS = {"SubTotal": 100, "TotalTax": 20, "Total": 120.05, "RoundingAmount": 0.05}
BOTH = {"RoundingAmount", "EnteredTotal"}


@pytest.fixture
def opted(xero: Xero) -> Xero:
    assert xero.control("POST", "organisation", {"rounding": True}).status == 200
    return xero


def amounts(told: JsonObject) -> list[str]:
    names = ("SubTotal", "TotalTax", "RoundingAmount", "Total", "EnteredTotal", "AmountDue")
    return [str(told[name]) for name in names if name in told]


def test_without_opting_in_it_is_ignored(xero: Xero) -> None:
    made = xero.invoice(**SUMS, EnteredTotal="120.05")
    assert amounts(made) == ["100.00", "20.00", "120.00", "120.00"]
    assert not BOTH & made.keys()
    assert not BOTH & xero.read(made).keys()


@pytest.mark.parametrize("wish", [sale(**SUMS), bill(**SUMS)], ids=["sale", "bill"])
@pytest.mark.parametrize("status", ["SUBMITTED", "AUTHORISED"])
def test_a_few_pence_are_added_to_the_total(opted: Xero, wish: JsonObject, status: str) -> None:
    (made,) = opted.put("Invoices", {**wish, "Status": status})["Invoices"]
    assert amounts(made) == ["100.00", "20.00", "0.05", "120.05", "120.05", "120.05"]
    assert amounts(opted.read(made)) == amounts(made)


def test_it_may_be_taken_off(opted: Xero) -> None:
    made = opted.invoice(**{**SUMS, "Total": 119.9, "RoundingAmount": -0.1})
    assert str(made["Total"]) == "119.90"


def test_lists_tell_nothing_of_it(opted: Xero) -> None:
    opted.invoice(**SUMS)
    for query in ({}, {"page": 1}, {"summaryOnly": "true"}):
        (told,) = opted.get("Invoices", **query)["Invoices"]
        assert not BOTH & told.keys()
        assert (str(told["Total"]), str(told["AmountDue"])) == ("120.00", "120.05")


@pytest.mark.parametrize("missing", ["SubTotal", "TotalTax", "Total"])
def test_it_counts_only_beside_all_three_sums(opted: Xero, missing: str) -> None:
    wish: dict[str, Any] = {name: value for name, value in SUMS.items() if name != missing}
    assert str(opted.invoice(**wish)["Total"]) == "120.00"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SubTotal": 101}, "The SubTotal 101.00 does not match the expected SubTotal 100.00"),
        ({"TotalTax": 19}, "The TotalTax 19.00 does not match the expected TotalTax 20.00"),
        ({"Total": 120}, "The Total 120.00 does not match the expected Total 120.05"),
        (
            {"RoundingAmount": 0.11, "Total": 120},
            "The RoundingAmount must be between -0.10 and 0.10.",
        ),
    ],
)
def test_sums_that_do_not_follow_are_refused(
    opted: Xero, change: JsonObject, sentence: str
) -> None:
    reply = opted.put("Invoices", sale(**{**SUMS, **change}))
    assert reply.messages == [sentence]


def test_a_draft_is_not_checked(opted: Xero) -> None:
    """What is too large is ignored there."""
    wish = {"Status": "DRAFT", "Total": 7, "EnteredTotal": "121.00"}
    large = opted.invoice(**wish, RoundingAmount="0.50")
    assert amounts(large) == ["100.00", "20.00", "0.00", "120.00", "121.00", "120.00"]
    small = opted.invoice(**wish, RoundingAmount="0.10")
    assert amounts(small) == ["100.00", "20.00", "0.10", "120.10", "121.00", "120.10"]


def test_what_was_entered_is_the_total_once_it_is_no_draft(opted: Xero) -> None:
    draft = opted.invoice(Status="DRAFT", EnteredTotal="125.00", RoundingAmount="0.05")
    update(opted, draft, Status="SUBMITTED")
    (back,) = update(opted, draft, Status="DRAFT")["Invoices"]
    assert "EnteredTotal" not in back
    (told,) = update(opted, draft, Status="AUTHORISED")["Invoices"]
    assert (str(told["Total"]), str(told["EnteredTotal"])) == ("120.05", "120.05")
    (told,) = update(opted, draft, Status="AUTHORISED", EnteredTotal="1.00")["Invoices"]
    assert str(told["EnteredTotal"]) == "120.05"


def test_it_stays_through_edits_and_is_paid_with_the_rest(opted: Xero) -> None:
    made = opted.invoice(**SUMS)
    (told,) = update(opted, made, LineItems=[line(UnitAmount=200)])["Invoices"]
    assert str(told["Total"]) == "240.05"
    opted.pay(made["InvoiceNumber"])
    assert (opted.read(made)["Status"], str(opted.read(made)["AmountPaid"])) == ("PAID", "240.05")
    reply = update(opted, made, **{**SUMS, "SubTotal": 200, "TotalTax": 40, "Total": 240.1})
    assert reply.status == 400


def test_the_switch_is_the_sandboxs_own(opted: Xero) -> None:
    (told,) = opted.get("Organisation")["Organisations"]
    assert not [name for name in told if name.startswith("_") or "ounding" in name]
    opted.control("POST", "organisation", {"rounding": False})
    assert str(opted.invoice(**SUMS)["Total"]) == "120.00"
    assert opted.control("POST", "organisation", {"rounding": "yes"}).status == 400


def test_opting_in_outlives_a_restart(tmp_path: Path) -> None:
    with running(data=tmp_path) as served:
        Xero(served).control("POST", "organisation", {"rounding": True})
        made = Xero(served).invoice(**SUMS)
    with running(data=tmp_path) as served:
        assert amounts(Xero(served).read(made)) == amounts(made)
