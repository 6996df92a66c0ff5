"""``/CreditNotes/{id}/Allocations``.

https://developer.xero.com/documentation/api/accounting/creditnotes (Allocating CreditNotes)
"""

from xero_sandbox.accounting import credit_note_shapes
from xero_sandbox.accounting.credit_notes import DOCUMENTS
from xero_sandbox.books import allocations
from xero_sandbox.books.refusals import UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Context
from xero_sandbox.http.elements import Kind, save_all

KIND = Kind(
    "Allocations",
    "AllocationID",
    "",
    lambda context, record: credit_note_shapes.allocation_created(record),
)


def create(context: Context) -> Answer:
    note_id = DOCUMENTS.named(context)["CreditNoteID"]

    def save(element: Record) -> tuple[Record, list[str]]:
        return allocations.allocate(context.books, note_id, element), []

    return save_all(context, KIND, save)


def delete(context: Context) -> Answer:
    """Answered by a list of one, as published clients find it.

    https://github.com/XeroAPI/xero-php-oauth2/issues/341, against the OpenAPI file
    """
    note, wanted = DOCUMENTS.named(context), context.ids[1].lower()
    found = context.books.table("Allocations").get(wanted)
    if found is None or found["CreditNote"]["CreditNoteID"] != note["CreditNoteID"]:
        raise UnknownRecord(wanted)
    allocations.remove(context.books, found)
    told = credit_note_shapes.allocation_deleted(found)
    return envelope(context.clock.now(), context.client, "Allocations", [told])
