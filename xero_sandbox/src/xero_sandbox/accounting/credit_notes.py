"""``/CreditNotes``, of customers and of suppliers.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from collections.abc import Callable

from xero_sandbox.accounting import credit_note_shapes
from xero_sandbox.books import credit_notes, fields
from xero_sandbox.books.organisation import Books, folded
from xero_sandbox.books.refusals import UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Context
from xero_sandbox.http.elements import Kind, save_all
from xero_sandbox.http.selection import is_paged, path, select
from xero_sandbox.http.where import Fields

KIND = Kind(
    "CreditNotes",
    "CreditNoteID",
    "HasErrors",
    lambda context, record: credit_note_shapes.note_created(
        context.books, record, context.call.places
    ),
)


def filters(books: Books) -> Fields:
    def contact(name: str) -> Callable[[Record], object]:
        contacts = books.table("Contacts")
        return lambda r: (contacts.get(r["Contact"]["ContactID"]) or {}).get(name)

    names = [
        "CreditNoteID",
        "CreditNoteNumber",
        "Type",
        "Status",
        "Date",
        "Reference",
        "SubTotal",
        "TotalTax",
        "Total",
        "RemainingCredit",
        "CurrencyCode",
        "FullyPaidOnDate",
        "UpdatedDateUTC",
    ]
    found: Fields = {name.lower(): path(name) for name in names}
    found["contact.contactid"] = path("Contact", "ContactID")
    for name in ("Name", "ContactNumber"):
        found[f"contact.{name.lower()}"] = contact(name)
    return found


def list_them(context: Context) -> Answer:
    """Lines stand on pages only, as on invoices."""
    now, books, paged = context.clock.now(), context.books, is_paged(context.call)
    table = books.table("CreditNotes")
    page = select(context.call, table, filters(books), "CreditNote", [], paged=paged)
    shape = credit_note_shapes.note_paged if paged else credit_note_shapes.note_listed
    told = [shape(books, record, context.call.places) for record in page.records]
    return envelope(now, context.client, "CreditNotes", told, page.pagination)


def one(context: Context) -> Answer:
    told = credit_note_shapes.note_full(context.books, named(context), context.call.places)
    return envelope(context.clock.now(), context.client, "CreditNotes", [told])


def named(context: Context) -> Record:
    """The credit note whose id or number stands in the path: a customer's before a supplier's.

    Raises UnknownRecord.
    """
    wanted, table = context.ids[0], context.books.table("CreditNotes")
    if fields.is_guid(wanted):
        found = table.get(wanted.lower())
    else:
        kinds = ("ACCRECCREDIT", "ACCPAYCREDIT")
        same = [each for kind in kinds for each in table.find("number", (kind, folded(wanted)))]
        found = same[0] if same else None
    if found is None:
        raise UnknownRecord(wanted)
    return found


def create(context: Context) -> Answer:
    def save(element: Record) -> tuple[Record, list[str]]:
        saved = credit_notes.create(context.books, element, places=context.call.places)
        return saved.record, saved.warnings

    return save_all(context, KIND, save)


def create_or_update(context: Context) -> Answer:
    def save(element: Record) -> tuple[Record, list[str]]:
        saved = credit_notes.create_or_update(context.books, element, places=context.call.places)
        return saved.record, saved.warnings

    return save_all(context, KIND, save)


def update_one(context: Context) -> Answer:
    found = named(context)

    def save(element: Record) -> tuple[Record, list[str]]:
        saved = credit_notes.update(context.books, found, element, places=context.call.places)
        return saved.record, saved.warnings

    return save_all(context, KIND, save)
