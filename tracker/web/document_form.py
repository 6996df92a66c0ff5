"""Writing a document and changing one. Nothing typed is lost, whatever is wrong with it."""

from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from tracker.agencies.models import Entity
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.documents import lifecycle
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.web.access import Request, own, own_or_404, writers_only
from tracker.web.choosing import company_names, product_codes
from tracker.web.document_fields import DocumentForm, details_of, new_document
from tracker.web.document_filters import documents_of
from tracker.web.document_totals import shown_totals
from tracker.web.entity import the_entity
from tracker.web.line_forms import LineForm, drafts_of, initial_rows, line_forms, typed_rows
from tracker.web.pairs import invoices_offered

MORE_ROWS = 5
CHANGED_MEANWHILE = (
    "Somebody changed this {one} while you did. What you typed is still here: compare it with"
    " the {one}, then save again to put it in its place."
)
Rows: TypeAlias = "BaseFormSet[LineForm]"


@dataclass(frozen=True)
class Written:
    """What is being written: a new document of a kind, or one that is changed."""

    entity: Entity
    kind: str
    document: Document | None = None


@writers_only
def new(request: Request, kind: str) -> HttpResponse:
    entity, agency = the_entity(request), request.user.agency
    written = Written(entity, kind)
    if request.method != "POST":
        company = own(request, Company).filter(name=request.GET.get("company", "")).first()
        start = new_document(entity, kind, company.name if company else "")
        form = DocumentForm(initial=start, entity=entity, kind=kind)
        return _page(request, written, form, line_forms(agency, kind))
    if not request.POST.get("save"):
        return _as_typed(request, written)
    form, rows = _posted(request, written)
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
    return _page(request, written, form, rows, status=400)


@writers_only
def edit(request: Request, kind: str, id: UUID) -> HttpResponse:
    documents = documents_of(request.user.agency, kind)
    documents = documents.select_related("company", "entity__agency", "invoice")
    document = own_or_404(request, documents, pk=id)
    written = Written(document.entity, kind, document)
    if document.is_void:
        messages.error(request, f"{document} is void and cannot be changed.")
        return redirect("document", document.kind, document.pk)
    if request.method != "POST":
        lines = initial_rows(document.lines.select_related("product"))
        form = DocumentForm(initial=details_of(document), entity=document.entity, kind=kind)
        return _page(request, written, form, line_forms(document.agency, kind, initial=lines))
    if not request.POST.get("save"):
        return _as_typed(request, written)
    form, rows = _posted(request, written)
    if form.is_valid() and rows.is_valid() and _is_changed(request, document, form, rows):
        return redirect("document", document.kind, document.pk)
    return _page(request, written, form, rows, status=400)


@writers_only
@require_POST
def totals(request: Request, kind: str) -> HttpResponse:
    """The totals of what is typed so far; rows that are wrong do not count yet."""
    return render(request, "documents/form_totals.html", shown_totals(request, kind))


@transaction.atomic
def _is_changed(request: Request, document: Document, form: DocumentForm, rows: Rows) -> bool:
    # Of two who save at once, the second sees what the first has saved.
    document.refresh_from_db(from_queryset=Document.objects.select_for_update(of=("self",)))
    if form.cleaned_data["revision"] != document.revision:
        form.add_error(None, CHANGED_MEANWHILE.format(one=words_for(document.kind).one))
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


def _posted(request: Request, written: Written) -> tuple[DocumentForm, Rows]:
    form = DocumentForm(request.POST, entity=written.entity, kind=written.kind)
    return form, line_forms(request.user.agency, written.kind, request.POST)


def _as_typed(request: Request, written: Written) -> HttpResponse:
    """The same form again, unchecked: with more rows, or with its totals worked out."""
    kind = written.kind
    spare = MORE_ROWS if request.POST.get("more") else 1
    form = DocumentForm(initial=request.POST.dict(), entity=written.entity, kind=kind)
    typed = typed_rows(request.POST)
    rows = line_forms(request.user.agency, kind, initial=typed, spare=spare)
    return _page(request, written, form, rows)


def _page(
    request: Request, written: Written, form: DocumentForm, rows: Rows, status: int = 200
) -> HttpResponse:
    agency, document = request.user.agency, written.document
    placement = str(form["placement"].value() or "")
    is_payment = words_for(written.kind).is_payment
    page: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "document": document,
        **shown_totals(request, written.kind, document),
        "companies": [(name, "") for name in company_names(agency)],
        "products": product_codes(agency),
        "invoices": invoices_offered(written.entity, "", placement) if is_payment else [],
    }
    return render(request, "documents/form.html", page, status=status)


urls = [
    path("<kind:kind>/new/", new, name="document_new"),
    path("<kind:kind>/totals/", totals, name="document_totals"),
    path("<kind:kind>/<uuid:id>/edit/", edit, name="document_edit"),
]
