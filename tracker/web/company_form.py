"""Writing and changing a company's details."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.form_fields import TREATMENTS


class CompanyForm(forms.ModelForm):
    """What a useful contact needs; Tracker's sentences stand beside the field."""

    class Meta:
        model = Company
        fields = [
            "name",
            "email",
            "phone",
            "address",
            "city",
            "region",
            "postal_code",
            "country",
            "vat_number",
            "company_number",
            "terms_days",
            "tax_treatment",
            "reference",
            "is_client",
            "is_supplier",
        ]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"reference": "What another system of yours calls this company."}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["tax_treatment"] = forms.ChoiceField(
            label="VAT treatment",
            required=False,
            choices=[("", "Standard rate, unless a line says otherwise"), *TREATMENTS],
        )

    def validate_unique(self) -> None:
        """Left to the domain, which says it in a sentence."""


@writers_only
def new(request: Request) -> HttpResponse:
    form = CompanyForm(request.POST or None, initial={"is_client": True})
    if request.method == "POST" and form.is_valid():
        try:
            record = companies.create(
                agency=request.user.agency, by=request.user, **form.cleaned_data
            )
        except NotPossible as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect("company", record.pk)
    return _form(request, form)


@writers_only
def edit(request: Request, id: UUID) -> HttpResponse:
    record = own_or_404(request, Company, pk=id)
    form = CompanyForm(request.POST or None, initial=_values(record))
    if request.method == "POST" and form.is_valid():
        try:
            companies.change(record, by=request.user, **form.cleaned_data)
        except NotPossible as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect("company", record.pk)
    return _form(request, form, record)


def _form(request: Request, form: CompanyForm, record: Company | None = None) -> HttpResponse:
    page = {"form": form, "company": record}
    return render(request, "companies/form.html", page, status=400 if form.errors else 200)


def _values(record: Company) -> dict[str, Any]:
    return {name: getattr(record, name) for name in CompanyForm.Meta.fields}


urls = [
    path("companies/new/", new, name="company_new"),
    path("companies/<uuid:id>/edit/", edit, name="company_edit"),
]
