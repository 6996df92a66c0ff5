"""What every page shares: the organisation it is about, and how its values are written."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask import abort, render_template, request

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.sandbox import Sandbox


def page(sandbox: Sandbox, books: Books, template: str, /, **told: Any) -> str:
    return render_template(template, **_shared(sandbox, books), **told)


def _shared(sandbox: Sandbox, books: Books) -> Record:
    every = sandbox.organisations.values()
    return {
        "section": _section(request.path),
        "organisation": books.about["Name"],
        "tenant": books.tenant_id,
        "organisations": [(each.tenant_id, each.about["Name"]) for each in every],
    }


def _section(path: str) -> str:
    """The list that a page belongs to, or the page itself."""
    first = "/" + path.split("/")[1]
    return "/" if first == "/invoices" else first


def chosen(sandbox: Sandbox) -> Books:
    """The organisation that the address names, or the first."""
    found = sandbox.books(request.args.get("tenant") or None) or sandbox.books()
    assert found is not None
    return found


def found(sandbox: Sandbox, kind: str, record_id: str) -> tuple[Books, Record]:
    """A record, in whichever organisation it is; 404 where it is in none."""
    for books in sandbox.organisations.values():
        record = books.table(kind).get(record_id.lower())
        if record is not None:
            return books, record
    return abort(404)


def plain(value: Decimal | None) -> str:
    """A number without needless zeros."""
    text = "" if value is None else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def price(value: Decimal | None) -> str:
    """A price with its pence, and with more places only where it has them."""
    whole, _, rest = plain(value).partition(".")
    return f"{Decimal(whole):,}.{rest.ljust(2, '0')}" if whole else ""


def money(value: Decimal) -> str:
    return f"{value:,.2f}"


def percent(value: Decimal) -> str:
    return f"{plain(value)} %"


def short_day(value: date | None) -> str:
    return f"{value:%d %b %Y}" if value else "–"


FILTERS = (plain, price, money, percent, short_day)
