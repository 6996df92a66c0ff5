"""What the page of re-coding shows: the documents that change, and those that are left out."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tracker.accounts_system import lists
from tracker.accounts_system.models import Connection
from tracker.documents.models import Document
from tracker.sending.corrections import recoding
from tracker.sending.corrections.recoding import Looked, Recoding
from tracker.web.access import Request
from tracker.web.number_paging import whole_number

SIZE = 50


@dataclass(frozen=True)
class Row:
    document: Document
    changes: list[str]
    left_out: str


@dataclass(frozen=True)
class Part:
    """A page of the ones that change, or of the ones left out; addresses around it, or ''."""

    count: int
    rows: list[Row]
    before: str
    after: str


def recode_page(request: Request, connection: Connection, looked: Looked) -> dict[str, Any]:
    names = _names(connection)
    return {
        "connection": connection,
        "looked": looked,
        "coming": _part(looked.coming, "from", names, request.GET),
        "left_out": _part(looked.left_out, "left_from", names, request.GET),
        "unread": len(looked.unread),
        "read_max": recoding.READ_MAX,
        "newer": _slice(looked.start - recoding.LOOKED_AT_MAX) if looked.start else "",
        "older": _slice(looked.end) if looked.end < looked.total else "",
        "is_part": looked.total > recoding.LOOKED_AT_MAX,
        "first": looked.start + 1,
    }


def _names(connection: Connection) -> dict[str, str]:
    """By account code and by TaxType: no code is a TaxType."""
    accounts = {account.code: account.name for account in lists.accounts(connection)}
    return accounts | {rate.tax_type: rate.name for rate in lists.tax_rates(connection)}


def _part(found: list[Recoding], key: str, names: dict[str, str], asked: QueryDict) -> Part:
    start = min(whole_number(asked.get(key)) or 0, max(len(found) - 1, 0))
    shown = found[start : start + SIZE]
    return Part(
        count=len(found),
        rows=[
            Row(each.document, recoding.in_words(each.changes, names), each.left_out)
            for each in shown
        ],
        before=_address(asked, key, max(start - SIZE, 0)) if start else "",
        after=_address(asked, key, start + SIZE) if start + SIZE < len(found) else "",
    )


def _address(asked: QueryDict, key: str, start: int) -> str:
    query = asked.copy()
    query[key] = str(start)
    return f"?{query.urlencode()}"


def _slice(start: int) -> str:
    return f"?start={max(start, 0)}"
