"""What a line costs: quantity, price, discount and tax.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from decimal import Decimal

from xero_sandbox.books import accounts, fields
from xero_sandbox.books.line_document import Document, item_details
from xero_sandbox.books.money import HUNDRED, ZERO, line_amount, rounded, tax_on
from xero_sandbox.books.table import Record

TAX_MISSING = "The TaxType field is mandatory"
QUANTITY_NEGATIVE = "The quantity value '{}' is invalid. Quantity must not be less than zero."
QUANTITY_LONG = (
    "The quantity value '{}' is invalid. Quantity must not be longer than 13 characters."
)
LINE_TOTAL = "The line total {} does not match the expected line total {}"
LINE_LARGE = "The line amount cannot be greater than 9,999,999,999.99."
TAX_LARGE = "The tax amount cannot be greater than the line amount!"
BILL_DISCOUNT = "Discounts may not be applied to ACCPAY invoices."
CREDIT_DISCOUNT = "Discounts may not be applied to credit notes."
DISCOUNT_LARGE = "The discount rate cannot be greater than 100."
LARGEST_LINE = Decimal("9999999999.99")
LARGEST_UNIT = Decimal(10) ** 12
LEAST_LINE, LEAST_UNIT = -LARGEST_LINE, -LARGEST_UNIT
ONE = Decimal("1.0000")
_DISCOUNTS = frozenset(["DiscountRate", "DiscountAmount"])
SHORT = Decimal(10) ** 8  # a quantity below has at most 13 characters with its four decimals


def price(
    document: Document, element: Record, line: Record, item: Record | None, report: accounts.Report
) -> None:
    quantity = _quantity(element, report)
    given = fields.amount(element, "LineAmount")
    if given is not None and not LEAST_LINE <= given <= LARGEST_LINE:
        given = _too_large(report)
    told = fields.amount(element, "UnitAmount")
    if told is not None and not LEAST_UNIT <= told <= LARGEST_UNIT:
        told = _too_large(report)
    if told is not None:
        unit = rounded(told, document.places)
    elif given is not None and quantity:
        unit = rounded(given / quantity, 4)
    else:
        unit = item_details(document, item).get("UnitPrice", ZERO)
    line["Quantity"], line["UnitAmount"] = quantity, unit
    if _DISCOUNTS.isdisjoint(element):
        expected = line_amount(quantity, unit)
    else:
        expected = _discounted(document, element, line, report)
    if given is not None and told is None:
        expected = rounded(given)
    elif given is not None and given != expected and rounded(given) != expected:
        report(LINE_TOTAL.format(rounded(given), expected))
    if not LEAST_LINE <= expected <= LARGEST_LINE:
        report(LINE_LARGE)
    line["LineAmount"] = expected


def _too_large(report: accounts.Report) -> Decimal:
    report(LINE_LARGE)
    return ZERO


def _quantity(element: Record, report: accounts.Report) -> Decimal:
    quantity = fields.amount(element, "Quantity")
    if quantity is None:
        return ONE
    quantity = rounded(quantity, 4)
    if ZERO <= quantity < SHORT:
        return quantity
    if quantity < 0:
        report(QUANTITY_NEGATIVE.format(quantity))
    elif len(f"{quantity.normalize():f}") <= 13:
        return quantity
    else:
        report(QUANTITY_LONG.format(quantity))
    return ONE


def _discounted(
    document: Document, element: Record, line: Record, report: accounts.Report
) -> Decimal:
    """The line's amount after its discount, which is kept on the line."""
    rate = fields.amount(element, "DiscountRate")
    less = fields.amount(element, "DiscountAmount")
    if not rate and not less:
        return line_amount(line["Quantity"], line["UnitAmount"])
    if document.kind != "ACCREC":
        report(BILL_DISCOUNT if document.kind == "ACCPAY" else CREDIT_DISCOUNT)
    if rate:
        if not -HUNDRED <= rate <= HUNDRED:
            report(DISCOUNT_LARGE)
            rate = ZERO
        line["DiscountRate"] = rounded(rate, 4)
        return line_amount(line["Quantity"], line["UnitAmount"], line["DiscountRate"])
    line["DiscountAmount"] = rounded(less or ZERO, 4)
    return rounded(line_amount(line["Quantity"], line["UnitAmount"]) - line["DiscountAmount"])


def tax(
    document: Document,
    element: Record,
    line: Record,
    item: Record | None,
    account: Record | None,
    report: accounts.Report,
) -> None:
    if document.amounts == "NoTax":
        line |= {"TaxType": "NONE", "TaxAmount": ZERO}
        return
    tax_type = fields.text(element, "TaxType") or _other_tax_type(document, item, account)
    line["TaxAmount"] = ZERO
    if not tax_type:
        if document.approval:
            report(TAX_MISSING)
        return
    line["TaxType"] = tax_type
    rate = document.tax_rate(tax_type, account, report)
    if rate is not None:
        line["TaxAmount"] = tax_on(line["LineAmount"], rate["EffectiveRate"], document.amounts)
    given = fields.amount(element, "TaxAmount") if "TaxAmount" in element else None
    if given is None:
        return
    line["TaxAmount"] = rounded(given)
    if abs(line["TaxAmount"]) > abs(line["LineAmount"]):
        report(TAX_LARGE)


def _other_tax_type(document: Document, item: Record | None, account: Record | None) -> str | None:
    """The item's tax type, else the contact's, else the account's."""
    of_item = item_details(document, item).get("TaxType")
    if of_item or account is None:
        return of_item
    name = "AccountsReceivableTaxType" if document.is_sale else "AccountsPayableTaxType"
    default = (document.contact or {}).get(name) or account.get("TaxType")
    return str(default) if default else None
