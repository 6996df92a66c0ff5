"""Choosing a company or a product by typing: the browser offers names, the server finds one."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from tracker.agencies.models import Agency
from tracker.companies.models import Company
from tracker.companies.names import tidy
from tracker.documents.models import Product
from tracker.web.access import Request

OFFERED_MAX = 50


@require_safe
def company_options(request: Request) -> HttpResponse:
    """`<option>`s for the companies whose name has what was typed."""
    offered = company_names(request.user.agency, request.GET.get("company", ""))
    return render(request, "parts/options.html", {"options": [(name, "") for name in offered]})


@require_safe
def product_options(request: Request) -> HttpResponse:
    """`<option>`s for the products whose code or name has what was typed, whatever the row."""
    typed = next((str(text) for name, text in request.GET.items() if name.endswith("product")), "")
    offered = product_codes(request.user.agency, typed)
    return render(request, "parts/options.html", {"options": offered})


def company_names(agency: Agency, typed: str = "") -> list[str]:
    companies = Company.objects.filter(agency=agency, name__icontains=tidy(typed))
    return list(companies.order_by("name").values_list("name", flat=True)[:OFFERED_MAX])


def product_codes(agency: Agency, typed: str = "") -> list[tuple[str, str]]:
    """Codes, each with what the product is called."""
    has = Q(code__icontains=tidy(typed)) | Q(name__icontains=tidy(typed))
    products = Product.objects.filter(has, agency=agency).order_by("code")
    return [(each.code, each.name or each.description[:60]) for each in products[:OFFERED_MAX]]


def product_coded(agency: Agency, code: str) -> Product | None:
    products = Product.objects.filter(agency=agency)
    return (
        products.filter(code=tidy(code)).first() or products.filter(code__iexact=tidy(code)).first()
    )


urls = [
    path("companies/options/", company_options, name="company_options"),
    path("products/options/", product_options, name="product_options"),
]
