"""``/Items``.

https://developer.xero.com/documentation/api/accounting/items
"""

from xero_sandbox.accounting import shapes
from xero_sandbox.books import fields, items
from xero_sandbox.books.refusals import UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope, no_content
from xero_sandbox.http.calls import Context
from xero_sandbox.http.elements import Kind, save_all
from xero_sandbox.http.selection import path, select
from xero_sandbox.http.where import Fields

KIND = Kind(
    "Items",
    "ItemID",
    "",
    lambda context, record: shapes.item(record, context.call.places),
)
FILTERS: Fields = {
    name.lower(): path(name)
    for name in ["ItemID", "Code", "Name", "Description", "IsSold", "IsPurchased", "UpdatedDateUTC"]
}


def list_them(context: Context) -> Answer:
    now = context.clock.now()
    table = context.books.table("Items")
    page = select(context.call, table, FILTERS, "Item", [], paged=False)
    told = [shapes.item(record, context.call.places) for record in page.records]
    return envelope(now, context.client, "Items", told)


def one(context: Context) -> Answer:
    told = shapes.item(_named(context), context.call.places)
    return envelope(context.clock.now(), context.client, "Items", [told])


def _named(context: Context) -> Record:
    wanted, table = context.ids[0], context.books.table("Items")
    found = table.get(wanted.lower()) if fields.is_guid(wanted) else None
    found = found or items.with_code(context.books, wanted)
    if found is None:
        raise UnknownRecord(wanted)
    return found


MOST_AT_ONCE = 500


def create(context: Context) -> Answer:
    context.call.check_number("Items", MOST_AT_ONCE)

    def save(element: Record) -> tuple[Record, list[str]]:
        return items.create(context.books, element, places=context.call.places), []

    return save_all(context, KIND, save)


def create_or_update(context: Context) -> Answer:
    context.call.check_number("Items", MOST_AT_ONCE)

    def save(element: Record) -> tuple[Record, list[str]]:
        return items.create_or_update(context.books, element, places=context.call.places), []

    return save_all(context, KIND, save)


def update_one(context: Context) -> Answer:
    item_id = _named(context)["ItemID"]

    def save(element: Record) -> tuple[Record, list[str]]:
        named = {**element, "ItemID": item_id}
        return items.create_or_update(context.books, named, places=context.call.places), []

    return save_all(context, KIND, save)


def delete(context: Context) -> Answer:
    items.delete(context.books, _named(context)["ItemID"])
    return no_content()
