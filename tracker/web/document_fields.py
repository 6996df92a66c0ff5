"""What an invoice says besides its lines, as a form."""

import datetime
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tracker import clock
from tracker.agencies.models import Agency
from tracker.companies.models import Company
from tracker.documents import limits
from tracker.documents.models import Document
from tracker.money import AmountsAre
from tracker.web.choosing import company_called
from tracker.web.form_fields import CapitalsField, checks, date_field, number_field

AMOUNTS = [
    (AmountsAre.EXCLUSIVE, "Prices without VAT"),
    (AmountsAre.INCLUSIVE, "Prices include VAT"),
    (AmountsAre.NO_TAX, "No VAT"),
]
USUAL_TERMS = timedelta(days=30)
DETAILS = (
    "date",
    "due_date",
    "reference",
    "placement",
    "consultant",
    "branch",
    "currency",
    "currency_rate",
    "amounts_are",
)


class InvoiceForm(forms.Form):
    """The head of an invoice. The company is typed: one of the agency's, by its name."""

    company = forms.CharField(max_length=255, widget=forms.TextInput(attrs={"list": "companies"}))
    date = date_field("Date", validators=[checks(lambda day: limits.date_problem("date", day))])
    due_date = date_field(
        "Due", required=False, help_text="Left empty: after the company’s payment terms."
    )
    reference = forms.CharField(
        required=False, max_length=255, help_text="The client’s purchase order."
    )
    placement = forms.CharField(required=False, max_length=100)
    consultant = forms.CharField(required=False, max_length=100)
    branch = forms.CharField(required=False, max_length=100)
    amounts_are = forms.ChoiceField(label="Prices", choices=AMOUNTS)
    currency = CapitalsField(max_length=3, validators=[checks(limits.currency_problem)])
    currency_rate = number_field("Exchange rate", limits.rate_problem, required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.agency = agency

    def clean_company(self) -> Company:
        name = self.cleaned_data["company"]
        company = company_called(self.agency, name)
        if company is None:
            raise ValidationError(f"No company is called “{name}”: choose one, or create it first.")
        return company

    def clean(self) -> dict[str, Any]:
        """Without a due date the company's terms give one."""
        values = self.cleaned_data
        company, date = values.get("company"), values.get("date")
        if date and company and not values.get("due_date") and "due_date" not in self.errors:
            values["due_date"] = due_after(date, company.terms_days)
        if date and values.get("due_date") and values["due_date"] < date:
            self.add_error("due_date", "The due date is before the invoice’s date.")
        return values

    def details(self) -> dict[str, Any]:
        """What the domain's functions take, without the company."""
        return {name: self.cleaned_data[name] for name in DETAILS}


def due_after(date: datetime.date, terms_days: int | None) -> datetime.date:
    """When an invoice of that date is due."""
    return date + (USUAL_TERMS if terms_days is None else timedelta(days=terms_days))


def new_invoice(currency: str, amounts_are: str, company: str = "") -> dict[str, Any]:
    """What an empty form shows."""
    return {
        "company": company,
        "date": clock.today(),
        "currency": currency,
        "amounts_are": amounts_are,
    }


def details_of(document: Document) -> dict[str, Any]:
    """What the form of an invoice shows."""
    shown = {name: getattr(document, name) for name in DETAILS}
    return {**shown, "company": document.company.name, "revision": document.revision}
