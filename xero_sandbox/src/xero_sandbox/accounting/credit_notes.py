"""``/CreditNotes``, for reading: those that a bookkeeper made here, of customers and suppliers.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from xero_sandbox.accounting import shapes
from xero_sandbox.books import fields
from xero_sandbox.books.organisation import folded
from xero_sandbox.books.refusals import UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Context
from xero_sandbox.http.selection import is_paged, path, select
from xero_sandbox.http.where import Fields

FILTERS: Fields = {
    name.lower(): path(name)
    for name in [
        "CreditNoteID",
        "CreditNoteNumber",
        "Type",
        "Status",
        "Date",
        "Reference",
        "Total",
        "RemainingCredit",
        "CurrencyCode",
        "UpdatedDateUTC",
    ]
} | {"contact.contactid": path("Contact", "ContactID")}


def list_them(context: Context) -> Answer:
    """Lines stand on pages only, as on invoices."""
    now, paged = context.clock.now(), is_paged(context.call)
    table = context.books.table("CreditNotes")
    page = select(context.call, table, FILTERS, "CreditNote", [], paged=paged)
    told = [shapes.credit_note(context.books, record) for record in page.records]
    if not paged:
        told = [{**each, "LineItems": []} for each in told]
    return envelope(now, context.client, "CreditNotes", told, page.pagination)


def one(context: Context) -> Answer:
    told = shapes.credit_note(context.books, _named(context))
    return envelope(context.clock.now(), context.client, "CreditNotes", [told])


def _named(context: Context) -> Record:
    """The credit note whose id or number stands in the path. Raises UnknownRecord."""
    wanted, table = context.ids[0], context.books.table("CreditNotes")
    if fields.is_guid(wanted):
        found = table.get(wanted.lower())
    else:
        same = [each for each in table if folded(each["CreditNoteNumber"]) == folded(wanted)]
        found = same[0] if same else None
    if found is None:
        raise UnknownRecord(wanted)
    return found
