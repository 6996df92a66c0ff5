"""Tracking on a line: matched, or dropped without a word.

https://github.com/XeroAPI/xero-node/issues/86 and https://github.com/calcinai/xero-php/issues/636
"""

from typing import Any

from xero_sandbox.books.organisation import Books, first, folded
from xero_sandbox.books.refusals import Broken
from xero_sandbox.books.table import Record

_NONE: list[Record] = []


def matched(books: Books, given: Any) -> list[Record]:
    """The given category and option pairs that exist, at most two.

    Raises Broken for an object in place of a list, as Xero does:
    https://github.com/XeroAPI/xero-node/issues/510
    """
    if given is None:
        return _NONE
    if not isinstance(given, list):
        raise Broken("Tracking is not a list")
    found = [_pair(books, each) for each in given if isinstance(each, dict)]
    return [pair for pair in found if pair is not None][:2]


def _pair(books: Books, given: Record) -> Record | None:
    category = first(
        list(books.table("TrackingCategories")),
        lambda each: each["Status"] == "ACTIVE" and _same(each, given, "TrackingCategoryID"),
    )
    if category is None:
        return None
    option = first(
        category["Options"],
        lambda each: each["Status"] == "ACTIVE" and _same_option(each, given),
    )
    if option is None:
        return None
    return {
        "Name": category["Name"],
        "Option": option["Name"],
        "TrackingCategoryID": category["TrackingCategoryID"],
        "TrackingOptionID": option["TrackingOptionID"],
    }


def _same(category: Record, given: Record, id_name: str) -> bool:
    if given.get(id_name):
        return str(given[id_name]).lower() == str(category[id_name])
    return folded(given.get("Name")) == folded(category["Name"])


def _same_option(option: Record, given: Record) -> bool:
    if given.get("TrackingOptionID"):
        return str(given["TrackingOptionID"]).lower() == str(option["TrackingOptionID"])
    return folded(given.get("Option")) == folded(option["Name"])
