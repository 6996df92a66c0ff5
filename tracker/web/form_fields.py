"""Form fields that know our limits, so that an error stands beside the field it is about."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tracker.companies.models import TaxTreatment
from tracker.documents.csv_import.cells import NUMBER

Problem = Callable[[Any], str]
DIGITS_MAX = 40
TREATMENTS = list(TaxTreatment.choices)


def checks(problem: Problem) -> Callable[[Any], None]:
    """A validator from a function that gives a sentence, or nothing where all is well."""

    def check(value: Any) -> None:
        if sentence := problem(value):
            raise ValidationError(sentence)

    return check


def number_field(label: str, problem: Problem, **options: Any) -> forms.DecimalField:
    """A number as people type it: ``1,200.50`` is taken too."""
    return LooseDecimalField(
        label=label,
        validators=[checks(problem)],
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": f"The {label.lower()} is not a number."},
        **options,
    )


def date_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Write the date as 2026-11-03 or 03/11/2026."},
        **options,
    )


class LooseDecimalField(forms.DecimalField):
    """Takes thousands' commas as people copy them; ``1,5`` is never taken for 15."""

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        text = value.strip()
        if len(text) > DIGITS_MAX or not NUMBER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text.replace(",", ""))


class CapitalsField(forms.CharField):
    """A short code in capitals, however it is typed."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).upper()
