"""Writing an invoice and changing one. Nothing typed is lost, whatever is wrong with it."""

from typing import Any, TypeAlias
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.documents import lifecycle
from tracker.documents.line_drafts import totals_of
from tracker.documents.models import Document
from tracker.money import Totals
from tracker.web.access import Request, own, own_or_404, writers_only
from tracker.web.choosing import company_called, company_names, product_codes
from tracker.web.document_fields import AMOUNTS, InvoiceForm, details_of, new_invoice
from tracker.web.document_filters import documents_of
from tracker.web.entity import the_entity
from tracker.web.line_forms import LineForm, drafts_of, initial_rows, line_forms, typed_rows

MORE_ROWS = 5
CHANGED_MEANWHILE = (
    "Somebody changed this invoice while you did. What you typed is still here: compare it with"
    " the invoice, then save again to put it in its place."
)
Rows: TypeAlias = "BaseFormSet[LineForm]"


@writers_only
def new(request: Request, kind: str) -> HttpResponse:
    entity, agency = the_entity(request), request.user.agency
    if request.method != "POST":
        company = own(request, Company).filter(name=request.GET.get("company", "")).first()
        start = new_invoice(
            entity.currency, entity.amounts_are_of(kind), company.name if company else ""
        )
        return _page(request, kind, InvoiceForm(initial=start, agency=agency), line_forms(agency))
    if not request.POST.get("save"):
        return _as_typed(request, kind)
    form, rows = _posted(request)
    if form.is_valid() and rows.is_valid():
        try:
            document = lifecycle.create_draft(
                agency=agency,
                entity=entity,
                kind=kind,
                company=form.cleaned_data["company"],
                lines=drafts_of(rows),
                by=request.user,
                **form.details(),
            )
        except NotPossible as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect("document", document.kind, document.pk)
    return _page(request, kind, form, rows, status=400)


@writers_only
def edit(request: Request, kind: str, id: UUID) -> HttpResponse:
    agency = request.user.agency
    document = own_or_404(request, documents_of(agency, kind).select_related("company"), pk=id)
    if document.is_void:
        messages.error(request, f"{document} is void and cannot be changed.")
        return redirect("document", document.kind, document.pk)
    if request.method != "POST":
        rows = line_forms(agency, initial=initial_rows(document.lines.select_related("product")))
        form = InvoiceForm(initial=details_of(document), agency=agency)
        return _page(request, kind, form, rows, document)
    if not request.POST.get("save"):
        return _as_typed(request, kind, document)
    form, rows = _posted(request)
    if form.is_valid() and rows.is_valid() and _is_changed(request, document, form, rows):
        return redirect("document", document.kind, document.pk)
    return _page(request, kind, form, rows, document, status=400)


@writers_only
@require_POST
def totals(request: Request, kind: str) -> HttpResponse:
    """The totals of what is typed so far; rows that are wrong do not count yet."""
    return render(request, "documents/form_totals.html", {"totals": _totals(request, kind)})


@transaction.atomic
def _is_changed(request: Request, document: Document, form: InvoiceForm, rows: Rows) -> bool:
    # Of two who save at once, the second sees what the first has saved.
    document.refresh_from_db(from_queryset=Document.objects.select_for_update(of=("self",)))
    if form.cleaned_data["revision"] != document.revision:
        form.add_error(None, CHANGED_MEANWHILE)
        form.data = {**request.POST.dict(), "revision": str(document.revision)}
        return False
    try:
        lifecycle.change(
            document,
            company=form.cleaned_data["company"],
            lines=drafts_of(rows, document.lines.select_related("product")),
            by=request.user,
            **form.details(),
        )
    except NotPossible as problem:
        form.add_error(None, problem.sentence)
        return False
    return True


def _posted(request: Request) -> tuple[InvoiceForm, Rows]:
    agency = request.user.agency
    return InvoiceForm(request.POST, agency=agency), line_forms(agency, request.POST)


def _as_typed(request: Request, kind: str, document: Document | None = None) -> HttpResponse:
    """The same form again, unchecked: with more rows, or with its totals worked out."""
    agency = request.user.agency
    spare = MORE_ROWS if request.POST.get("more") else 1
    form = InvoiceForm(initial=request.POST.dict(), agency=agency)
    rows = line_forms(agency, initial=typed_rows(request.POST), spare=spare)
    return _page(request, kind, form, rows, document)


def _totals(request: Request, kind: str) -> Totals | None:
    """What the posted rows come to; nothing where that cannot be said."""
    agency = request.user.agency
    company = company_called(agency, request.POST.get("company", "")) or Company()
    amounts_are = request.POST.get("amounts_are", "")
    if amounts_are not in dict(AMOUNTS):
        return None
    try:
        drafts = drafts_of(line_forms(agency, request.POST))
        return totals_of(drafts, company=company, kind=kind, amounts_are=amounts_are)
    except NotPossible:
        return None


def _page(
    request: Request,
    kind: str,
    form: InvoiceForm,
    rows: Rows,
    document: Document | None = None,
    status: int = 200,
) -> HttpResponse:
    page: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "document": document,
        "totals": _totals(request, kind) if request.method == "POST" else document,
        "companies": [(name, "") for name in company_names(request.user.agency)],
        "products": product_codes(request.user.agency),
    }
    return render(request, "documents/form.html", page, status=status)


urls = [
    path("<kind:kind>/new/", new, name="document_new"),
    path("<kind:kind>/totals/", totals, name="document_totals"),
    path("<kind:kind>/<uuid:id>/edit/", edit, name="document_edit"),
]
