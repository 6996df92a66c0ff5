"""Which invoice a payment belongs to, what both leave, and choosing the invoice by its number."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tracker.agencies.models import Entity
from tracker.agencies.not_possible import NotPossible
from tracker.companies.names import tidy
from tracker.documents import lifecycle, pairs
from tracker.documents.kinds import named
from tracker.documents.models import Document
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.document_filters import documents_of
from tracker.web.document_rows import Row, rows_of
from tracker.web.entity import the_entity
from tracker.web.templatetags.ui import in_currency


@dataclass(frozen=True)
class Pair:
    """An invoice and its payments as a page shows them; ``margin`` as in `documents.pairs`."""

    invoice: Row
    payments: list[Row]
    margin: Decimal | None


def pair_of(document: Document) -> Pair | None:
    """The pair that a document is in; None for one that stands alone."""
    invoice = document.invoice if document.is_payment else document
    payments = list(pairs.payments_of(invoice)) if invoice else []
    if invoice is None or not payments:
        return None
    head, *rows = rows_of([invoice, *payments])
    return Pair(head, rows, pairs.margin_of(invoice))


def invoice_numbered(entity: Entity, number: str) -> Document | None:
    """The invoice of exactly this number, else the only one that differs in capitals alone."""
    invoices = documents_of(entity.agency, Document.Kind.INVOICE).filter(entity=entity)
    alike = list(invoices.filter(number__iexact=tidy(number))[:2]) if number else []
    exact = [each for each in alike if each.number == tidy(number)]
    return (exact or alike)[0] if len(exact or alike) == 1 else None


def invoices_offered(entity: Entity, typed: str, placement: str) -> list[tuple[str, str]]:
    """Numbers of invoices to choose from, each with whose it is and what it comes to."""
    offered = pairs.offered(entity, typed=tidy(typed), placement=tidy(placement))
    return [(str(each), _in_words(each)) for each in offered]


@require_safe
def invoice_options(request: Request) -> HttpResponse:
    """`<option>`s for the invoices that have what was typed; those of the placement come first."""
    typed, placement = (request.GET.get(name, "") for name in ("invoice", "placement"))
    options = invoices_offered(the_entity(request), typed, placement)
    return render(request, "parts/options.html", {"options": options})


@writers_only
@require_POST
def belongs_to(request: Request, id: UUID) -> HttpResponse:
    """Say which invoice a payment belongs to; the page had proposed it."""
    agency = request.user.agency
    payment = own_or_404(request, documents_of(agency, Document.Kind.PAYMENT), pk=id)
    if not (asked := request.POST.get("invoice")):
        messages.error(request, "Choose the invoice that it belongs to.")
        return redirect("document", payment.kind, payment.pk)
    invoices = documents_of(agency, Document.Kind.INVOICE)
    invoice = own_or_404(request, invoices, pk=_id_of_invoice(asked))
    try:
        lifecycle.change(payment, invoice=invoice, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"{named(payment)} belongs to {invoice} now.")
    return redirect("document", payment.kind, payment.pk)


def _id_of_invoice(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _in_words(invoice: Document) -> str:
    said = [
        invoice.company.name,
        invoice.placement,
        f"{invoice.date:%d %b %y}",
        in_currency(invoice.gross, invoice.currency),
    ]
    return " · ".join(filter(None, said))


urls = [
    path("invoices/options/", invoice_options, name="invoice_options"),
    path("payments/<uuid:id>/belongs-to/", belongs_to, name="document_belongs_to"),
]
