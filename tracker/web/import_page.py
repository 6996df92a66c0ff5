"""Import: choose a file, say which column is what, see what it would become, take it.

Each step is a page of its own and works without JavaScript; the file waits in the database.
"""

from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tracker.agencies.not_possible import NotPossible
from tracker.documents.csv_export import refusals_csv
from tracker.documents.csv_import import files
from tracker.documents.csv_import.apply import apply_import
from tracker.documents.csv_import.fields import fields_of
from tracker.documents.csv_import.guessing import guessed_mapping
from tracker.documents.csv_import.mapping import mapping_from, object_from_json
from tracker.documents.csv_import.plan import Plan
from tracker.documents.csv_import.planning import plan_import
from tracker.documents.kinds import counted, words_for
from tracker.documents.models import ImportFile
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.entity import the_entity
from tracker.web.import_forms import FileForm, MappingForm
from tracker.web.import_rows import first_rows
from tracker.web.kind_tabs import kind_tabs

REFUSALS_SHOWN = 100
SAMPLE_ROWS_SHOWN = 3


@writers_only
def start(request: Request, kind: str) -> HttpResponse:
    """Choose the file, and its mapping where somebody has one."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _kept(request, kind, form)
        except NotPossible as problem:
            form.add_error(None, problem.sentence)
    page = {"form": form, "kind_tabs": kind_tabs("import", kind)}
    return render(request, "import/start.html", page, status=400 if form.errors else 200)


@writers_only
def columns(request: Request, id: UUID) -> HttpResponse:
    """Say which column is what."""
    kept = own_or_404(request, ImportFile, pk=id)
    sample = files.sample_of(files.opened(kept))
    profile = files.fitting_profile(kept, sample.header)
    known = kept.mapping or (
        profile.mapping if profile else guessed_mapping(sample, kind=kept.kind)
    )
    name = profile.name if profile else PurePath(kept.name).stem[: files.NAME_LENGTH_MAX]
    form = MappingForm(
        sample.header, known, request.POST or None, kind=kept.kind, initial={"profile": name}
    )
    if request.method == "POST" and form.is_valid():
        profile_name = form.cleaned_data["profile"]
        try:
            files.map_columns(kept, mapping=form.mapping(), profile=profile_name)
            return redirect("import_check", id)
        except NotPossible as problem:
            form.add_error(None, problem.sentence)
    page = {
        "kept": kept,
        "kind": words_for(kept.kind),
        "form": form,
        "profile": profile,
        "needed": [field.name for field in fields_of(kept.kind).values() if field.is_required],
        "header": sample.header,
        "rows": sample.rows[:SAMPLE_ROWS_SHOWN],
    }
    return render(request, "import/columns.html", page, status=400 if form.errors else 200)


@writers_only
@require_safe
def check(request: Request, id: UUID) -> HttpResponse:
    """The dry run: what the file would become, and what cannot be taken and why."""
    kept = own_or_404(request, ImportFile, pk=id)
    if not kept.mapping:
        return redirect("import_columns", id)
    try:
        plan = _plan(request, kept)
    except NotPossible as problem:
        page: dict[str, Any] = {
            "kept": kept,
            "kind": words_for(kept.kind),
            "problem": problem.sentence,
        }
        return render(request, "import/check.html", page, status=400)
    return render(request, "import/check.html", _check_page(kept, plan))


@writers_only
@require_POST
def take(request: Request, id: UUID) -> HttpResponse:
    """Import what the dry run showed, and come back to what could not be taken."""
    kept = own_or_404(request, ImportFile, pk=id)
    try:
        plan = _plan(request, kept, draft=bool(request.POST.get("draft")))
        apply_import(plan, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return redirect("import_check", id)
    count = len(plan.documents)
    messages.success(request, f"{counted(count, kept.kind)} imported.")
    if not plan.refusals:
        files.forget(kept)
        return redirect("documents", kept.kind)
    return redirect("import_check", id)


@writers_only
@require_safe
def refusals(request: Request, id: UUID) -> HttpResponse:
    """Every document that cannot be taken, as CSV."""
    kept = own_or_404(request, ImportFile, pk=id)
    try:
        plan = _plan(request, kept)
    except NotPossible:
        return redirect("import_check", id)
    name = f"not-imported-{kept.created_at:%Y-%m-%d}.csv"
    return HttpResponse(
        "".join(refusals_csv(plan.refusals)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _kept(request: Request, kind: str, form: FileForm) -> HttpResponse:
    file, map_file = form.cleaned_data["file"], form.cleaned_data["map_file"]
    mapping = object_from_json(map_file.read()) if map_file else None
    if mapping is not None:
        mapping_from(mapping, kind=kind)
    kept = files.keep(file=file.file, kind=kind, name=file.name, by=request.user)
    if mapping is None:
        return redirect("import_columns", kept.pk)
    profile = PurePath(map_file.name).stem.removesuffix(".map")
    files.map_columns(kept, mapping=mapping, profile=profile[: files.NAME_LENGTH_MAX])
    return redirect("import_check", kept.pk)


def _plan(request: Request, kept: ImportFile, *, draft: bool = False) -> Plan:
    return plan_import(
        kind=kept.kind,
        agency=request.user.agency,
        entity=the_entity(request),
        file=files.opened(kept),
        mapping=mapping_from(kept.mapping, kind=kept.kind),
        draft=draft,
    )


def _check_page(kept: ImportFile, plan: Plan) -> dict[str, Any]:
    return {
        "kept": kept,
        "kind": words_for(kept.kind),
        "plan": plan,
        "counts": plan.summary(),
        "to_import": counted(len(plan.documents), kept.kind),
        "currency": plan.entity.currency,
        "net": plan.net,
        "reasons": plan.reasons.most_common(),
        "rows": first_rows(plan),
        "refusals": plan.refusals[:REFUSALS_SHOWN],
        "more_refusals": max(0, len(plan.refusals) - REFUSALS_SHOWN),
    }


urls = [
    path("import/", start, {"kind": "invoice"}),
    path("import/<kind:kind>/", start, name="import"),
    path("import/<uuid:id>/columns/", columns, name="import_columns"),
    path("import/<uuid:id>/check/", check, name="import_check"),
    path("import/<uuid:id>/take/", take, name="import_take"),
    path("import/<uuid:id>/refusals.csv", refusals, name="import_refusals"),
]
