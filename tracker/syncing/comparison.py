"""A document beside what Xero holds of it, field by field: pure, nothing is asked."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tracker.accounts_system.models import DocumentLink, Head
from tracker.documents.kinds import words_for
from tracker.documents.models import Document, Line
from tracker.syncing.comparison_lines import line_differences
from tracker.syncing.difference import Difference
from tracker.xero.invoice_statuses import GONE
from tracker.xero.types import Invoice

ZERO = Decimal("0.00")
NOTHING = "–"
STATUS_WORDS = {"SUBMITTED": "Awaiting approval"}
RANKS = {"DRAFT": 0, "SUBMITTED": 1, "AUTHORISED": 2, "PAID": 3}
"""How far a status has come; further than we asked for is no difference.

https://developer.xero.com/documentation/api/accounting/types#invoice-status-codes
"""


@dataclass(frozen=True)
class Pair:
    """One document beside its link, and all that comparing them needs.

    ``head`` and ``record`` are None where they are older than what the link has seen; ``sent`` is
    the document as the call body had it that Xero accepted, None where nothing was ever sent or
    the body was dropped. ``lines`` are wanted only beside a ``record``. ``contact_id`` is the
    contact that the company is linked to, merged ones followed; empty where it is linked to none.
    """

    document: Document
    link: DocumentLink
    head: Head | None = None
    record: Invoice | None = None
    sent: Mapping[str, Any] | None = None
    lines: Sequence[Line] = ()
    contact_id: str = ""
    contact_names: Mapping[str, str] = field(default_factory=dict)
    receipts_wait: bool = False
    """Receipts of it go to Xero with the next *Send*."""

    @property
    def is_gone(self) -> bool:
        return self.link.seen_status in GONE

    @property
    def is_void_in_both(self) -> bool:
        return self.document.is_void and self.is_gone

    @property
    def is_changed_here(self) -> bool:
        """Something here is not sent yet: the next *Send* settles it."""
        return self.link.accepted_revision < self.document.revision


@dataclass(frozen=True)
class _Theirs:
    """What Xero says of the document as a whole."""

    number: str
    contact_id: str
    date: datetime.date | None
    due_date: datetime.date | None
    reference: str
    currency: str


def differences(pair: Pair) -> list[Difference]:
    """Everything in which the two differ, and nobody's *Send* is on its way to settle."""
    if pair.is_void_in_both:
        return []
    if pair.is_gone or pair.document.is_void:
        return list(_gone(pair))
    if pair.is_changed_here:
        return []
    return [*_details(pair), *_lines(pair), *_totals(pair), *_paid(pair), *_status(pair)]


def needs_record(link: DocumentLink) -> bool:
    """Whether Xero's lines are known only by reading them: its copy moved since our last write,
    came out otherwise than we sent it, or was never written by us.
    """
    if link.seen_status in GONE or link.accepted_revision < link.document.revision:
        return False
    is_ours = link.accepted_call_id is not None
    moved = link.seen_updated_at != link.accepted_updated_at
    echo_agrees = (link.seen_total, link.seen_tax) == (link.document.gross, link.document.tax)
    return moved or not is_ours or not echo_agrees


def status_in_words(status: str) -> str:
    """Xero's status as its pages call it."""
    return STATUS_WORDS.get(status, status.capitalize())


def _gone(pair: Pair) -> Iterator[Difference]:
    """One side is void. A void that was not sent yet counts only where Xero will not take it."""
    has_money = bool(pair.link.seen_paid or pair.link.seen_credited)
    if pair.is_gone or has_money or not pair.is_changed_here:
        ours = pair.document.get_lifecycle_display()
        yield Difference("status", ours, status_in_words(pair.link.seen_status))


def _details(pair: Pair) -> Iterator[Difference]:
    theirs = _theirs(pair)
    if theirs is None:
        return
    document, words = pair.document, words_for(pair.document.kind)
    if pair.contact_id and theirs.contact_id and theirs.contact_id != pair.contact_id:
        name = pair.contact_names.get(theirs.contact_id) or theirs.contact_id
        yield Difference("company", document.company.name, name)
    pairs = [
        ("date", document.books_date.isoformat(), _day(theirs.date)),
        ("due date", document.due_date.isoformat(), _day(theirs.due_date)),
        ("number", document.books_number or NOTHING, theirs.number or NOTHING),
        ("currency", document.currency, theirs.currency),
    ]
    if words.has_reference:
        pairs.append(("reference", _tidy(document.reference), _tidy(theirs.reference)))
    for name, ours, other in pairs:
        if ours != other:
            yield Difference(name, ours, other)


def _theirs(pair: Pair) -> _Theirs | None:
    """From the whole record; the due date from the head, which is read more often.

    Xero does not move ``UpdatedDateUTC`` for another due date of a part-paid invoice:
    https://developer.xero.com/documentation/api/accounting/requests-and-responses
    """
    head, record = pair.head, pair.record
    if record is not None:
        return _Theirs(
            record.invoice_number,
            record.contact.contact_id,
            record.date,
            head.due_date if head is not None else record.due_date,
            record.reference,
            record.currency_code,
        )
    # A head kept before the currency was, is not complete.
    if head is None or not head.currency:
        return None
    return _Theirs(
        head.number, head.contact_id, head.date, head.due_date, head.reference, head.currency
    )


def _lines(pair: Pair) -> Iterator[Difference]:
    if pair.record is not None:
        yield from line_differences(pair.lines, pair.link.line_ids, pair.sent, pair.record)


def _totals(pair: Pair) -> Iterator[Difference]:
    amounts = (
        ("tax", pair.document.tax, pair.link.seen_tax),
        ("total", pair.document.gross, pair.link.seen_total),
    )
    for name, ours, theirs in amounts:
        if theirs is not None and ours != theirs:
            yield Difference(name, _money(ours), _money(theirs))


def _paid(pair: Pair) -> Iterator[Difference]:
    """Without receipts here Xero's word is taken. What a credit settled may stand here as paid,
    and what was withheld.
    """
    ours, link = pair.document.received, pair.link
    paid, credited = link.seen_paid or ZERO, link.seen_credited or ZERO
    settled = paid + credited + link.seen_withheld
    if ours and not pair.receipts_wait and not paid <= ours <= settled:
        yield Difference("paid", _money(ours), _money(paid + credited))


def _status(pair: Pair) -> Iterator[Difference]:
    wanted = str((pair.sent or {}).get("Status") or "")
    seen = pair.link.seen_status
    if wanted in RANKS and seen in RANKS and RANKS[seen] < RANKS[wanted]:
        yield Difference("status", status_in_words(wanted), status_in_words(seen))


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day is not None else NOTHING


def _tidy(text: str) -> str:
    return " ".join(text.split()) or NOTHING
