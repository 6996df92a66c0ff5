"""What the pages tell of items."""

from collections.abc import Mapping

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.pages.listing import listed as page_of


def listed(books: Books, asked: Mapping[str, str]) -> Record:
    """By code, which is how people look for them."""
    found = sorted(books.table("Items"), key=lambda item: item["Code"].casefold())
    return page_of(found, asked, speaks=_words, row=_row)


def _words(item: Record) -> str:
    return " ".join(item.get(name) or "" for name in ("Code", "Name", "Description"))


def _row(item: Record) -> Record:
    sold, bought = item.get("SalesDetails", {}), item.get("PurchaseDetails", {})
    return {
        "code": item["Code"],
        "name": item.get("Name", ""),
        "price": sold.get("UnitPrice"),
        "account": sold.get("AccountCode", ""),
        "cost": bought.get("UnitPrice"),
        "cost_account": bought.get("AccountCode", ""),
    }
