"""The rows of the Differences page: one for each field that differs, both sides in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from tracker.accounts_system.models import Connection, DocumentLink
from tracker.documents.models import Document
from tracker.syncing import decisions
from tracker.syncing.difference import Difference, read_all
from tracker.syncing.differences import unaccepted
from tracker.web.templatetags.ui import in_currency
from tracker.web.xero_pages import pages_of_documents
from tracker.xero.invoice_statuses import GONE

DATES = ("date", "due date")
AMOUNTS = ("tax", "total", "paid")
TAKEN = ("paid", "status")


@dataclass(frozen=True)
class Row:
    """One difference. ``choice`` is what a form posts to mean it, ``all`` to mean all that the
    page shows of this document; ``all`` is empty but on the document's first row.
    """

    document: Document
    field: str
    tracker: str
    xero: str
    note: str
    choice: str
    all: str
    may_send: bool
    may_take: bool
    accepted: str
    in_xero: str


def rows_of(
    connection: Connection, kind: str, links: Iterable[DocumentLink], *, only: str = ""
) -> list[Row]:
    """Those that nobody accepted; with ``only`` those of one field, or the accepted ones."""
    found = list(links)
    pages = pages_of_documents(connection, kind, found)
    return [row for link in found for row in _rows(link, only, pages)]


def _rows(link: DocumentLink, only: str, pages: Mapping[UUID, str]) -> list[Row]:
    if only == "accepted":
        shown = read_all(link.differences_accepted)
    else:
        shown = [each for each in unaccepted(link) if only in ("", each.field)]
    said = {_key(row): _by_whom(row) for row in link.differences_accepted}
    whole = f"{link.document_id}~{decisions.print_of(link)}"
    return [
        Row(
            document=link.document,
            field=each.field,
            tracker=in_words(each.field, each.tracker, link.document.currency),
            xero=in_words(each.field, each.xero, link.document.currency),
            note=_note(link, each),
            choice=f"{whole}~{each.field}",
            all=(f"{whole}~{only}" if only else whole) if position == 0 else "",
            may_send=each.field not in decisions.NOT_SENT,
            may_take=_may_take(link, each),
            accepted=said.get((each.field, each.tracker, each.xero), ""),
            in_xero=pages.get(link.document_id, ""),
        )
        for position, each in enumerate(shown)
    ]


def in_words(field: str, value: str, currency: str) -> str:
    """A kept value as people read it: ``3 Dec 26``, ``£1,440.00``; other texts stay."""
    try:
        if field in DATES:
            day = date.fromisoformat(value)
            return f"{day.day} {day:%b %y}"
        if field in AMOUNTS:
            return in_currency(Decimal(value), currency)
    except (ValueError, InvalidOperation):
        pass
    return value


def _may_take(link: DocumentLink, difference: Difference) -> bool:
    if difference.field == "status":
        return link.seen_status in GONE and not link.document.is_void
    return difference.field in TAKEN


def _note(link: DocumentLink, difference: Difference) -> str:
    if difference.field == "paid":
        is_less = Decimal(difference.xero) < Decimal(difference.tracker)
        return "Marked paid here, due in Xero." if is_less else "Xero has more than is marked here."
    if difference.field == "status" and link.document.is_void:
        return "Void here, still in Xero."
    return ""


def _key(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["field"], row["tracker"], row["xero"]


def _by_whom(row: Mapping[str, str]) -> str:
    day = date.fromisoformat(row.get("at", "")[:10])
    return f"Accepted by {row.get('by', '')}, {day.day} {day:%b %y}"
