"""Where receipts go in Xero: the setting is checked against Xero's own chart."""

from typing import Any

import pytest

from tests.accounts_system.charts import accounts
from tests.accounts_system.test_settings_problems import found, good
from tests.sending.desk import Desk
from tracker.accounts_system import settings
from tracker.accounts_system.problems import RECEIPTS_ACCOUNT, where
from tracker.accounts_system.settings import recording_since
from tracker.xero.types import Account

BANK, SALES = "090", "200"
"""Their codes; here they are their ids too."""


def chart(**changed: Any) -> list[Account]:
    return [each.model_copy(update={"account_id": each.code}) for each in accounts(**changed)]


def sentence(account_id: str = BANK, **changed: Any) -> str:
    """What the settings page says of the account."""
    chosen = good(record_receipts=True, receipts_account_id=account_id)
    return found(chosen, accounts=chart(**changed)).get(RECEIPTS_ACCOUNT, "")


def test_a_bank_account_is_fine_and_so_is_one_that_takes_payments() -> None:
    assert sentence() == ""
    assert sentence(SALES, a200={"EnablePaymentsToAccount": True}) == ""


@pytest.mark.parametrize(
    ("account_id", "changed", "words"),
    [
        ("", {}, "No bank account is chosen for receipts."),
        ("nobody", {}, "is not in Xero's chart of accounts: choose another."),
        (BANK, {"a090": {"Status": "ARCHIVED"}}, "is archived in Xero"),
        (SALES, {}, "Xero records no payments on 200 · Sales"),
    ],
)
def test_an_account_that_xero_would_refuse_is_named(
    account_id: str, changed: dict[str, Any], words: str
) -> None:
    assert words in sentence(account_id, **changed)


def test_without_recording_the_account_does_not_matter() -> None:
    assert found(good(record_receipts=False)) == {}
    assert where(RECEIPTS_ACCOUNT, "invoice") == "bank account for receipts"


def test_recording_counts_from_when_it_was_last_switched_on(desk: Desk) -> None:
    assert recording_since(desk.connection, "invoice") is None
    desk.record_receipts()
    began_at = recording_since(desk.connection, "invoice")
    assert began_at is not None
    settings.save(desk.connection, kind="invoice", by=desk.office.owner, mark_as_sent=True)
    assert recording_since(desk.connection, "invoice") == began_at
    desk.record_receipts(yes=False)
    assert recording_since(desk.connection, "invoice") is None
    desk.record_receipts()
    again_at = recording_since(desk.connection, "invoice")
    assert again_at is not None and again_at > began_at
