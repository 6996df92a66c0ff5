"""``/Payments``.

https://developer.xero.com/documentation/api/accounting/payments
"""

from xero_sandbox.accounting import shapes
from xero_sandbox.books import payments
from xero_sandbox.books.refusals import UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Context
from xero_sandbox.http.elements import Kind, save_all
from xero_sandbox.http.selection import is_paged, path, select
from xero_sandbox.http.where import Fields

KIND = Kind(
    "Payments",
    "PaymentID",
    "HasValidationErrors",
    lambda context, record: shapes.payment(context.books, record),
)
FILTERS: Fields = {
    name.lower(): path(name)
    for name in [
        "PaymentID",
        "PaymentType",
        "Status",
        "Date",
        "Amount",
        "Reference",
        "UpdatedDateUTC",
    ]
} | {"invoice.invoiceid": path("Invoice", "InvoiceID")}


def list_them(context: Context) -> Answer:
    now = context.clock.now()
    table = context.books.table("Payments")
    page = select(context.call, table, FILTERS, "Payment", [], paged=is_paged(context.call))
    told = [shapes.payment(context.books, record) for record in page.records]
    return envelope(now, context.client, "Payments", told, page.pagination)


def one(context: Context) -> Answer:
    told = shapes.payment(context.books, _named(context))
    return envelope(context.clock.now(), context.client, "Payments", [told])


def _named(context: Context) -> Record:
    found = context.books.table("Payments").get(context.ids[0].lower())
    if found is None:
        raise UnknownRecord(context.ids[0])
    return found


def create(context: Context) -> Answer:
    return save_all(context, KIND, lambda element: (payments.create(context.books, element), []))


def delete(context: Context) -> Answer:
    """POST of ``{"Status": "DELETED"}``; nothing else can be said to a payment."""
    found = _named(context)

    def save(element: Record) -> tuple[Record, list[str]]:
        return payments.delete(context.books, found, element), []

    return save_all(context, KIND, save)
