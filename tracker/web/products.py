"""Products: the fees and pay elements that lines refer to."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from tracker.agencies.not_possible import NotPossible
from tracker.documents import products
from tracker.documents.models import Product, Scenario
from tracker.web.access import Request, own, own_or_404, writers_only
from tracker.web.form_fields import TREATMENTS
from tracker.web.name_paging import page_by_name
from tracker.web.paging import count_in_words, count_up_to


class ProductForm(forms.Form):
    code = forms.CharField(max_length=30, help_text="In Xero, the item’s code.")
    name = forms.CharField(max_length=50, required=False)
    description = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    scenario = forms.ChoiceField(
        choices=Scenario.choices,
        help_text="Both settings pages give each scenario its account and tax rate in Xero.",
    )
    tax_treatment = forms.ChoiceField(
        label="VAT treatment", required=False, choices=[("", "As the company"), *TREATMENTS]
    )


@require_safe
def products_list(request: Request) -> HttpResponse:
    typed = request.GET.get("q", "").strip()
    has = Q(code__icontains=typed) | Q(name__icontains=typed) | Q(description__icontains=typed)
    found = own(request, Product).filter(has)
    shown = page_by_name(found, request.GET, "code")
    page = {
        "products": shown.rows,
        "count_in_words": count_in_words(count_up_to(found)),
        "typed": typed,
        "newer": shown.before,
        "older": shown.after,
    }
    return render(request, "products/list.html", page)


@writers_only
def new(request: Request) -> HttpResponse:
    form = ProductForm(request.POST or None, initial={"scenario": Scenario.CONTRACT})
    if request.method == "POST" and form.is_valid():
        try:
            made = products.create(agency=request.user.agency, by=request.user, **form.cleaned_data)
        except NotPossible as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"Product {made.code} is there.")
            return redirect("products")
    return _form(request, form)


@writers_only
def edit(request: Request, id: UUID) -> HttpResponse:
    product = own_or_404(request, Product, pk=id)
    form = ProductForm(request.POST or None, initial=_values(product))
    if request.method == "POST" and form.is_valid():
        try:
            products.change(product, by=request.user, **form.cleaned_data)
        except NotPossible as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"Product {product.code} is saved.")
            return redirect("products")
    return _form(request, form, product)


def _form(request: Request, form: ProductForm, product: Product | None = None) -> HttpResponse:
    page = {"form": form, "product": product}
    return render(request, "products/form.html", page, status=400 if form.errors else 200)


def _values(product: Product) -> dict[str, Any]:
    return {name: getattr(product, name) for name in ProductForm.base_fields}


urls = [
    path("products/", products_list, name="products"),
    path("products/new/", new, name="product_new"),
    path("products/<uuid:id>/edit/", edit, name="product_edit"),
]
