"""The Accounts System section of Invoice Settings and Payment Settings."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tracker.accounts_system import lists
from tracker.accounts_system.mapping import DEFAULT
from tracker.accounts_system.models import Connection, Settings
from tracker.accounts_system.problems import Problem, may_approve
from tracker.companies.models import TaxTreatment
from tracker.documents.kinds import words_for
from tracker.web import settings_words
from tracker.web.settings_choices import (
    account_choices,
    bank_choices,
    category_choices,
    rate_choices,
    theme_choices,
)
from tracker.web.settings_words import ARRIVALS, YES_NO

GROUPS = {"accounts": "account", "tax_rates": "rate", "treatments": "treatment"}
YES_NO_FIELDS = ("auto_create_companies", "auto_create_items", "mark_as_sent", "record_receipts")
PLAIN_FIELDS = (
    "status_on_arrival",
    "branding_theme_id",
    "consultant_category",
    "branch_category",
    "receipts_account_id",
)
# A bill comes from the supplier: it has no branding, and is not sent to the contact.
INVOICES_ONLY = ("mark_as_sent", "branding_theme_id")


class AccountsSystemForm(forms.Form):
    """Chosen from the connection's lists; a stored choice that is gone stays, marked.

    What ``settings`` are of decides the words and what there is to choose.
    """

    send_from_date = forms.DateField(
        label="Send from",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Invoices and payments dated earlier are never sent: one date for both.",
    )
    status_on_arrival = forms.ChoiceField(label="Status on arrival", choices=ARRIVALS)
    auto_create_companies = forms.ChoiceField(choices=YES_NO)
    auto_create_items = forms.ChoiceField(choices=YES_NO)
    mark_as_sent = forms.ChoiceField(
        label="Mark as sent to contact",
        choices=YES_NO,
        help_text="Only if you e-mail invoices outside Xero; Xero will send reminders.",
    )
    record_receipts = forms.ChoiceField(choices=YES_NO)

    def __init__(
        self, data: Any, *, connection: Connection, settings: Settings, problems: Sequence[Problem]
    ) -> None:
        super().__init__(data, initial=_initial(connection, settings))
        self.words = words_for(settings.kind)
        self._name_fields()
        self._add_accounts(lists.accounts(connection), settings)
        self._add_rates(lists.tax_rates(connection), settings)
        self._add_lists(connection, settings)
        banks = bank_choices(lists.accounts(connection), kept=settings.receipts_account_id)
        self._add("receipts_account_id", f"Bank account for {self.words.money}s", banks)
        if self.words.is_payment:
            for name in INVOICES_ONLY:
                del self.fields[name]
        self.problems = self._still_there(problems)
        self.may_approve = may_approve(lists.actions(connection), settings.kind)

    def settings_fields(self) -> dict[str, Any]:
        """What was chosen, as ``connecting.save_settings`` takes it. Only after ``is_valid``."""
        said = self.cleaned_data
        return {
            "send_from_date": said["send_from_date"],
            **{group: self._group(prefix) for group, prefix in GROUPS.items()},
            **{name: said[name] == "yes" for name in YES_NO_FIELDS if name in said},
            **{name: said[name] for name in PLAIN_FIELDS if name in said},
        }

    def clean_status_on_arrival(self) -> str:
        chosen = str(self.cleaned_data["status_on_arrival"])
        if chosen == Settings.Arrival.AUTHORISED and not self.may_approve:
            raise forms.ValidationError("The organisation's plan does not let Tracker approve.")
        return chosen

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("record_receipts") == "yes" and not said.get("receipts_account_id"):
            self.add_error("receipts_account_id", settings_words.bank_account_needed(self.words))
        return said

    def receipts_account(self) -> dict[str, Any]:
        """For the page: the field with what is wrong with it."""
        return self._cell("receipts_account_id")

    def scenario_rows(self) -> list[dict[str, Any]]:
        """For the page: each scenario with its two fields."""
        return [
            {"label": label, **{part: self._cell(f"{part}_{name}") for part in ("account", "rate")}}
            for name, label in self._scenarios()
        ]

    def treatment_rows(self) -> list[dict[str, Any]]:
        return [
            {"label": each.label, "rate": self._cell(f"treatment_{each.value}")}
            for each in TaxTreatment
        ]

    def arrivals(self) -> list[tuple[settings_words.Arrival, bool]]:
        """For the page: each status, and whether it is the chosen one."""
        chosen = self["status_on_arrival"].value()
        return [(each, each.value == chosen) for each in settings_words.arrivals(self.words)]

    def _still_there(self, problems: Sequence[Problem]) -> dict[str, str]:
        """By field, what is wrong with what is kept; not where something else is chosen now."""
        chosen_anew = self.changed_data if self.is_bound else []
        found = {_field_name(each.field): each.sentence for each in problems}
        return {name: sentence for name, sentence in found.items() if name not in chosen_anew}

    def _name_fields(self) -> None:
        """What is called otherwise, by the kind."""
        words, fields = self.words, self.fields
        fields["auto_create_companies"].label = f"Auto Create {words.companies} that do not exist"
        fields["auto_create_items"].label = f"Auto Create {words.items} that do not exist"
        fields["record_receipts"].label = f"Record Tracker’s {words.money}s in Xero"
        fields["record_receipts"].help_text = settings_words.recording_help(words)
        fields["status_on_arrival"].error_messages["required"] = (
            f"Choose what {words.in_xero}s are when they arrive in Xero."
        )

    def _scenarios(self) -> list[tuple[str, str]]:
        return [(DEFAULT, "Everything else (default)"), *self.words.scenarios.items()]

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
        for name, label in self._scenarios():
            kept = settings.accounts.get(name, "")
            choices = account_choices(accounts, kind=settings.kind, empty=_empty(name), kept=kept)
            self._add(f"account_{name}", f"Account for {label}", choices)

    def _add_rates(self, rates: Any, settings: Settings) -> None:
        for name, label in self._scenarios():
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
