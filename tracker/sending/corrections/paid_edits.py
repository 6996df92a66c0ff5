"""What Xero still lets change once money or a credit is on a document, or its period is locked.

Pure. Xero's list (Editing paid invoices):
https://developer.xero.com/documentation/api/accounting/invoices
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.accounts_system import held_records
from tracker.accounts_system.models import DocumentLink
from tracker.documents.kinds import KindWords, words_for
from tracker.documents.models import Document
from tracker.sending import comparing
from tracker.sending.comparing import Difference
from tracker.sending.corrections import holdings
from tracker.sending.refusals import Refusal, refusal
from tracker.xero import invoices
from tracker.xero.invoice_statuses import APPROVED, PAID
from tracker.xero.invoices import InvoiceToSend, LineToSend
from tracker.xero.types import Invoice

HEAD = {"reference", "due date", "number", "branding theme"}
LINE = {"description", "account", "tracking"}
CONTACT = "company"
"""May change on an invoice while nothing is credited."""

TAKE_BACK = "Or take that change back here, then send it again."


@dataclass(frozen=True)
class Edit:
    """What an update of a paid invoice would change, told apart by whether Xero allows it."""

    allowed: tuple[Difference, ...]
    forbidden: tuple[Difference, ...]


def has_money(link: DocumentLink) -> bool:
    """Whether money or a credit is on it in Xero, in full or in part."""
    return bool(link.seen_paid or link.seen_credited or link.seen_status == PAID)


def edit_of(
    there: Mapping[str, Any], wanted: Mapping[str, Any], *, kind: str, is_credited: bool = False
) -> Edit:
    """``there`` and ``wanted`` in the shape of a call's body."""
    may = _may_change(words_for(kind), is_credited=is_credited)
    found = comparing.between(wanted, there)
    return Edit(
        allowed=tuple(each for each in found if each.name in may),
        forbidden=tuple(each for each in found if each.name not in may),
    )


def _may_change(words: KindWords, *, is_credited: bool) -> set[str]:
    """Of a bill nothing: Xero has not said for good which fields of a paid one may change."""
    if words.is_payment:
        return set()
    return HEAD | LINE | (set() if is_credited else {CONTACT})


def problem(edit: Edit, link: DocumentLink, document: Document) -> Refusal | None:
    """Why the whole change has to wait; None where Xero allows all of it."""
    if not edit.forbidden:
        return None
    what, done = _settled_in_words(link, words_for(document.kind))
    sentence = f"The {_listed(edit.forbidden)} cannot change once {document} is {done}: {what}."
    if edit.allowed:
        sentence = f"{sentence} The {_listed(edit.allowed)} can."
    return refusal("has_payments", sentence, TAKE_BACK, kind=document.kind)


def _settled_in_words(link: DocumentLink, words: KindWords) -> tuple[str, str]:
    if link.seen_credited and not link.seen_paid:
        return "remove the credit in Xero first", "credited"
    in_part = bool(link.seen_due) and link.seen_status != PAID
    first = f"undo the {words.money if words.is_payment else 'payment'} first"
    where = ", here or in Xero" if words.is_payment else ""
    return f"{first}{where}, or issue a credit note in Xero", "part paid" if in_part else "paid"


def _listed(found: Iterable[Difference]) -> str:
    words = list(dict.fromkeys(each.name for each in found))
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def allowed(
    document: Document, link: DocumentLink, wanted: InvoiceToSend
) -> InvoiceToSend | Refusal | None:
    """What to send of a paid invoice, or why not; None where it was not read since it moved."""
    record = held_records.record_of(link)
    if record is None:
        return None
    is_credited = bool(link.seen_credited)
    there, element = comparing.element_of(record), invoices.as_sent(wanted)
    edit = edit_of(there, element, kind=document.kind, is_credited=is_credited)
    return problem(edit, link, document) or as_allowed(record, wanted, is_credited=is_credited)


def as_allowed(said: Invoice, wanted: InvoiceToSend, *, is_credited: bool = False) -> InvoiceToSend:
    """Everything exactly as Xero holds it, status too, but for the changes that it allows.

    So nothing that is fixed moves by a rounding or a default.
    """
    kept = holdings.repeated(said, wanted.mark)
    return replace(
        kept,
        number=wanted.number,
        contact_id=kept.contact_id if is_credited else wanted.contact_id,
        due_date=wanted.due_date,
        reference=wanted.reference,
        branding_theme_id=wanted.branding_theme_id or kept.branding_theme_id,
        lines=_lines(kept.lines, wanted),
    )


def _lines(kept: Sequence[LineToSend], wanted: InvoiceToSend) -> tuple[LineToSend, ...]:
    """Xero's lines in Xero's order, each with what may change of the line that it stands for."""
    there = [{"LineItemID": line.line_item_id} for line in kept]
    stood_for = comparing.pairs(invoices.as_sent(wanted)["LineItems"], there)
    ours = {their["LineItemID"]: wanted.lines[place - 1] for place, _, their in stood_for}
    return tuple(_line(line, ours.get(line.line_item_id)) for line in kept)


def _line(kept: LineToSend, wanted: LineToSend | None) -> LineToSend:
    if wanted is None:
        return kept
    return replace(
        kept,
        description=wanted.description,
        account_code=wanted.account_code,
        tracking=wanted.tracking,
    )


def locked_period(
    link: DocumentLink,
    there: Mapping[str, Any] | None,
    lock_date: date | None,
    document: Document,
) -> Refusal | None:
    """An approved document that Xero has in a locked period cannot be touched; a draft can."""
    said = (there or {}).get("Date")
    if lock_date is None or said is None or link.seen_status not in APPROVED:
        return None
    if date.fromisoformat(said) > lock_date:
        return None
    until = f"{lock_date:%d %b %Y}"
    return refusal(
        "period_locked",
        f"{document} cannot change in Xero: the books are locked until {until}.",
        f"Move the lock date in Xero, or leave the {words_for(document.kind).one} as it is.",
        kind=document.kind,
    )
