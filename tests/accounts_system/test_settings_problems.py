from typing import Any

import pytest

from tests.accounts_system.charts import accounts, tax_rates
from tracker.accounts_system.mapping import account_for, tax_type_for
from tracker.accounts_system.models import Settings
from tracker.accounts_system.problems import problems, where
from tracker.accounts_system.proposal import propose
from tracker.companies.models import TaxTreatment
from tracker.documents.models import Scenario
from tracker.xero.types import Action


def good(**fields: Any) -> Settings:
    proposed = propose(accounts(), tax_rates(), kind="invoice") | {
        "status_on_arrival": "AUTHORISED"
    }
    return Settings(**(proposed | fields))


def found(settings: Settings, **lists: Any) -> dict[str, str]:
    chart = lists.get("accounts", accounts())
    rates = lists.get("tax_rates", tax_rates())
    every = problems(settings, chart, rates, lists.get("actions"))
    return {each.field: each.sentence for each in every}


def test_settings_that_xero_takes_have_no_problem() -> None:
    assert found(good()) == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"Status": "ARCHIVED"}, "210 · Permanent Placement Fees is archived in Xero"),
        ({"Code": "211"}, "Account 210 is not in Xero's chart"),
        ({"Type": "BANK"}, "does not allow 210"),
        ({"SystemAccount": "DEBTORS"}, "does not allow 210"),
    ],
)
def test_an_account_that_xero_refuses_is_named(change: dict[str, str], words: str) -> None:
    seen = found(good(), accounts=accounts(a210=change))
    assert words in seen["accounts.permanent"]


def test_an_unmapped_scenario_without_a_default_is_named() -> None:
    seen = found(good(accounts={"permanent": "210"}))
    assert seen.keys() == {"accounts.default"}
    assert "Expenses" in seen["accounts.default"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"Status": "DELETED"}, "deleted in Xero"),
        ({"CanApplyToRevenue": False}, "not for sales"),
        ({"EffectiveRate": 17.5}, "is 17.5 % in Xero, and Tracker works out 20 %"),
        ({"TaxType": "GONE"}, "Tax rate OUTPUT2 is not in Xero"),
    ],
)
def test_a_rate_that_xero_refuses_is_named(change: dict[str, Any], words: str) -> None:
    seen = found(good(), tax_rates=tax_rates(OUTPUT2=change))
    assert words in seen["tax_rates.default"]
    assert words in seen["treatments.standard"]


def test_a_treatment_mapped_to_another_percentage_is_named() -> None:
    seen = found(good(treatments={"zero": "RROUTPUT"}))
    assert "is 5 % in Xero, and Tracker works out 0 %" in seen["treatments.zero"]


def test_a_rate_and_an_account_that_do_not_go_together_are_named() -> None:
    seen = found(good(accounts={"default": "429"}))
    assert "does not take 20% (VAT on Income) with 429" in seen["accounts.default"]


def test_a_plan_that_may_not_approve_is_named() -> None:
    actions = [Action.read({"Name": "CreateApprovedInvoice", "Status": "NOT-ALLOWED"})]
    assert "approve" in found(good(), actions=actions)["status_on_arrival"]
    assert found(good(status_on_arrival="DRAFT"), actions=actions) == {}


def test_the_status_on_arrival_has_no_default() -> None:
    assert "Nobody has chosen" in found(good(status_on_arrival=""))["status_on_arrival"]


@pytest.mark.parametrize("treatment", [each for each in TaxTreatment if each != "standard"])
def test_a_treatment_that_is_not_standard_decides_by_itself(treatment: str) -> None:
    settings = good(tax_rates={"default": "OUTPUT2", "expenses": "OUTPUT2"})
    for scenario in Scenario:
        assert tax_type_for(settings, scenario, treatment) == settings.treatments[treatment]
    assert tax_type_for(good(treatments={}), "expenses", treatment) is None


def test_a_standard_line_takes_scenario_then_default_then_treatment() -> None:
    rates = {"expenses": "A", "default": "B"}
    treatments = {"standard": "C"}
    every = Settings(tax_rates=rates, treatments=treatments)
    assert tax_type_for(every, "expenses", "standard") == "A"
    assert tax_type_for(every, "other", "standard") == "B"
    assert tax_type_for(Settings(treatments=treatments), "other", "standard") == "C"
    assert tax_type_for(Settings(), "other", "standard") is None


def test_a_scenario_takes_its_account_then_the_default() -> None:
    settings = Settings(accounts={"expenses": "220", "default": "200"})
    assert account_for(settings, "expenses") == "220"
    assert account_for(settings, "other") == "200"
    assert account_for(Settings(), "other") is None


def test_a_field_is_named_in_words() -> None:
    assert where("accounts.expenses", "invoice") == "account for Expenses"
    assert where("tax_rates.default", "invoice") == "tax rate for everything else"
    assert where("treatments.zero", "invoice") == "tax rate for Zero-rated"
