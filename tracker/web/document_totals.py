"""What the form of a document comes to while it is typed, and the margin it would leave."""

from decimal import Decimal
from uuid import UUID

from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.companies.other_names import company_called
from tracker.documents import pairs
from tracker.documents.line_drafts import totals_of
from tracker.documents.models import Document
from tracker.money import AmountsAre, Totals
from tracker.web.access import Request, own
from tracker.web.entity import the_entity
from tracker.web.line_forms import drafts_of, line_forms
from tracker.web.pairs import invoice_numbered


def shown_totals(
    request: Request, kind: str, document: Document | None = None
) -> dict[str, Totals | Document | Decimal | str | None]:
    """The totals and the margin of what was typed, or of the document as it stands."""
    if request.method != "POST":
        margin = pairs.margin_of(document) if document else None
        return {"totals": document, "margin": margin, "currency": _currency(document)}
    typed = _totals(request, kind)
    changed = document or _changed(request)
    margin = _margin(request, kind, typed, changed) if typed else None
    return {"totals": typed, "margin": margin, "currency": request.POST.get("currency", "")}


def _currency(document: Document | None) -> str:
    return document.currency if document else ""


def _totals(request: Request, kind: str) -> Totals | None:
    """What the posted rows come to; nothing where that cannot be said."""
    agency = request.user.agency
    company = company_called(agency, request.POST.get("company", "")) or Company()
    amounts_are = request.POST.get("amounts_are", "")
    if amounts_are not in set(AmountsAre):
        return None
    try:
        drafts = drafts_of(line_forms(agency, kind, request.POST))
        return totals_of(drafts, company=company, kind=kind, amounts_are=amounts_are)
    except NotPossible:
        return None


def _changed(request: Request) -> Document | None:
    """The document that the form is about, where it was written before."""
    try:
        id = UUID(request.POST.get("changed", ""))
    except ValueError:
        return None
    return own(request, Document).filter(pk=id).first()


def _margin(request: Request, kind: str, typed: Totals, changed: Document | None) -> Decimal | None:
    """With what is typed in place of what was."""
    currency = request.POST.get("currency", "").strip().upper()
    if kind == Document.Kind.INVOICE:
        margin = pairs.margin_of(changed) if changed else None
        if changed is None or margin is None or currency != changed.currency:
            return None
        return margin - changed.net + typed.net
    entity = changed.entity if changed else the_entity(request)
    invoice = invoice_numbered(entity, request.POST.get("invoice", ""))
    if invoice is None:
        return None
    return pairs.margin_if(invoice, net=typed.net, currency=currency, instead_of=changed)
