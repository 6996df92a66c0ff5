"""What Xero would refuse of the settings, told from its own lists before anything is sent. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.accounts_system.chart import (
    account_name,
    go_together,
    is_for,
    is_for_lines,
    side_of,
    takes_payments,
)
from tracker.accounts_system.mapping import DEFAULT, account_for, tax_type_for
from tracker.accounts_system.models import Settings
from tracker.companies.models import TaxTreatment
from tracker.documents.kinds import words_for
from tracker.documents.tax import percent_of
from tracker.xero.types import Account, Action, TaxRate

ACTIVE = "ACTIVE"
STANDARD = TaxTreatment.STANDARD
RECEIPTS_ACCOUNT = "receipts_account_id"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field: ``accounts.permanent``, ``treatments.zero``,
    ``tax_rates.default``, ``status_on_arrival``, ``receipts_account_id``.
    """

    field: str
    sentence: str


def problems(
    settings: Settings,
    accounts: Sequence[Account],
    tax_rates: Sequence[TaxRate],
    actions: Sequence[Action] | None = None,
) -> list[Problem]:
    """Everything that a person must change in these settings of a kind, one entry a field.

    ``actions`` (what the organisation's plan allows) is looked at where it is given.
    """
    by_code = {account.code: account for account in accounts if account.code}
    by_type = {rate.tax_type: rate for rate in tax_rates}
    found = [
        *_of_accounts(settings, by_code),
        *_of_rates(settings, by_type),
        *_of_treatments(settings, by_type),
        *_of_pairs(settings, by_code, by_type),
        *_of_arrival(settings, actions),
        *_of_receipts(settings, accounts),
    ]
    return list({problem.field: problem for problem in reversed(found)}.values())[::-1]


def may(actions: Sequence[Action], name: str) -> bool:
    """Whether the organisation's plan allows an action. What it does not mention, it allows."""
    return all(action.status == "ALLOWED" for action in actions if action.name == name)


def may_approve(actions: Sequence[Action], kind: str) -> bool:
    """Whether the organisation's plan lets documents of that kind arrive approved."""
    return may(actions, words_for(kind).approve_action)


def where(field: str, kind: str) -> str:
    """A field in a person's words: *account for Expenses*."""
    group, _, name = field.partition(".")
    words = words_for(kind)
    if group == "treatments":
        return f"tax rate for {TaxTreatment(name).label}"
    if group in ("accounts", "tax_rates"):
        label = "everything else" if name == DEFAULT else words.scenarios[name]
        return f"{'account' if group == 'accounts' else 'tax rate'} for {label}"
    return f"bank account for {words.money}s" if group == RECEIPTS_ACCOUNT else "status on arrival"


def _of_accounts(settings: Settings, by_code: dict[str, Account]) -> Iterator[Problem]:
    for name, code in settings.accounts.items():
        if sentence := _account_sentence(by_code.get(code), code, settings.kind):
            yield Problem(f"accounts.{name}", sentence)
    scenarios = words_for(settings.kind).scenarios
    unmapped = [label for name, label in scenarios.items() if account_for(settings, name) is None]
    if unmapped:
        yield Problem(f"accounts.{DEFAULT}", f"No account is chosen for {', '.join(unmapped)}.")


def _account_sentence(account: Account | None, code: str, kind: str) -> str:
    if account is None:
        return f"Account {code} is not in Xero's chart of accounts: choose another."
    name = account_name(account)
    if not is_for_lines(account):
        return f"Xero does not allow {name} on {words_for(kind).an_in_xero}'s line: choose another."
    if account.status != ACTIVE:
        return f"{name} is {account.status.lower()} in Xero: choose another, or restore it there."
    return ""


def _of_rates(settings: Settings, by_type: dict[str, TaxRate]) -> Iterator[Problem]:
    for name, tax_type in settings.tax_rates.items():
        if sentence := _rate_sentence(by_type.get(tax_type), tax_type, STANDARD, settings.kind):
            yield Problem(f"tax_rates.{name}", sentence)
    unmapped = [
        label
        for name, label in words_for(settings.kind).scenarios.items()
        if tax_type_for(settings, name, STANDARD) is None
    ]
    if unmapped:
        sentence = f"No tax rate is chosen for {', '.join(unmapped)}."
        yield Problem(f"tax_rates.{DEFAULT}", sentence)


def _of_treatments(settings: Settings, by_type: dict[str, TaxRate]) -> Iterator[Problem]:
    for name, tax_type in settings.treatments.items():
        rate, treatment = by_type.get(tax_type), TaxTreatment(name)
        if sentence := _rate_sentence(rate, tax_type, treatment, settings.kind):
            yield Problem(f"treatments.{name}", sentence)


def _rate_sentence(rate: TaxRate | None, tax_type: str, treatment: TaxTreatment, kind: str) -> str:
    if rate is None:
        return f"Tax rate {tax_type} is not in Xero: choose another."
    if rate.status != ACTIVE:
        return f"{rate.name} is {rate.status.lower()} in Xero: choose another."
    if not is_for(rate, kind):
        return f"{rate.name} is not for {side_of(kind).lines}: choose another."
    ours = percent_of(treatment)
    if rate.effective_rate != ours:
        theirs = (
            f"{rate.effective_rate.normalize():f} %"
            if rate.effective_rate is not None
            else "unknown"
        )
        return (
            f"{rate.name} is {theirs} in Xero, and Tracker works out {ours:f} %"
            f" for “{treatment.label}”: choose another."
        )
    return ""


def _of_pairs(
    settings: Settings, by_code: dict[str, Account], by_type: dict[str, TaxRate]
) -> Iterator[Problem]:
    for scenario in words_for(settings.kind).scenarios:
        account = by_code.get(account_for(settings, scenario) or "")
        rate = by_type.get(tax_type_for(settings, scenario, STANDARD) or "")
        if account and rate and not go_together(rate, account):
            field = scenario if scenario in settings.accounts else DEFAULT
            yield Problem(
                f"accounts.{field}",
                f"Xero does not take {rate.name} with {account_name(account)}: change one of them.",
            )


def _of_arrival(settings: Settings, actions: Sequence[Action] | None) -> Iterator[Problem]:
    field, what = "status_on_arrival", f"{words_for(settings.kind).in_xero}s"
    if not settings.status_on_arrival:
        yield Problem(field, "Nobody has chosen the status on arrival yet.")
    elif settings.status_on_arrival == Settings.Arrival.AUTHORISED and not may_approve(
        actions or (), settings.kind
    ):
        yield Problem(
            field,
            f"The organisation's plan does not let Tracker approve {what}: choose Draft or"
            " Awaiting approval.",
        )


def _of_receipts(settings: Settings, accounts: Sequence[Account]) -> Iterator[Problem]:
    if settings.record_receipts and (
        sentence := receipts_account_sentence(settings.receipts_account_id, accounts, settings.kind)
    ):
        yield Problem(RECEIPTS_ACCOUNT, sentence)


def receipts_account_sentence(account_id: str, accounts: Sequence[Account], kind: str) -> str:
    """Why receipts cannot go to this account, or payouts leave from it; '' where they can.

    Xero takes a bank account, or one that payments are enabled for:
    https://developer.xero.com/documentation/api/accounting/payments
    """
    if not account_id:
        return f"No bank account is chosen for {words_for(kind).money}s."
    account = next((each for each in accounts if each.account_id == account_id.lower()), None)
    if account is None:
        called = where(RECEIPTS_ACCOUNT, kind)
        return f"The {called} is not in Xero's chart of accounts: choose another."
    if account.status != ACTIVE:
        return f"{account_name(account)} is {account.status.lower()} in Xero: choose another."
    if not takes_payments(account):
        return f"Xero records no payments on {account_name(account)}: choose a bank account."
    return ""
