"""``/TrackingCategories`` and their ``/Options``.

https://developer.xero.com/documentation/api/accounting/trackingcategories
"""

from xero_sandbox.books import tracking_categories, tracking_options
from xero_sandbox.books.refusals import Broken, UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Context
from xero_sandbox.http.elements import Kind, save_all
from xero_sandbox.http.selection import path, select
from xero_sandbox.http.where import Fields

FILTERS: Fields = {name.lower(): path(name) for name in ("TrackingCategoryID", "Name", "Status")}


def list_them(context: Context) -> Answer:
    """What is archived, category or option, is told only where it is asked for."""
    table, archived = (
        context.books.table("TrackingCategories"),
        context.call.flag("includeArchived"),
    )
    shown = ("ACTIVE", "ARCHIVED") if archived else ("ACTIVE",)
    keeps = [lambda record: record["Status"] in shown]
    page = select(context.call, table, FILTERS, "TrackingCategory", keeps, paged=False)
    return _answer(context, [_shape(record, shown) for record in page.records])


def one(context: Context) -> Answer:
    """Deleted categories can still be asked for by their id."""
    return _answer(context, [_shape(_category(context))])


def create(context: Context) -> Answer:
    return save_all(
        context, KIND, lambda element: (tracking_categories.create(context.books, element), [])
    )


def update(context: Context) -> Answer:
    found = _living(context)
    return save_all(
        context,
        KIND,
        lambda element: (tracking_categories.update(context.books, found, element), []),
    )


def delete(context: Context) -> Answer:
    return _answer(context, [_shape(tracking_categories.delete(context.books, _living(context)))])


def create_options(context: Context) -> Answer:
    """An unknown category makes Xero fail: https://github.com/XeroAPI/xero-node/issues/510"""
    try:
        category = _living(context)
    except UnknownRecord as error:
        raise Broken("options of an unknown tracking category") from error
    told = []
    for element in context.call.elements("Options"):
        category, option = tracking_options.create(context.books, category, element)
        told.append(_option(option))
    return envelope(context.clock.now(), context.client, "Options", told)


def update_option(context: Context) -> Answer:
    category, option = _named_option(context)
    (element, *_) = context.call.elements("Options")
    _, saved = tracking_options.update(context.books, category, option, element)
    return envelope(context.clock.now(), context.client, "Options", [_option(saved)])


def delete_option(context: Context) -> Answer:
    """Answered by the option that is gone, as in the OpenAPI file's example."""
    _, gone = tracking_options.delete(context.books, *_named_option(context))
    return envelope(context.clock.now(), context.client, "Options", [_option(gone)])


def _category(context: Context) -> Record:
    found = context.books.table("TrackingCategories").get(context.ids[0].lower())
    if found is None:
        raise UnknownRecord(context.ids[0])
    return found


def _living(context: Context) -> Record:
    found = _category(context)
    if found["Status"] == "DELETED":
        raise UnknownRecord(context.ids[0])
    return found


def _named_option(context: Context) -> tuple[Record, Record]:
    category = _living(context)
    option = tracking_options.with_id(category, context.ids[1])
    if option is None:
        raise UnknownRecord(context.ids[1])
    return category, option


def _answer(context: Context, told: list[Record]) -> Answer:
    return envelope(context.clock.now(), context.client, "TrackingCategories", told)


def _shape(category: Record, shown: tuple[str, ...] = ("ACTIVE", "ARCHIVED")) -> Record:
    told = {name: category[name] for name in ("Name", "Status", "TrackingCategoryID")}
    options = [_option(each) for each in category["Options"] if each["Status"] in shown]
    return told | {"Options": options}


def _option(option: Record) -> Record:
    told = {name: option[name] for name in ("TrackingOptionID", "Name", "Status")}
    return told | {
        "HasValidationErrors": False,
        "IsDeleted": option["Status"] == "DELETED",
        "IsArchived": option["Status"] == "ARCHIVED",
        "IsActive": option["Status"] == "ACTIVE",
    }


KIND = Kind(
    "TrackingCategories",
    "TrackingCategoryID",
    "HasValidationErrors",
    lambda _, record: _shape(record),
)
