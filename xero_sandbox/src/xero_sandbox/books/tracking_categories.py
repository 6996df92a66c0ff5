"""Tracking categories: at most two in use, and four with those put away.

https://developer.xero.com/documentation/api/accounting/trackingcategories
"""

from xero_sandbox.books import fields, tracking_options, tracking_use
from xero_sandbox.books.organisation import Books, folded, new_id
from xero_sandbox.books.refusals import Problems, refuse
from xero_sandbox.books.table import Record

MOST_ACTIVE, MOST = 2, 4
NAME_MISSING = "The Name of the tracking category must be specified."
NAME_TAKEN = "The name of the tracking category must be unique."
TOO_MANY_ACTIVE = f"An organisation can have at most {MOST_ACTIVE} active tracking categories."
TOO_MANY = f"An organisation can have at most {MOST} tracking categories, active and archived."
NO_STATUS = "The Status of the tracking category must be ACTIVE or ARCHIVED."
IN_USE = "A tracking category that has been used cannot be deleted. It can be archived."
CREATE_WITH_ID = "PUT creates tracking categories: a TrackingCategoryID cannot be given."


def create(books: Books, element: Record) -> Record:
    """PUT, with the first options where some are given."""
    if fields.guid(element, "TrackingCategoryID"):
        raise refuse(CREATE_WITH_ID)
    category = {"TrackingCategoryID": new_id(), "Name": "", "Status": "ACTIVE", "Options": []}
    saved = _save(books, category, element)
    for option in fields.parts(element, "Options") or []:
        saved, _ = tracking_options.create(books, saved, option)
    return saved


def update(books: Books, category: Record, element: Record) -> Record:
    """POST of a name, a status or both; options have addresses of their own."""
    saved = _save(books, category, element)
    if saved["Name"] != category["Name"]:
        tracking_use.rename(books, _key(saved), {"Name": saved["Name"]})
    return saved


def delete(books: Books, category: Record) -> Record:
    if tracking_use.is_used(books, _key(category)):
        raise refuse(IN_USE, record_id=category["TrackingCategoryID"])
    return books.put("TrackingCategories", {**category, "Status": "DELETED"})


def kept(books: Books) -> list[Record]:
    """All but the deleted ones."""
    return [each for each in books.table("TrackingCategories") if each["Status"] != "DELETED"]


def _save(books: Books, old: Record, element: Record) -> Record:
    problems, saved = Problems(), dict(old)
    name = fields.bounded_text(element, "Name", 100, problems)
    saved["Name"] = old["Name"] if name is None else name
    saved["Status"] = fields.text(element, "Status") or old["Status"]
    others = [each for each in kept(books) if each["TrackingCategoryID"] != _id(old)]
    _check(saved, others, problems)
    is_known = books.table("TrackingCategories").get(_id(old)) is not None
    problems.stop_if_any(record_id=_id(old) if is_known else None)
    return books.put("TrackingCategories", saved)


def _check(saved: Record, others: list[Record], problems: Problems) -> None:
    if not saved["Name"].strip():
        problems.add(NAME_MISSING)
    if folded(saved["Name"]) in {folded(each["Name"]) for each in others}:
        problems.add(NAME_TAKEN)
    if saved["Status"] not in ("ACTIVE", "ARCHIVED"):
        problems.add(NO_STATUS)
    active = [each for each in others if each["Status"] == "ACTIVE"]
    if saved["Status"] == "ACTIVE" and len(active) >= MOST_ACTIVE:
        problems.add(TOO_MANY_ACTIVE)
    if len(others) >= MOST:
        problems.add(TOO_MANY)


def _id(category: Record) -> str:
    return str(category["TrackingCategoryID"])


def _key(category: Record) -> Record:
    return {"TrackingCategoryID": _id(category)}
