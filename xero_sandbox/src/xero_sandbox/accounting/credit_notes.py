"""``/CreditNotes``, of customers and of suppliers.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from xero_sandbox.accounting import credit_note_shapes
from xero_sandbox.accounting.documents import Documents, filters
from xero_sandbox.books import credit_notes
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Context
from xero_sandbox.http.elements import Kind
from xero_sandbox.http.selection import is_paged, select

KIND = Kind(
    "CreditNotes",
    "CreditNoteID",
    "HasErrors",
    lambda context, record: credit_note_shapes.note_created(
        context.books, record, context.call.places
    ),
)
DOCUMENTS = Documents(
    KIND, ("ACCRECCREDIT", "ACCPAYCREDIT"), credit_notes, credit_note_shapes.note_full
)
FILTERED = (
    [
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
    ],
    ["Name", "ContactNumber"],
)


def list_them(context: Context) -> Answer:
    """Lines stand on pages only, as on invoices."""
    now, books, paged = context.clock.now(), context.books, is_paged(context.call)
    table = books.table("CreditNotes")
    page = select(context.call, table, filters(books, *FILTERED), "CreditNote", [], paged=paged)
    shape = credit_note_shapes.note_paged if paged else credit_note_shapes.note_listed
    told = [shape(books, record, context.call.places) for record in page.records]
    return envelope(now, context.client, "CreditNotes", told, page.pagination)
