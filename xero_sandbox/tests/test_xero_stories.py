"""What the sandbox can begin with."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox_client import Xero
from xero_sandbox.server import running


def sales(xero: Xero) -> dict[str, dict[str, Any]]:
    told = xero.get("Invoices", where='Type=="ACCREC"', page=1, pageSize=1000)["Invoices"]
    return {each["InvoiceNumber"]: each for each in told}


def bills(xero: Xero) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = xero.get("Invoices", where='Type=="ACCPAY"', page=1)["Invoices"]
    return told


def total(told: dict[str, Any]) -> Decimal:
    return Decimal(told["Total"])


@pytest.fixture
def messy(xero: Xero) -> Xero:
    assert xero.control("POST", "stories/messy")["story"] == "messy"
    return Xero(xero.running)


def test_messy_begins_from_the_command_line_too() -> None:
    with running(story="messy") as served:
        assert len(served.books.table("Invoices")) == 37


def test_messy_was_typed_by_hand(messy: Xero) -> None:
    held = messy.control("GET", "books").json
    assert len(held["Invoices"]) == 37
    assert not any("Url" in each or each["Reference"] for each in held["Invoices"])
    assert not any("ContactNumber" in each for each in held["Contacts"])


def test_messys_contacts_are_spelled_in_every_way(messy: Xero) -> None:
    told = messy.get("Contacts", includeArchived="true")["Contacts"]
    names = sorted((each["Name"], each["ContactStatus"]) for each in told)
    assert names == [
        ("Acme Logistics Ltd", "ACTIVE"),
        ("Bright Water Group", "ACTIVE"),
        ("C. Marsh", "ACTIVE"),
        ("Chloe Marsh", "ACTIVE"),
        ("Cobalt & Sons", "ACTIVE"),
        ("Dunmore Care Homes Ltd", "ACTIVE"),
        ("Dunmore Care Homes Ltd", "ARCHIVED"),
        ("Fenwick Foods Limited", "ACTIVE"),
        ("Halden Software Ltd", "ARCHIVED"),
        ("Isis Learning Trust", "ACTIVE"),
        ("KESTREL RETAIL LTD", "ACTIVE"),
        ("KEYSTONE UMBRELLA LTD", "ACTIVE"),
        ("Keystone Umbrella Company", "ACTIVE"),
        ("Quay Estates LLP", "ACTIVE"),
        ("Quill Studio Ltd", "ACTIVE"),
        ("Sutherland Data Limited", "ACTIVE"),
        ("Sutherland Data Ltd", "ACTIVE"),
    ]


def test_messys_sums_are_those_of_the_busy_month_or_nearly(messy: Xero) -> None:
    totals = {number: str(total(told)) for number, told in sales(messy).items()}
    assert totals == {
        "DEMO-1001": "1118.26",
        "DEMO-1002": "6403.68",
        "DEMO-1003": "5062.50",
        "DEMO-1004": "1725.00",
        "DEMO-1006": "3458.46",
        "DEMO-1011": "2236.52",
        "DEMO-1012": "9450.00",
        "DEMO-1013": "1687.50",
        "DEMO-1014": "3403.68",
        "DEMO-1016": "1118.26",
        "DEMO-1018": "5166.18",
        "DEMO-1023": "3375.00",
        "INV-0025": "12528.00",
        "HT 1026": "2340.20",
        "1027": "9450.00",
        "INV-0035": "15606.00",
        "DEMO-1015": "16200.00",
        "DEMO-1024": "5184.00",
        "DEMO-1028": "1406.25",
        "DEMO-1038": "3478.68",
        "INV-0091": "576.00",
    }


def test_messys_documents_are_in_every_state(messy: Xero) -> None:
    told = sales(messy)
    states = {number: each["Status"] for number, each in told.items()}
    assert {number for number, state in states.items() if state != "AUTHORISED"} == {
        "DEMO-1001",
        "DEMO-1018",
        "DEMO-1023",
    }
    assert (states["DEMO-1001"], states["DEMO-1018"]) == ("PAID", "VOIDED")
    assert states["DEMO-1023"] == "DRAFT"
    assert str(told["DEMO-1003"]["AmountPaid"]) == "2000.00"
    first = messy.running.clock.today("Europe/London") - timedelta(days=58)
    assert told["DEMO-1001"]["DateString"] == f"{first}T00:00:00"


def test_messy_has_a_locked_period_archived_accounts_and_euros(messy: Xero) -> None:
    archived = messy.get("Accounts", where='Status=="ARCHIVED"')["Accounts"]
    assert [each["Code"] for each in archived] == ["260", "412"]
    foreign = sales(messy)["INV-0091"]
    assert (foreign["CurrencyCode"], foreign["LineItems"][0]["AccountCode"]) == ("EUR", "260")
    assert str(foreign["CurrencyRate"]) == "1.151200"
    assert "EUR" in [each["Code"] for each in messy.get("Currencies")["Currencies"]]
    changed = messy.post("Invoices/DEMO-1002", {"Reference": "PO 1"})
    assert any("period lock date" in each for each in changed.messages)
    assert messy.post("Invoices/DEMO-1011", {"Reference": "PO 1"}).status == 200


# Bills ------------------------------------------------------------------------------------------


def test_messys_bills_are_those_of_the_busy_month_or_nearly(messy: Xero) -> None:
    told = [
        (each["Contact"]["Name"], each["InvoiceNumber"], str(each["Total"]))
        for each in bills(messy)
    ]
    assert sorted(told) == [
        ("C. Marsh", "PAY-1011", "1181.25"),
        ("Chloe Marsh", "", "64.20"),
        ("Chloe Marsh", "PAY-1001", "4252.50"),
        ("Chloe Marsh", "PAY-1005", "2362.50"),
        ("KEYSTONE UMBRELLA LTD", "KU/88120", "2646.00"),
        ("KEYSTONE UMBRELLA LTD", "PAY-1002", "1343.93"),
        ("KEYSTONE UMBRELLA LTD", "PAY-1007", "4031.79"),
        ("KEYSTONE UMBRELLA LTD", "PAY-1007", "4031.79"),
        ("KEYSTONE UMBRELLA LTD", "PAY-1012", "2687.86"),
        ("KEYSTONE UMBRELLA LTD", "PAY-1013", "882.00"),
        ("Keystone Umbrella Company", "PAY-1009", "1764.00"),
        ("Quay Estates LLP", "RENT-11", "3250.00"),
        ("Sutherland Data Limited", "SD-0119", "2670.00"),
        ("Sutherland Data Ltd", "SD-0104", "2670.00"),
        ("Sutherland Data Ltd", "SD-0109", "8010.00"),
        ("Sutherland Data Ltd", "SD-0114", "5448.00"),
    ]


def test_messys_bills_are_in_every_state(messy: Xero) -> None:
    states = {each["InvoiceNumber"]: each["Status"] for each in bills(messy)}
    others = {number: state for number, state in states.items() if state != "AUTHORISED"}
    assert others == {"SD-0104": "PAID", "PAY-1012": "DRAFT", "PAY-1013": "VOIDED"}
    due = {each["InvoiceNumber"]: str(each["AmountDue"]) for each in bills(messy)}
    assert (due["SD-0109"], due["PAY-1013"]) == ("5010.00", "0.00")


def test_messys_bills_are_dated_as_the_suppliers_dated_them(messy: Xero) -> None:
    first = messy.running.clock.today("Europe/London") - timedelta(days=58)
    dates = {each["InvoiceNumber"]: each["DateString"] for each in bills(messy)}
    # Place 21 is thirty days after the first; the supplier wrote the day before.
    assert dates["SD-0104"] == f"{first + timedelta(days=29)}T00:00:00"
    assert dates["PAY-1002"] == f"{first + timedelta(days=26)}T00:00:00"
