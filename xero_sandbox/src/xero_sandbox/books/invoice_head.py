"""The head of an invoice or bill: numbers, dates, currency, theme, address.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from decimal import Decimal
from urllib.parse import urlsplit

from xero_sandbox.books import fields
from xero_sandbox.books.money import rounded
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

NUMBER_FORM = "The InvoiceNumber can only hold printable ASCII characters."
NO_CURRENCY = "Organisation is not subscribed to currency {}"
URL_FORM = "The Url must be a valid, absolute address."
URL_XERO = "The Url cannot contain the word 'xero'."
NO_THEME = "The BrandingThemeID does not match a branding theme of this organisation."
AMOUNTS_FORM = "The LineAmountTypes must be Exclusive, Inclusive or NoTax."
SENT_WARNING = "Only AUTHORISED invoices may have SentToContact updated."
SAME_RATE = Decimal("1.000000")
AMOUNT_TYPES = {"exclusive": "Exclusive", "inclusive": "Inclusive", "notax": "NoTax"}


def fill(books: Books, invoice: Record, element: Record, problems: Problems) -> None:
    """Take over what the element says of the head; report what cannot be taken."""
    _texts(invoice, element, problems)
    for name in ("Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate"):
        given = fields.day(element, name)
        if given is not None:
            invoice[name] = given
    amount_types(invoice, element, problems)
    currency(books, invoice, element, problems)
    theme(books, invoice, element, problems)
    _url(invoice, element, problems)
    _sent(invoice, element, problems)


def _texts(invoice: Record, element: Record, problems: Problems) -> None:
    number = fields.bounded_text(element, "InvoiceNumber", 255, problems)
    if number is not None:
        invoice["InvoiceNumber"] = number
        if not (number.isascii() and number.isprintable()):
            problems.add(NUMBER_FORM)
    reference = fields.bounded_text(element, "Reference", 255, problems)
    if reference is not None and invoice["Type"] == "ACCREC":
        invoice["Reference"] = reference


def amount_types(invoice: Record, element: Record, problems: Problems) -> None:
    given = fields.text(element, "LineAmountTypes")
    if given is None:
        return
    known = AMOUNT_TYPES.get(given.lower())
    if known is None:
        problems.add(AMOUNTS_FORM)
    else:
        invoice["LineAmountTypes"] = known


def currency(books: Books, invoice: Record, element: Record, problems: Problems) -> None:
    code = fields.text(element, "CurrencyCode")
    rate = fields.amount(element, "CurrencyRate")
    if code and books.table("Currencies").get(code) is None:
        problems.add(NO_CURRENCY.format(code))
        return
    if code and code != invoice["CurrencyCode"]:
        invoice.pop("CurrencyRate", None)
    invoice["CurrencyCode"] = code or invoice["CurrencyCode"]
    if invoice["CurrencyCode"] == books.currency:
        invoice["CurrencyRate"] = SAME_RATE
    elif rate:
        invoice["CurrencyRate"] = rounded(rate, 6)
    elif "CurrencyRate" not in invoice:
        currency = books.table("Currencies").get(invoice["CurrencyCode"]) or {}
        invoice["CurrencyRate"] = currency.get("_day_rate", SAME_RATE)


def theme(books: Books, invoice: Record, element: Record, problems: Problems) -> None:
    themes = books.table("BrandingThemes")
    given = fields.guid(element, "BrandingThemeID")
    if given and themes.get(given) is None:
        problems.add(NO_THEME)
    elif given:
        invoice["BrandingThemeID"] = given
    elif "BrandingThemeID" not in invoice and invoice["Type"].startswith("ACCREC") and len(themes):
        invoice["BrandingThemeID"] = min(themes, key=lambda each: each["SortOrder"])[
            "BrandingThemeID"
        ]


def _url(invoice: Record, element: Record, problems: Problems) -> None:
    url = fields.text(element, "Url")
    if url is None:
        return
    if url and not _is_absolute(url):
        problems.add(URL_FORM)
    if "xero" in url.lower():
        problems.add(URL_XERO)
    invoice["Url"] = url


def _is_absolute(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in url


def _sent(invoice: Record, element: Record, problems: Problems) -> None:
    sent = fields.flag(element, "SentToContact")
    if sent is None:
        return
    if invoice["Status"] in ("AUTHORISED", "PAID"):
        invoice["SentToContact"] = sent
    elif sent:
        problems.warnings.append(SENT_WARNING)
