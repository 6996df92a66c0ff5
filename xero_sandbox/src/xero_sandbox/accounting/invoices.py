"""``/Invoices``: sales invoices and bills.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from collections.abc import Callable

from xero_sandbox.accounting import invoice_shapes
from xero_sandbox.books import fields, invoices
from xero_sandbox.books.organisation import Books, folded
from xero_sandbox.books.refusals import UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Call, Context
from xero_sandbox.http.elements import Kind, save_all
from xero_sandbox.http.selection import Keep, is_paged, path, select
from xero_sandbox.http.where import Fields

Shape = Callable[[Books, Record, int], Record]

KIND = Kind(
    "Invoices",
    "InvoiceID",
    "HasErrors",
    lambda context, record: invoice_shapes.invoice_created(
        context.books, record, context.call.places
    ),
)


def filters(books: Books) -> Fields:
    def contact(name: str) -> Callable[[Record], object]:
        contacts = books.table("Contacts")
        return lambda r: (contacts.get(r["Contact"]["ContactID"]) or {}).get(name)

    names = [
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
    ]
    found: Fields = {name.lower(): path(name) for name in names}
    found["contact.contactid"] = path("Contact", "ContactID")
    for name in ("Name", "ContactNumber", "EmailAddress"):
        found[f"contact.{name.lower()}"] = contact(name)
    return found


def list_them(context: Context) -> Answer:
    call, books = context.call, context.books
    summary, statuses = call.flag("summaryOnly"), call.values("Statuses")
    paged = is_paged(call) or summary or bool(statuses)
    now = context.clock.now()
    page = select(
        call,
        books.table("Invoices"),
        filters(books),
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
        wanted = dict.fromkeys(folded(number) for number in numbers)
        kinds = ("ACCREC", "ACCPAY")
        return [
            r for number in wanted for kind in kinds for r in table.find("number", (kind, number))
        ]
    if contacts := call.values("ContactIDs"):
        wanted = dict.fromkeys(each.lower() for each in contacts)
        return [record for each in wanted for record in table.find("contact", each)]
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


def one(context: Context) -> Answer:
    invoice = _named(context)
    told = invoice_shapes.invoice_full(context.books, invoice, context.call.places)
    return envelope(context.clock.now(), context.client, "Invoices", [told])


def _named(context: Context) -> Record:
    """The invoice whose id or number stands in the path. Raises UnknownRecord."""
    wanted, table = context.ids[0], context.books.table("Invoices")
    if fields.is_guid(wanted):
        found = table.get(wanted.lower())
    else:
        same = [
            record
            for kind in ("ACCREC", "ACCPAY")
            for record in table.find("number", (kind, folded(wanted)))
        ]
        found = same[0] if same else None
    if found is None:
        raise UnknownRecord(wanted)
    return found


def create(context: Context) -> Answer:
    def save(element: Record) -> tuple[Record, list[str]]:
        saved = invoices.create(context.books, element, places=context.call.places)
        return saved.record, saved.warnings

    return save_all(context, KIND, save)


def create_or_update(context: Context) -> Answer:
    def save(element: Record) -> tuple[Record, list[str]]:
        saved = invoices.create_or_update(context.books, element, places=context.call.places)
        return saved.record, saved.warnings

    return save_all(context, KIND, save)


def update_one(context: Context) -> Answer:
    found = _named(context)

    def save(element: Record) -> tuple[Record, list[str]]:
        saved = invoices.update(context.books, found, element, places=context.call.places)
        return saved.record, saved.warnings

    return save_all(context, KIND, save)
