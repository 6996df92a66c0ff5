"""The options of a tracking category.

https://developer.xero.com/documentation/api/accounting/trackingcategories. A hundred is what Xero
recommends not to exceed; it is no limit.
"""

from xero_sandbox.books import fields, tracking_use
from xero_sandbox.books.organisation import Books, first, folded, new_id
from xero_sandbox.books.refusals import Broken, Problems, refuse
from xero_sandbox.books.table import Record

# Recorded: https://github.com/calcinai/xero-php/issues/920
NAME_TAKEN = "For each specified tracking option the name must be unique."
NAME_MISSING = "The Name of the tracking option must be specified."
NO_STATUS = "The Status of the tracking option must be ACTIVE or ARCHIVED."
IN_USE = "A tracking option that has been used cannot be deleted. It can be archived."

Saved = tuple[Record, Record]
"""A category as it is now, and the option in question."""


def create(books: Books, category: Record, element: Record) -> Saved:
    option = {"TrackingOptionID": new_id(), "Name": "", "Status": "ACTIVE"}
    return _save(books, category, option, element)


def update(books: Books, category: Record, option: Record, element: Record) -> Saved:
    saved, now = _save(books, category, option, element)
    if now["Name"] != option["Name"]:
        tracking_use.rename(books, _key(category, now), {"Option": now["Name"]})
    return saved, now


def delete(books: Books, category: Record, option: Record) -> Saved:
    if tracking_use.is_used(books, _key(category, option)):
        raise refuse(IN_USE, record_id=option["TrackingOptionID"])
    left = [each for each in category["Options"] if each is not option]
    saved = books.put("TrackingCategories", {**category, "Options": left})
    return saved, {**option, "Status": "DELETED"}


def with_id(category: Record, option_id: str) -> Record | None:
    wanted = option_id.lower()
    return first(category["Options"], lambda each: each["TrackingOptionID"] == wanted)


def _save(books: Books, category: Record, old: Record, element: Record) -> Saved:
    problems, option = Problems(), dict(old)
    name = fields.bounded_text(element, "Name", 100, problems)
    option["Name"] = old["Name"] if name is None else name
    option["Status"] = fields.text(element, "Status") or old["Status"]
    others = [
        each for each in category["Options"] if each["TrackingOptionID"] != old["TrackingOptionID"]
    ]
    _check(option, others, problems)
    problems.stop_if_any(record_id=old["TrackingOptionID"])
    is_new = len(others) == len(category["Options"])
    options = [option if each is old else each for each in category["Options"]]
    options += [option] if is_new else []
    return books.put("TrackingCategories", {**category, "Options": options}), option


def _check(option: Record, others: list[Record], problems: Problems) -> None:
    """A name that ends in a space breaks Xero: https://github.com/XeroAPI/xero-node/issues/539"""
    if not option["Name"].strip():
        problems.add(NAME_MISSING)
    elif option["Name"] != option["Name"].rstrip():
        raise Broken("a tracking option's name that ends in a space")
    if folded(option["Name"]) in {folded(each["Name"]) for each in others}:
        problems.add(NAME_TAKEN)
    if option["Status"] not in ("ACTIVE", "ARCHIVED"):
        problems.add(NO_STATUS)


def _key(category: Record, option: Record) -> Record:
    names = ("TrackingCategoryID", "TrackingOptionID")
    return dict(zip(names, (category[names[0]], option[names[1]]), strict=True))
