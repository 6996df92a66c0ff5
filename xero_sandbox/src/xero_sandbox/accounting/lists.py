"""What an organisation is made of: itself, accounts, tax rates, currencies and themes.

https://developer.xero.com/documentation/api/accounting/organisation and its neighbours
"""

from xero_sandbox.accounting import shapes
from xero_sandbox.books import accounts as known_accounts
from xero_sandbox.books import chart
from xero_sandbox.books import tax_rates as rates
from xero_sandbox.books.attachments import has_any
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Context
from xero_sandbox.http.elements import Kind, save_all
from xero_sandbox.http.selection import path, select
from xero_sandbox.http.where import Fields

ACTIONS = [
    "CreateApprovedInvoice",
    "CreateDraftPurchaseOrder",
    "CreateApprovedBill",
    "AttachFilesIntoInvoice",
    "UseMulticurrency",
    "CreateDraftInvoice",
    "CreateRepeatingInvoice",
    "CreateRepeatingBill",
    "CreateSentQuote",
    "CreateInvoicePayment",
    "CreateApprovedPurchaseOrder",
    "CreateDraftQuote",
    "CreateDraftBill",
]


def _filters(names: str) -> Fields:
    return {name.lower(): path(name) for name in names.split()}


ACCOUNT_FILTERS = _filters(
    "AccountID Code Name Type Class Status TaxType SystemAccount EnablePaymentsToAccount"
    " BankAccountNumber UpdatedDateUTC"
)
TAX_FILTERS = _filters("Name TaxType Status EffectiveRate DisplayTaxRate ReportTaxType")


def about(books: Books) -> Record:
    """The organisation as Xero shows it, without what the sandbox keeps beside."""
    return shapes.without_stamp(books.about)


def organisation(context: Context) -> Answer:
    return envelope(context.clock.now(), context.client, "Organisations", [about(context.books)])


def actions(context: Context) -> Answer:
    forbidden = context.books.forbidden_actions
    told = [
        {"Name": name, "Status": "NOT-ALLOWED" if name in forbidden else "ALLOWED"}
        for name in ACTIONS
    ]
    return envelope(context.clock.now(), context.client, "Actions", told)


def accounts(context: Context) -> Answer:
    table = context.books.table("Accounts")
    page = select(context.call, table, ACCOUNT_FILTERS, "Account", [], paged=False)
    found = sorted(page.records, key=lambda account: account["Code"])
    told = [_shown_account(context, each) for each in found]
    return envelope(context.clock.now(), context.client, "Accounts", told)


def account(context: Context) -> Answer:
    told = [_shown_account(context, _account(context))]
    return envelope(context.clock.now(), context.client, "Accounts", told)


def _shown_account(context: Context, account: Record) -> Record:
    return {**account, "HasAttachments": has_any(context.books, account["AccountID"])}


def _account(context: Context) -> Record:
    found = context.books.table("Accounts").get(context.ids[0].lower())
    if found is None:
        raise UnknownRecord(context.ids[0])
    return found


ACCOUNT_KIND = Kind("Accounts", "AccountID", "", _shown_account)
RATE_KIND = Kind("TaxRates", "TaxType", "", lambda _, record: shapes.without_stamp(record))


def create_account(context: Context) -> Answer:
    context.call.check_number("Accounts", 1)
    return save_all(
        context, ACCOUNT_KIND, lambda element: (chart.create(context.books, element), [])
    )


def update_account(context: Context) -> Answer:
    """Name, description, payments flag; ``Status`` archives and restores."""
    found = _account(context)

    def save(element: Record) -> tuple[Record, list[str]]:
        return known_accounts.update(context.books, found, element), []

    return save_all(context, ACCOUNT_KIND, save)


def tax_rates(context: Context) -> Answer:
    table = context.books.table("TaxRates")
    page = select(context.call, table, TAX_FILTERS, "TaxRate", [], paged=False)
    told = [shapes.without_stamp(record) for record in page.records]
    return envelope(context.clock.now(), context.client, "TaxRates", told)


def tax_rate(context: Context) -> Answer:
    """By its type, which is all the id that a rate has."""
    found = context.books.table("TaxRates").get(context.ids[0].upper())
    if found is None:
        raise UnknownRecord(context.ids[0])
    told = [shapes.without_stamp(found)]
    return envelope(context.clock.now(), context.client, "TaxRates", told)


def create_tax_rate(context: Context) -> Answer:
    context.call.check_number("TaxRates", 1)
    return save_all(context, RATE_KIND, lambda element: (rates.create(context.books, element), []))


def create_or_update_tax_rate(context: Context) -> Answer:
    context.call.check_number("TaxRates", 1)
    return save_all(
        context, RATE_KIND, lambda element: (rates.create_or_update(context.books, element), [])
    )


def currencies(context: Context) -> Answer:
    told = [shapes.without_stamp(record) for record in context.books.table("Currencies")]
    return envelope(context.clock.now(), context.client, "Currencies", told)


def branding_themes(context: Context) -> Answer:
    told = [shapes.without_stamp(record) for record in context.books.table("BrandingThemes")]
    return envelope(context.clock.now(), context.client, "BrandingThemes", told)


def branding_theme(context: Context) -> Answer:
    found = context.books.table("BrandingThemes").get(context.ids[0].lower())
    if found is None:
        raise UnknownRecord(context.ids[0])
    told = [shapes.without_stamp(found)]
    return envelope(context.clock.now(), context.client, "BrandingThemes", told)
