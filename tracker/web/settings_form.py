"""The forms of Invoice Settings."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tracker.accounts_system import lists
from tracker.accounts_system.mapping import DEFAULT
from tracker.accounts_system.models import Connection, Settings
from tracker.accounts_system.problems import Problem, may_approve
from tracker.companies.models import TaxTreatment
from tracker.documents.models import Scenario
from tracker.web.settings_choices import (
    account_choices,
    bank_choices,
    category_choices,
    rate_choices,
    theme_choices,
)

GROUPS = {"accounts": "account", "tax_rates": "rate", "treatments": "treatment"}
YES_NO = [("yes", "Yes"), ("no", "No")]
YES_NO_FIELDS = ("auto_create_companies", "auto_create_items", "mark_as_sent", "record_receipts")
PLAIN_FIELDS = (
    "status_on_arrival",
    "branding_theme_id",
    "consultant_category",
    "branch_category",
    "receipts_account_id",
)
AMOUNTS = [
    ("exclusive", "Exclusive: VAT is added"),
    ("inclusive", "Inclusive: VAT is in them"),
    ("no_tax", "No tax"),
]
ARRIVALS = [
    ("DRAFT", "Draft", "Not in your VAT return until somebody approves it in Xero."),
    (
        "SUBMITTED",
        "Awaiting approval",
        "Waits in Xero for an approver, and is not in your VAT return until then.",
    ),
    (
        "AUTHORISED",
        "Authorised",
        "Counts at once: it is owed to you, and in your VAT return by its date.",
    ),
]


class NumberingForm(forms.Form):
    """How invoices are numbered, and what their prices mean."""

    number_prefix = forms.CharField(label="Prefix", max_length=20, required=False, strip=True)
    next_number = forms.IntegerField(label="Next number", min_value=1)
    amounts_are = forms.ChoiceField(
        label="Amounts are",
        choices=AMOUNTS,
        help_text="For invoices created from now on; each invoice keeps its own.",
    )


class AccountsSystemForm(forms.Form):
    """Chosen from the connection's lists; a stored choice that is gone stays, marked."""

    send_from_date = forms.DateField(
        label="Send from",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Invoices dated earlier are never sent.",
    )
    status_on_arrival = forms.ChoiceField(
        label="Status on arrival",
        choices=[(value, name) for value, name, _ in ARRIVALS],
        error_messages={"required": "Choose what invoices are when they arrive in Xero."},
    )
    auto_create_companies = forms.ChoiceField(
        label="Auto Create Companies that do not exist", choices=YES_NO
    )
    auto_create_items = forms.ChoiceField(
        label="Auto Create Invoice items that do not exist", choices=YES_NO
    )
    mark_as_sent = forms.ChoiceField(
        label="Mark as sent to contact",
        choices=YES_NO,
        help_text="Only if you e-mail invoices outside Xero; Xero will send reminders.",
    )
    record_receipts = forms.ChoiceField(
        label="Record Tracker’s receipts in Xero",
        choices=YES_NO,
        help_text="Yes: what is marked paid here goes to Xero as a payment with the next Send."
        " No: Xero hears of it from the bank feed, and Sync brings it back.",
    )

    def __init__(
        self, data: Any, *, connection: Connection, settings: Settings, problems: Sequence[Problem]
    ) -> None:
        super().__init__(data, initial=_initial(connection, settings))
        self._add_accounts(lists.accounts(connection), settings)
        self._add_rates(lists.tax_rates(connection), settings)
        self._add_lists(connection, settings)
        banks = bank_choices(lists.accounts(connection), kept=settings.receipts_account_id)
        self._add("receipts_account_id", "Bank account for receipts", banks)
        self.problems = {_field_name(each.field): each.sentence for each in problems}
        self.may_approve = may_approve(lists.actions(connection), settings.kind)

    def settings_fields(self) -> dict[str, Any]:
        """What was chosen, as ``connecting.save_settings`` takes it. Only after ``is_valid``."""
        said = self.cleaned_data
        return {
            "send_from_date": said["send_from_date"],
            **{group: self._group(prefix) for group, prefix in GROUPS.items()},
            **{name: said[name] == "yes" for name in YES_NO_FIELDS},
            **{name: said[name] for name in PLAIN_FIELDS},
        }

    def clean_status_on_arrival(self) -> str:
        chosen = str(self.cleaned_data["status_on_arrival"])
        if chosen == Settings.Arrival.AUTHORISED and not self.may_approve:
            raise forms.ValidationError("The organisation's plan does not let Tracker approve.")
        return chosen

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("record_receipts") == "yes" and not said.get("receipts_account_id"):
            self.add_error(
                "receipts_account_id", "Choose the bank account in Xero that receipts go to."
            )
        return said

    def receipts_account(self) -> dict[str, Any]:
        """For the page: the field with what is wrong with it."""
        return self._cell("receipts_account_id")

    def scenario_rows(self) -> list[dict[str, Any]]:
        """For the page: each scenario with its two fields."""
        return [
            {"label": label, **{part: self._cell(f"{part}_{name}") for part in ("account", "rate")}}
            for name, label in _scenarios()
        ]

    def treatment_rows(self) -> list[dict[str, Any]]:
        return [
            {"label": each.label, "rate": self._cell(f"treatment_{each.value}")}
            for each in TaxTreatment
        ]

    def arrivals(self) -> list[dict[str, Any]]:
        """For the page: each status with what it means for the VAT return."""
        chosen = self["status_on_arrival"].value()
        return [
            {"value": value, "name": name, "means": means, "is_chosen": value == chosen}
            for value, name, means in ARRIVALS
        ]

    def _cell(self, name: str) -> dict[str, Any]:
        return {"field": self[name], "problem": self.problems.get(name, "")}

    def _group(self, prefix: str) -> dict[str, str]:
        starts = f"{prefix}_"
        return {
            name.removeprefix(starts): value
            for name, value in self.cleaned_data.items()
            if name.startswith(starts) and value
        }

    def _add_accounts(self, accounts: Any, settings: Settings) -> None:
        for name, label in _scenarios():
            kept = settings.accounts.get(name, "")
            choices = account_choices(accounts, kind=settings.kind, empty=_empty(name), kept=kept)
            self._add(f"account_{name}", f"Account for {label}", choices)

    def _add_rates(self, rates: Any, settings: Settings) -> None:
        for name, label in _scenarios():
            kept = settings.tax_rates.get(name, "")
            choices = rate_choices(rates, kind=settings.kind, empty=_empty(name), kept=kept)
            self._add(f"rate_{name}", f"Tax rate for {label}", choices)
        for treatment in TaxTreatment:
            kept = settings.treatments.get(treatment.value, "")
            choices = rate_choices(
                rates, kind=settings.kind, empty="Not mapped: not sent", kept=kept
            )
            self._add(f"treatment_{treatment.value}", f"Tax rate for {treatment.label}", choices)

    def _add_lists(self, connection: Connection, settings: Settings) -> None:
        themes = theme_choices(lists.branding_themes(connection), kept=settings.branding_theme_id)
        self._add("branding_theme_id", "Branding theme", themes)
        categories = lists.tracking_categories(connection)
        for who in ("consultant", "branch"):
            kept = getattr(settings, f"{who}_category")
            choices = category_choices(categories, kept=kept)
            self._add(f"{who}_category", f"Tracking category for the {who}", choices)

    def _add(self, name: str, label: str, choices: Any) -> None:
        field = forms.ChoiceField(label=label, choices=choices, required=False)
        self.fields[name] = field


def _scenarios() -> list[tuple[str, str]]:
    return [(DEFAULT, "Everything else (default)"), *Scenario.choices]


def _empty(name: str) -> str:
    return "Not chosen" if name == DEFAULT else "As the default"


def _field_name(field: str) -> str:
    group, _, name = field.partition(".")
    return f"{GROUPS[group]}_{name}" if group in GROUPS else field


def _initial(connection: Connection, settings: Settings) -> dict[str, Any]:
    maps = {
        f"{prefix}_{name}": value
        for group, prefix in GROUPS.items()
        for name, value in getattr(settings, group).items()
    }
    yes_no = {name: "yes" if getattr(settings, name) else "no" for name in YES_NO_FIELDS}
    return {
        "send_from_date": connection.send_from_date,
        **maps,
        **yes_no,
        **{name: getattr(settings, name) for name in PLAIN_FIELDS},
    }
