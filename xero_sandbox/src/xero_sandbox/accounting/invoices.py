"""``/Invoices``: sales invoices and bills.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from xero_sandbox.accounting import invoice_shapes
from xero_sandbox.accounting.documents import Documents, Shape, filters
from xero_sandbox.books import invoices
from xero_sandbox.books.organisation import Books, folded
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Call, Context
from xero_sandbox.http.elements import Kind
from xero_sandbox.http.selection import Keep, is_paged, select

KIND = Kind(
    "Invoices",
    "InvoiceID",
    "HasErrors",
    lambda context, record: invoice_shapes.invoice_created(
        context.books, record, context.call.places
    ),
)
DOCUMENTS = Documents(
    KIND,
    ("ACCREC", "ACCPAY"),
    invoices,
    invoice_shapes.invoice_full,
    lambda call: {"backorders": call.flag("allowBackorders")},
)
FILTERED = (
    [
        "InvoiceID",
        "InvoiceNumber",
        "Reference",
        "Type",
        "Status",
        "Date",
        "DueDate",
        "AmountDue",
        "AmountPaid",
        "AmountCredited",
        "Total",
        "SubTotal",
        "TotalTax",
        "CurrencyCode",
        "LineAmountTypes",
        "UpdatedDateUTC",
        "FullyPaidOnDate",
        "SentToContact",
        "Url",
        "BrandingThemeID",
    ],
    ["Name", "ContactNumber", "EmailAddress"],
)


def list_them(context: Context) -> Answer:
    call, books = context.call, context.books
    summary, statuses = call.flag("summaryOnly"), call.values("Statuses")
    paged = is_paged(call) or summary or bool(statuses)
    now = context.clock.now()
    page = select(
        call,
        books.table("Invoices"),
        filters(books, *FILTERED),
        "Invoice",
        _keeps(call),
        paged=paged,
        candidates=_candidates(call, books),
    )
    shape = _list_shape(summary=summary, paged=paged)
    told = [shape(books, record, call.places) for record in page.records]
    return envelope(now, context.client, "Invoices", told, page.pagination)


def _list_shape(*, summary: bool, paged: bool) -> Shape:
    if summary:
        return invoice_shapes.invoice_summary
    return invoice_shapes.invoice_paged if paged else invoice_shapes.invoice_listed


def _candidates(call: Call, books: Books) -> list[Record] | None:
    """The few invoices that ids, numbers or contacts name, found without looking at the rest."""
    table = books.table("Invoices")
    if ids := call.values("IDs"):
        return [found for each in dict.fromkeys(ids) if (found := table.get(each.lower()))]
    if numbers := call.values("InvoiceNumbers"):
        wanted = {folded(number): number for number in numbers}
        return [found for each in wanted.values() for found in DOCUMENTS.numbered(books, each)]
    if contacts := call.values("ContactIDs"):
        chosen = dict.fromkeys(each.lower() for each in contacts)
        return [record for each in chosen for record in table.find("contact", each)]
    return None


def _keeps(call: Call) -> list[Keep]:
    keeps: list[Keep] = []
    if statuses := {each.upper() for each in call.values("Statuses")}:
        keeps.append(lambda record: record["Status"] in statuses)
    if contacts := {each.lower() for each in call.values("ContactIDs")}:
        keeps.append(lambda record: record["Contact"]["ContactID"] in contacts)
    if numbers := {folded(each) for each in call.values("InvoiceNumbers")}:
        keeps.append(lambda record: folded(record["InvoiceNumber"]) in numbers)
    if term := call.query.get("searchterm", "").casefold():
        keeps.append(
            lambda r: term in r["InvoiceNumber"].casefold() or term in r["Reference"].casefold()
        )
    return keeps
