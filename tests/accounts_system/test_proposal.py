from tests.accounts_system.charts import accounts, tax_rates
from tracker.accounts_system.mapping import account_for
from tracker.accounts_system.models import Settings
from tracker.accounts_system.problems import problems
from tracker.accounts_system.proposal import propose
from tracker.documents.models import Scenario
from tracker.xero.types import Account


def test_uk_chart_is_mapped_by_the_names_of_its_accounts() -> None:
    assert propose(accounts(), tax_rates(), kind="invoice")["accounts"] == {
        "default": "200",
        "permanent": "210",
        "contract": "215",
        "expenses": "220",
        "other": "260",
    }


def test_each_treatment_gets_the_rate_of_its_kind() -> None:
    proposed = propose(accounts(), tax_rates(), kind="invoice")
    assert proposed["tax_rates"] == {"default": "OUTPUT2"}
    assert proposed["treatments"] == {
        "standard": "OUTPUT2",
        "reduced": "RROUTPUT",
        "zero": "ZERORATEDOUTPUT",
        "exempt": "EXEMPTOUTPUT",
        "outside": "NONE",
        "reverse": "DRCHARGE20",
    }


def test_only_the_status_on_arrival_is_left_to_choose() -> None:
    proposed = Settings(**propose(accounts(), tax_rates(), kind="invoice"))
    assert [each.field for each in problems(proposed, accounts(), tax_rates())] == [
        "status_on_arrival"
    ]


def test_a_rate_of_the_wrong_percentage_is_never_proposed() -> None:
    rates = tax_rates(OUTPUT2={"EffectiveRate": 17.5}, RROUTPUT={"Status": "DELETED"})
    proposed = propose(accounts(), rates, kind="invoice")
    assert proposed["tax_rates"] == {}
    assert not {"standard", "reduced"} & proposed["treatments"].keys()


def test_a_standard_rate_of_the_agencys_own_will_do() -> None:
    rates = tax_rates(OUTPUT2={"TaxType": "TAX001", "Name": "VAT 20"})
    assert propose(accounts(), rates, kind="invoice")["treatments"]["standard"] == "TAX001"


def test_archived_bank_and_cost_accounts_are_not_proposed() -> None:
    chart = accounts(a210={"Status": "ARCHIVED"}, a200={"Type": "BANK"})
    proposed = propose(chart, tax_rates(), kind="invoice")["accounts"]
    assert "permanent" not in proposed
    assert proposed["default"] not in ("200", "330")
    assert account_for(Settings(accounts=proposed), Scenario.PERMANENT) == proposed["default"]


def test_an_empty_chart_proposes_nothing() -> None:
    nothing: list[Account] = []
    assert propose(nothing, [], kind="invoice") == {
        "accounts": {},
        "tax_rates": {},
        "treatments": {},
    }
