"""One invoice or payment: its lines, what became of it, and what can be done with it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts_system.models import DocumentLink
from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle, pairs, supplier_numbers
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.sending import already_in_xero as marking
from tracker.sending.models import State
from tracker.sending.restored import said
from tracker.sending.unsent import never_sent
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.cis import cis_of
from tracker.web.document_filters import documents_of
from tracker.web.document_rows import Row, newest_link, row_of
from tracker.web.in_xero import in_xero
from tracker.web.pairs import pair_of
from tracker.web.receipt_words import receipt_rows, waiting_of
from tracker.web.statuses import is_gone

HISTORY_MAX = 100


@require_safe
def document_page(request: Request, kind: str, id: UUID) -> HttpResponse:
    document = _document(request, kind, id)
    agency = request.user.agency
    link = newest_link(document)
    row = row_of(document)
    page = {
        "document": document,
        "row": row,
        "lines": document.lines.select_related("product"),
        "link": link,
        "gone": link is not None and is_gone(link) and not document.is_void,
        "in_xero": in_xero(document, link),
        "cis": cis_of(link),
        "also_on": supplier_numbers.also_on([document]).get(document.pk, ""),
        "pair": pair_of(document),
        "proposed": pairs.proposed_for(document) if words_for(kind).is_payment else None,
        "receipts": receipt_rows(document, link),
        "receipts_wait": bool(waiting_of([document])),
        "is_never_sent": documents_of(agency, kind).filter(never_sent(), pk=id).exists(),
        "may_be_linked": _may_be_linked(row),
        "is_in_doubt": row.delivery is not None and said.is_in_doubt(row.delivery),
        "may_be_sent": _may_be_sent(document, link),
        "may_be_void": not document.is_void and not _is_on_its_way(row),
        "may_be_paid": document.is_approved and bool(row.due),
        "send_address": reverse("send_prepare", args=[kind]),
        "history": events.history(agency, "document", document.pk)[:HISTORY_MAX],
        "calls_address": _calls_address(request, document),
    }
    return render(request, "documents/document.html", page)


@writers_only
@require_POST
def approve(request: Request, kind: str, id: UUID) -> HttpResponse:
    document = _document(request, kind, id)
    return _do(request, document, lambda: lifecycle.approve(document, by=request.user))


@writers_only
@require_POST
def already_in_xero(request: Request, kind: str, id: UUID) -> HttpResponse:
    """Say that it was entered in Xero by other means, or take that back."""
    document = _document(request, kind, id)
    change = marking.mark_one if request.POST.get("yes") else marking.unmark
    return _do(request, document, lambda: change(document, by=request.user))


@require_safe
def from_xero(request: Request, installation: UUID, id: UUID) -> HttpResponse:
    """Our mark in Xero is a link: it leads back to the document."""
    document = own_or_404(request, Document, pk=id)
    return redirect("document", document.kind, document.pk)


def _document(request: Request, kind: str, id: UUID) -> Document:
    documents = documents_of(request.user.agency, kind).select_related(
        "company", "entity", "invoice__company"
    )
    return own_or_404(request, documents, pk=id)


def _may_be_sent(document: Document, link: DocumentLink | None) -> bool:
    """A void one too, for as long as Xero has not heard that it is void."""
    if document.is_void:
        return link is not None and not is_gone(link)
    return document.is_approved and not document.already_in_xero


def _is_on_its_way(row: Row) -> bool:
    return row.delivery is not None and row.delivery.is_open


def _calls_address(request: Request, document: Document) -> str:
    """What went to Xero and back, for owners, of what was ever sent."""
    if not request.user.may_own or not document.deliveries.exists():
        return ""
    return reverse("document_calls", args=[document.kind, document.pk])


def _may_be_linked(row: Row) -> bool:
    """Refused because Xero has the number, and what Xero has agrees with ours."""
    delivery = row.delivery
    if delivery is None or delivery.cause not in adoption.CAUSES:
        return False
    return delivery.state == State.REFUSED and adoption.candidate(row.document) is not None


def _do(request: Request, document: Document, what: Callable[[], object]) -> HttpResponse:
    try:
        what()
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    return redirect("document", document.kind, document.pk)


urls = [
    path("<kind:kind>/<uuid:id>/", document_page, name="document"),
    path("<kind:kind>/<uuid:id>/approve/", approve, name="document_approve"),
    path(
        "<kind:kind>/<uuid:id>/already-in-xero/", already_in_xero, name="document_already_in_xero"
    ),
    path("x/<uuid:installation>/<uuid:id>", from_xero, name="from_xero"),
]
