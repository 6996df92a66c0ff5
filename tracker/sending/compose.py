"""A document as Xero's invoice or bill: pure, from what was checked."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from tracker.accounts_system import held_records, marks
from tracker.accounts_system.models import DocumentLink, Settings
from tracker.companies.models import Company
from tracker.documents.kinds import KindWords
from tracker.documents.models import Document, Line, Product
from tracker.money import AmountsAre
from tracker.sending.checks import Coding, arriving, coding_of
from tracker.sending.context import Context
from tracker.sending.corrections import holdings
from tracker.xero.contacts import ContactToSend
from tracker.xero.invoices import InvoiceToSend, LineToSend
from tracker.xero.items import ItemToSend

LINE_AMOUNT_TYPES: Mapping[str, Literal["Exclusive", "Inclusive", "NoTax"]] = {
    AmountsAre.EXCLUSIVE: "Exclusive",
    AmountsAre.INCLUSIVE: "Inclusive",
    AmountsAre.NO_TAX: "NoTax",
}
TRACKING_PER_LINE_MAX = 2


def invoice(
    document: Document,
    company: Company,
    lines: Sequence[Line],
    context: Context,
    *,
    contact_id: str,
    link: DocumentLink | None,
) -> InvoiceToSend:
    """The document complete, with our mark. It must have passed ``checks.problem``."""
    context = context.coded_as(link)
    assert context.settings is not None and document.number is not None
    words = context.words
    return InvoiceToSend(
        mark=marks.of_document(document.id, context.installation),
        invoice_id=link.remote_id if link else None,
        type=words.xero_type,
        number=document.books_number,
        contact_id=contact_id,
        date=document.books_date,
        due_date=document.due_date,
        reference=document.reference if words.has_reference else "",
        currency=document.currency,
        currency_rate=document.currency_rate,
        line_amount_types=LINE_AMOUNT_TYPES[document.amounts_are],
        status=arriving(context.settings, link),
        branding_theme_id=_branding_theme(words, context.settings),
        sent_to_contact=_sent_to_contact(words, context.settings),
        lines=_lines(document, company, lines, context, link),
    )


def _lines(
    document: Document,
    company: Company,
    lines: Sequence[Line],
    context: Context,
    link: DocumentLink | None,
) -> tuple[LineToSend, ...]:
    composed = tuple(_line(document, company, line, context, link) for line in lines)
    record = held_records.record_of(link) if link is not None and not link.line_ids else None
    return holdings.with_ids_of(composed, record) if record is not None else composed


def _branding_theme(words: KindWords, settings: Settings) -> str | None:
    """Nobody is sent a bill, so it has no theme."""
    return settings.branding_theme_id or None if not words.is_payment else None


def _sent_to_contact(words: KindWords, settings: Settings) -> bool | None:
    is_sent = settings.mark_as_sent and settings.status_on_arrival == "AUTHORISED"
    return True if is_sent and not words.is_payment else None


def _line(
    document: Document, company: Company, line: Line, context: Context, link: DocumentLink | None
) -> LineToSend:
    coding = coding_of(document, company, line, context)
    assert isinstance(coding, Coding)
    return LineToSend(
        line_item_id=link.line_ids.get(str(line.pk)) if link else None,
        item_code=line.product.code if line.product else None,
        description=description(line),
        quantity=line.quantity,
        unit_amount=line.unit_price,
        discount_rate=_discount(line, context.words, link),
        account_code=coding.account,
        tax_type=coding.tax_type,
        tax_amount=line.tax,
        tracking=_tracking(document, context),
    )


def _discount(line: Line, words: KindWords, link: DocumentLink | None) -> Decimal | None:
    """Left out of an update, a discount would stay as it was; bills have none."""
    if not words.has_discounts:
        return None
    return line.discount_percent if link else line.discount_percent or None


def description(line: Line) -> str:
    """What the client reads: the description, then who worked and until when."""
    parts = [line.description]
    if line.worker:
        parts.append(line.worker)
    if line.period_end:
        parts.append(f"period to {line.period_end:%d %b %Y}")
    return ", ".join(parts)


def _tracking(document: Document, context: Context) -> tuple[tuple[str, str], ...]:
    assert context.settings is not None
    wanted = (
        (context.settings.consultant_category, document.consultant),
        (context.settings.branch_category, document.branch),
    )
    return tuple((name, option) for name, option in wanted if name and option)[
        :TRACKING_PER_LINE_MAX
    ]


def contact(company: Company) -> ContactToSend:
    """The company with everything a useful contact needs, under our mark."""
    return ContactToSend(
        contact_number=marks.of_company(company.id),
        name=company.name,
        email=company.email,
        company_number=company.company_number,
        tax_number=company.vat_number,
        address_lines=tuple(part.strip() for part in company.address.splitlines() if part.strip()),
        city=company.city,
        region=company.region,
        postal_code=company.postal_code,
        country=company.country,
        phone=company.phone,
        payment_terms_days=company.terms_days,
    )


def item(product: Product) -> ItemToSend:
    return ItemToSend(
        code=product.code,
        name=product.name or product.code,
        description=product.description,
    )
