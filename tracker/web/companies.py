"""Companies: the list, one company with its link to Xero, and its form."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.web.access import Request, own, own_or_404, writers_only
from tracker.web.banking import banking_of
from tracker.web.document_filters import documents_of
from tracker.web.document_rows import rows_of
from tracker.web.form_fields import TREATMENTS
from tracker.web.name_paging import page_by_name
from tracker.web.paging import NEWEST_FIRST, count_in_words, count_up_to

INVOICES_SHOWN = 10
HISTORY_MAX = 50


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


@require_safe
def companies_list(request: Request) -> HttpResponse:
    typed = request.GET.get("q", "").strip()
    found = own(request, Company).filter(name__icontains=typed)
    shown = page_by_name(found, request.GET, "name")
    page = {
        "companies": shown.rows,
        "count_in_words": count_in_words(count_up_to(found)),
        "typed": typed,
        "newer": shown.before,
        "older": shown.after,
    }
    return render(request, "companies/list.html", page)


@require_safe
def company(request: Request, id: UUID) -> HttpResponse:
    record = own_or_404(request, Company, pk=id)
    agency = request.user.agency
    documents = documents_of(agency, "invoice").filter(company=record).select_related("company")
    page = {
        "company": record,
        "address": _address(record),
        "rows": rows_of(documents.order_by(*NEWEST_FIRST)[:INVOICES_SHOWN]),
        "count_in_words": count_in_words(count_up_to(documents)),
        "invoices_query": _query(client=str(record.pk)),
        "banking": banking_of(request, record),
        "history": events.history(agency, "company", record.pk)[:HISTORY_MAX],
    }
    return render(request, "companies/company.html", page)


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


def _address(record: Company) -> list[str]:
    """The lines of the address that say something."""
    town = f"{record.city} {record.postal_code}".strip()
    return [part for part in (record.address, town, record.region, record.country) if part]


def _query(**values: str) -> str:
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode()


urls = [
    path("companies/", companies_list, name="companies"),
    path("companies/new/", new, name="company_new"),
    path("companies/<uuid:id>/", company, name="company"),
    path("companies/<uuid:id>/edit/", edit, name="company_edit"),
]
