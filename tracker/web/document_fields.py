"""What a document says besides its lines, as a form."""

import datetime
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tracker import clock
from tracker.agencies.models import Entity
from tracker.companies.models import Company
from tracker.companies.other_names import company_called
from tracker.documents import limits
from tracker.documents.details import OF_A_SUPPLIER, WORDS, due_before
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.money import AmountsAre
from tracker.web.form_fields import CapitalsField, checks, date_field, number_field
from tracker.web.pairs import invoice_numbered

AMOUNTS = [
    (AmountsAre.EXCLUSIVE, "Prices without VAT"),
    (AmountsAre.INCLUSIVE, "Prices include VAT"),
    (AmountsAre.NO_TAX, "No VAT"),
]
USUAL_TERMS = timedelta(days=30)
NOT_DETAILS = ("company", "revision")


def _number_problem(number: str) -> str:
    return limits.number_problem(number, name=WORDS["supplier_number"])


def _date_problem(day: datetime.date) -> str:
    return limits.date_problem("date", day)


class DocumentForm(forms.Form):
    """The head of a document. The company is typed: one of the agency's, by its name; and so is
    the invoice that a payment belongs to, by its number.
    """

    company = forms.CharField(max_length=255, widget=forms.TextInput(attrs={"list": "companies"}))
    reference = forms.CharField(required=False, max_length=255)
    supplier_number = forms.CharField(
        label="Supplier’s number",
        required=False,
        max_length=limits.NUMBER_LENGTH_MAX,
        validators=[checks(_number_problem)],
        help_text="The number on the supplier’s own invoice: Xero gets it in place of ours.",
    )
    supplier_date = date_field(
        "Supplier’s date",
        required=False,
        validators=[checks(_date_problem)],
        help_text="The date on it. Left empty: the payment’s date.",
    )
    date = date_field("Date", validators=[checks(_date_problem)])
    due_date = date_field("Due", required=False)
    consultant = forms.CharField(required=False, max_length=100)
    branch = forms.CharField(required=False, max_length=100)
    placement = forms.CharField(required=False, max_length=100)
    invoice = forms.CharField(
        label="Belongs to invoice",
        required=False,
        max_length=limits.NUMBER_LENGTH_MAX,
        widget=forms.TextInput(attrs={"list": "invoices"}),
        help_text="Its number: what the client is billed for this work.",
    )
    amounts_are = forms.ChoiceField(label="Prices", choices=AMOUNTS)
    currency = CapitalsField(max_length=3, validators=[checks(limits.currency_problem)])
    currency_rate = number_field("Exchange rate", limits.rate_problem, required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, entity: Entity, kind: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.entity, self.words = entity, words_for(kind)
        if not self.words.is_payment:
            for name in OF_A_SUPPLIER:
                del self.fields[name]
        self.fields["company"].label = self.words.company
        self.fields[
            "due_date"
        ].help_text = f"Left empty: after the {self.words.company.lower()}’s payment terms."
        self.fields["reference"].help_text = (
            "The client’s purchase order." if self.words.has_reference else "Stays in Tracker."
        )

    def clean_company(self) -> Company:
        name = self.cleaned_data["company"]
        company = company_called(self.entity.agency, name)
        if company is None:
            raise ValidationError(f"No company is called “{name}”: choose one, or create it first.")
        return company

    def clean_invoice(self) -> Document | None:
        number = self.cleaned_data["invoice"]
        invoice = invoice_numbered(self.entity, number)
        if number and invoice is None:
            raise ValidationError(f"No invoice has the number “{number}”.")
        return invoice

    def clean(self) -> dict[str, Any]:
        """Without a due date the company's terms give one."""
        values = self.cleaned_data
        company, theirs = values.get("company"), values.get("supplier_date")
        date = theirs or values.get("date")
        if date and company and not values.get("due_date") and "due_date" not in self.errors:
            values["due_date"] = due_after(date, company.terms_days)
        if date and values.get("due_date") and values["due_date"] < date:
            sentence = due_before(self.words.value, is_suppliers=theirs is not None)
            self.add_error("due_date", sentence)
        return values

    def details(self) -> dict[str, Any]:
        """What the domain's functions take, without the company."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in NOT_DETAILS}


def due_after(date: datetime.date, terms_days: int | None) -> datetime.date:
    """When a document of that date is due."""
    return date + (USUAL_TERMS if terms_days is None else timedelta(days=terms_days))


def new_document(entity: Entity, kind: str, company: str = "") -> dict[str, Any]:
    """What an empty form shows."""
    return {
        "company": company,
        "date": clock.today(),
        "currency": entity.currency,
        "amounts_are": entity.amounts_are_of(kind),
    }


def details_of(document: Document) -> dict[str, Any]:
    """What the form of a document shows."""
    names = [name for name in DocumentForm.base_fields if name not in ("company", "invoice")]
    shown = {name: getattr(document, name) for name in names}
    return {
        **shown,
        "company": document.company.name,
        "invoice": str(document.invoice) if document.invoice else "",
    }
