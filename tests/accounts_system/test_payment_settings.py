"""The settings of payments: proposed from the chart's purchase side, and checked against it."""

from typing import Any

import pytest

from tests.accounts_system.charts import accounts, tax_rates
from tests.accounts_system.test_settings_problems import found
from tests.cast import Office
from tests.connected import connected
from tracker.accounts_system import connecting, settings
from tracker.accounts_system.chart import usable_accounts, usable_rates
from tracker.accounts_system.mapping import account_for
from tracker.accounts_system.models import Settings
from tracker.accounts_system.problems import where
from tracker.accounts_system.proposal import propose
from tracker.agencies.events import history
from tracker.xero.types import Account, Action
from xero_sandbox.server import Running


def proposed(**changed: Any) -> dict[str, Any]:
    return propose(accounts(**changed), tax_rates(), kind="payment")


def good(**fields: Any) -> Settings:
    said = proposed() | {"status_on_arrival": "AUTHORISED", "kind": "payment"}
    return Settings(**(said | fields))


def renamed(**names: str) -> list[Account]:
    """A chart of these cost accounts alone, by code: ``c500="Subcontractors"``."""
    return [
        Account.read({**row.model_dump(by_alias=True), "Code": code[1:], "Name": name})
        for code, name in names.items()
        for row in accounts()
        if row.code == "400"
    ]


def test_cost_accounts_are_proposed_by_their_names() -> None:
    assert proposed()["accounts"] == {"default": "310", "contract": "320", "expenses": "330"}


def test_the_rates_proposed_are_those_of_purchases() -> None:
    assert proposed()["tax_rates"] == {"default": "INPUT2"}
    assert proposed()["treatments"] == {
        "standard": "INPUT2",
        "reduced": "RRINPUT",
        "zero": "ZERORATEDINPUT",
        "exempt": "EXEMPTINPUT",
        "outside": "NONE",
        "reverse": "DRCHARGESUPPLY20",
    }


@pytest.mark.parametrize(
    ("names", "contract", "expenses"),
    [
        ({"c500": "Subcontractors", "c501": "Travel Expenses"}, "500", "501"),
        ({"c500": "Contractor Expenses", "c501": "Rent"}, None, "500"),
        ({"c500": "Temps", "c501": "Temporary Wages"}, "501", None),
        ({"c500": "Expenses of Contractors", "c501": "Umbrella Pay"}, "501", "500"),
        ({"c500": "Depreciation Expense", "c501": "Disbursements"}, None, "501"),
    ],
)
def test_an_account_for_expenses_is_never_the_one_for_pay(
    names: dict[str, str], contract: str | None, expenses: str | None
) -> None:
    said = propose(renamed(**names), tax_rates(), kind="payment")["accounts"]
    assert (said.get("contract"), said.get("expenses")) == (contract, expenses)


def test_without_cost_of_goods_another_direct_cost_is_the_default() -> None:
    assert proposed(a310={"Status": "ARCHIVED"})["accounts"]["default"] == "320"


def test_the_purchase_side_of_the_chart_comes_first_and_alone_of_the_rates() -> None:
    offered = usable_accounts(accounts(), "payment")
    assert offered[0].code == "310" and offered[-1].class_ != "EXPENSE"
    rates = {each.tax_type for each in usable_rates(tax_rates(), "payment")}
    assert {"INPUT2", "NONE", "REVERSECHARGES"} <= rates
    assert not {"OUTPUT2", "DRCHARGE20", "CAPEXINPUT2"} & rates


def test_only_the_status_on_arrival_is_left_to_choose() -> None:
    assert found(good()) == {}
    assert found(good(status_on_arrival="")).keys() == {"status_on_arrival"}


def test_a_rate_for_sales_is_named() -> None:
    seen = found(good(tax_rates={"default": "OUTPUT2"}))
    assert "20% (VAT on Income) is not for purchases" in seen["tax_rates.default"]


def test_a_rate_and_an_account_that_do_not_go_together_are_named() -> None:
    seen = found(good(accounts={"default": "200"}))
    assert "does not take 20% (VAT on Expenses) with 200 · Sales" in seen["accounts.default"]


def test_an_account_that_xero_refuses_on_bills_is_named() -> None:
    seen = found(good(), accounts=accounts(a320={"Type": "BANK"}))
    assert "does not allow 320 · Contractor Pay on a bill's line" in seen["accounts.contract"]


def test_unmapped_kinds_of_money_are_called_as_payments_call_them() -> None:
    seen = found(good(accounts={}, tax_rates={}, treatments={}))
    assert seen["accounts.default"] == ("No account is chosen for Contractor pay, Expenses, Other.")
    assert "No tax rate is chosen for Contractor pay" in seen["tax_rates.default"]
    assert where("accounts.contract", "payment") == "account for Contractor pay"
    assert where("receipts_account_id", "payment") == "bank account for payouts"


def test_a_plan_that_may_not_approve_bills_says_nothing_of_invoices() -> None:
    actions = [Action.read({"Name": "CreateApprovedBill", "Status": "NOT-ALLOWED"})]
    assert "approve bills" in found(good(), actions=actions)["status_on_arrival"]
    invoices = good(**propose(accounts(), tax_rates(), kind="invoice"), kind="invoice")
    assert found(invoices, actions=actions) == {}


def test_payouts_need_a_bank_account() -> None:
    seen = found(good(record_receipts=True))
    assert seen["receipts_account_id"] == "No bank account is chosen for payouts."


def test_an_older_connection_gets_its_proposal_and_keeps_what_was_set(
    office: Office, sandbox: Running
) -> None:
    connection = connected(office, sandbox)
    settings.save(connection, kind="invoice", by=office.owner, accounts={"default": "260"})
    Settings.objects.filter(connection=connection, kind="payment").delete()
    connecting.propose_settings(connection)
    fresh = settings.current(connection, "payment")
    assert fresh is not None and not fresh.confirmed and not fresh.status_on_arrival
    assert account_for(fresh, "contract") == "320"
    kept = settings.current(connection, "invoice")
    assert kept is not None and kept.accounts == {"default": "260"}
    assert [each.field for each in settings.problems_of(connection, "payment")] == [
        "",
        "status_on_arrival",
    ]


def test_what_a_person_set_for_payments_is_told_in_their_words_and_stays(
    office: Office, sandbox: Running
) -> None:
    connection = connected(office, sandbox)
    settings.save(connection, kind="payment", by=office.owner, auto_create_companies=False)
    connecting.propose_settings(connection)
    kept = settings.current(connection, "payment")
    assert kept is not None and kept.version == 2 and not kept.auto_create_companies
    told = [each.sentence for each in history(office.agency, "connection", connection.pk)]
    assert "Payment Settings saved (version 2): Auto Create Suppliers." in told
