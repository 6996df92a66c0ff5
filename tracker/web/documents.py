"""The list of invoices or payments: filters, columns, pages, tick boxes and the Action menu."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from tracker.agencies.models import Agency
from tracker.companies.models import Company
from tracker.documents.kinds import words_for
from tracker.web.access import Request
from tracker.web.columns import choose_columns, chosen_columns, columns_of
from tracker.web.document_filters import (
    BATCH_STATUSES,
    STATUSES,
    FilterForm,
    documents_of,
    filtered,
)
from tracker.web.document_rows import rows_of
from tracker.web.paging import COUNTED_MAX, count_in_words, count_up_to, page_of

PAGING = ("older", "newer")


@dataclass(frozen=True)
class Option:
    """One choice of a filter, as a link."""

    label: str
    address: str
    is_chosen: bool


@require_safe
def documents(request: Request, kind: str) -> HttpResponse:
    form = FilterForm(request.GET)
    values = form.values()
    found = filtered(request.user.agency, kind, request.GET)
    count = count_up_to(found)
    chosen = chosen_columns(request.user, kind)
    shown = page_of(
        found.select_related("company", "invoice"),
        older=request.GET.get("older", ""),
        newer=request.GET.get("newer", ""),
    )
    page = {
        "form": form,
        "kept_filters": ("status", "batch_status", "batch", "cause", "client"),
        "values": values,
        "rows": rows_of(shown.documents, with_margins="margin" in chosen),
        "count": count,
        "count_in_words": count_in_words(count),
        "is_capped": count > COUNTED_MAX,
        "view": view_of(request.GET),
        "newer": _address(kind, request.GET, newer=shown.newer) if shown.newer else "",
        "older": _address(kind, request.GET, older=shown.older) if shown.older else "",
        "status_options": _options(kind, request.GET, "status", STATUSES),
        "batch_options": _options(kind, request.GET, "batch_status", BATCH_STATUSES),
        "chips": _chips(request.user.agency, kind, request.GET, form),
        "columns": columns_of(kind),
        "chosen": chosen,
        "is_empty": not count
        and not values
        and not documents_of(request.user.agency, kind).exists(),
        "send_address": reverse("send_prepare", args=[kind]),
        "import_address": reverse("import", args=[kind]),
    }
    return render(request, "documents/list.html", page)


@require_POST
def columns(request: Request, kind: str) -> HttpResponse:
    choose_columns(request.user, kind, request.POST.getlist("column"))
    return redirect(
        f"{reverse('documents', args=[kind])}?{view_of(QueryDict(request.POST.get('view', '')))}"
    )


def view_of(asked: QueryDict) -> str:
    """The query string of a view, without the place of the page in it."""
    kept = asked.copy()
    for name in [name for name in kept if name in PAGING or not kept[name]]:
        del kept[name]
    return kept.urlencode()


def _address(kind: str, asked: QueryDict, **changes: str) -> str:
    """This view's address with something changed; an empty value drops the name."""
    kept = QueryDict(view_of(asked), mutable=True)
    for name, value in changes.items():
        kept[name] = value
        if not value:
            del kept[name]
    return f"{reverse('documents', args=[kind])}?{kept.urlencode()}"


def _options(
    kind: str, asked: QueryDict, name: str, choices: list[tuple[str, str]]
) -> list[Option]:
    now = asked.get(name, "")
    return [
        Option(label, _address(kind, asked, **{name: value}), now == value)
        for value, label in [("", "Any"), *choices]
    ]


def _chips(agency: Agency, kind: str, asked: QueryDict, form: FilterForm) -> list[Option]:
    """What is filtered by now, each with the address that takes it away."""
    values = form.values()
    return [
        Option(
            _in_words(agency, kind, form, name, value), _address(kind, asked, **{name: ""}), True
        )
        for name, value in values.items()
    ]


def _in_words(agency: Agency, kind: str, form: FilterForm, name: str, value: Any) -> str:
    if name in ("status", "batch_status"):
        return dict(STATUSES + BATCH_STATUSES)[str(value)]
    if name in ("since", "until"):
        return f"{form.fields[name].label} {value:%d %b %y}"
    if name == "client":
        named = Company.objects.filter(agency=agency, pk=value).values_list("name", flat=True)
        return named.first() or "Nobody"
    if name == "company":
        return f"{words_for(kind).company}: {value}"
    return f"{form[name].label}: {value}"


urls = [
    path("<kind:kind>/", documents, name="documents"),
    path("<kind:kind>/columns/", columns, name="documents_columns"),
]
