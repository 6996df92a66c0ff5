"""The lines of an invoice or bill: coding, amounts and tax.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from dataclasses import dataclass
from decimal import Decimal

from xero_sandbox.books import accounts, fields, items, tracking
from xero_sandbox.books.money import ZERO, line_amount, rounded, tax_on
from xero_sandbox.books.organisation import Books, new_id
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

DESCRIPTION_MISSING = "The description field is mandatory for each line item."
ACCOUNT_MISSING = "Account code must be specified"
TAX_MISSING = "The TaxType field is mandatory"
QUANTITY_NEGATIVE = "The quantity value '{}' is invalid. Quantity must not be less than zero."
QUANTITY_LONG = (
    "The quantity value '{}' is invalid. Quantity must not be longer than 13 characters."
)
LINE_TOTAL = "The line total {} does not match the expected line total {}"
LINE_LARGE = "The line amount cannot be greater than 9,999,999,999.99."
TAX_LARGE = "The tax amount cannot be greater than the line amount!"
BILL_DISCOUNT = "Discounts may not be applied to ACCPAY invoices."
ITEM_UNKNOWN = "Item code '{}' is not valid."
LARGEST_LINE = Decimal("9999999999.99")
_CODING = ("Quantity", "UnitAmount", "AccountCode", "AccountID", "ItemCode")
_CHANGES_TAX = {*_CODING, "LineAmount", "DiscountRate", "DiscountAmount", "TaxType"}


@dataclass
class Document:
    """What a line needs to know of its document. ``approval``: it must be fully coded."""

    books: Books
    kind: str
    amounts: str
    contact: Record | None
    places: int
    approval: bool
    problems: Problems

    @property
    def is_sale(self) -> bool:
        return self.kind == "ACCREC"


def composed(document: Document, given: list[Record], old: list[Record]) -> list[Record]:
    """The document's lines as they would be. A line that is left out is gone.

    A line that names the id of an old one keeps it and what it does not say.
    """
    before = {line["LineItemID"]: line for line in old}
    return [_line(document, index, each, before) for index, each in enumerate(given)]


def _line(document: Document, index: int, given: Record, before: dict[str, Record]) -> Record:
    line_id = fields.guid(given, "LineItemID")
    old = before.pop(line_id, None) if line_id else None
    element = _merged(old, given) if old else given
    line: Record = {"LineItemID": old["LineItemID"] if old else new_id()}

    def report(message: str) -> None:
        document.problems.add_to_line(index, message)

    item = _item(document, element, report)
    _describe(document, element, line, item, report)
    if _is_description_only(element):
        line |= {"LineAmount": ZERO, "TaxAmount": ZERO, "Tracking": []}
        return line
    account = _account(document, element, line, item, report)
    _price(document, element, line, item, report)
    _tax(document, element, line, item, account, report)
    line["Tracking"] = tracking.matched(document.books, element.get("Tracking"))
    return line


def _merged(old: Record, given: Record) -> Record:
    """The old line overlaid with what is given; amounts that follow from others start anew."""
    kept = {name: value for name, value in old.items() if name not in ("LineAmount", "AccountID")}
    if _CHANGES_TAX & given.keys():
        kept.pop("TaxAmount", None)
    if "LineAmount" in given and "UnitAmount" not in given:
        kept.pop("UnitAmount", None)
    if "ItemCode" in given and given["ItemCode"] != old.get("ItemCode"):
        kept.pop("Description", None)
    return kept | given


def _is_description_only(element: Record) -> bool:
    return not any(name in element for name in _CODING) and not fields.amount(element, "LineAmount")


def _item(document: Document, element: Record, report: accounts.Report) -> Record | None:
    code = fields.text(element, "ItemCode")
    if not code:
        return None
    item = items.with_code(document.books, code)
    if item is None:
        report(ITEM_UNKNOWN.format(code))
    return item


def _item_details(document: Document, item: Record | None) -> Record:
    if item is None:
        return {}
    details: Record = item.get("SalesDetails" if document.is_sale else "PurchaseDetails", {})
    return details


def _describe(
    document: Document, element: Record, line: Record, item: Record | None, report: accounts.Report
) -> None:
    description = fields.text(element, "Description")
    if not description and item is not None:
        description = item.get("Description" if document.is_sale else "PurchaseDescription")
    if description:
        line["Description"] = description
        if len(description) > 4000:
            report("The length of the field Description cannot be more than 4000 characters.")
    elif document.approval and item is None:
        report(DESCRIPTION_MISSING)
    if item is not None:
        line["ItemCode"] = item["Code"]
        line["Item"] = {name: item[name] for name in ("ItemID", "Name", "Code") if name in item}


def _account(
    document: Document, element: Record, line: Record, item: Record | None, report: accounts.Report
) -> Record | None:
    code = fields.text(element, "AccountCode")
    account_id = fields.guid(element, "AccountID") if not code else None
    if account_id:
        by_id = document.books.table("Accounts").get(account_id)
        code = by_id["Code"] if by_id else account_id
    code = code or _item_details(document, item).get("AccountCode")
    if not code:
        if document.approval:
            report(ACCOUNT_MISSING)
        return None
    line["AccountCode"] = code
    account = accounts.usable(document.books, code, report)
    if account is not None:
        line["AccountCode"] = account["Code"]
        line["AccountID"] = account["AccountID"]
    return account


def _price(
    document: Document, element: Record, line: Record, item: Record | None, report: accounts.Report
) -> None:
    quantity = _quantity(element, report)
    given = fields.amount(element, "LineAmount")
    unit = fields.amount(element, "UnitAmount")
    if unit is not None:
        unit = rounded(unit, document.places)
    elif given is not None and quantity:
        unit = rounded(given / quantity, 4)
    else:
        unit = _item_details(document, item).get("UnitPrice", ZERO)
    line["Quantity"], line["UnitAmount"] = quantity, unit
    expected = _discounted(document, element, line, report)
    if given is not None and fields.amount(element, "UnitAmount") is None:
        expected = rounded(given)
    elif given is not None and rounded(given) != expected:
        report(LINE_TOTAL.format(rounded(given), expected))
    if abs(expected) > LARGEST_LINE:
        report(LINE_LARGE)
    line["LineAmount"] = expected


def _quantity(element: Record, report: accounts.Report) -> Decimal:
    quantity = fields.amount(element, "Quantity")
    if quantity is None:
        return Decimal("1.0000")
    quantity = rounded(quantity, 4)
    if quantity < 0:
        report(QUANTITY_NEGATIVE.format(quantity))
    elif len(f"{quantity.normalize():f}") > 13:
        report(QUANTITY_LONG.format(quantity))
    return quantity


def _discounted(
    document: Document, element: Record, line: Record, report: accounts.Report
) -> Decimal:
    """The line's amount after its discount, which is kept on the line."""
    rate = fields.amount(element, "DiscountRate")
    less = fields.amount(element, "DiscountAmount")
    full = line_amount(line["Quantity"], line["UnitAmount"])
    if not rate and not less:
        return full
    if not document.is_sale:
        report(BILL_DISCOUNT)
    if rate:
        line["DiscountRate"] = rounded(rate, 4)
        return line_amount(line["Quantity"], line["UnitAmount"], line["DiscountRate"])
    line["DiscountAmount"] = rounded(less or ZERO, 4)
    return rounded(full - line["DiscountAmount"])


def _tax(
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
    tax_type = _tax_type(document, element, item, account)
    line["TaxAmount"] = ZERO
    if not tax_type:
        if document.approval:
            report(TAX_MISSING)
        return
    line["TaxType"] = tax_type
    rate = accounts.tax_rate(document.books, tax_type, account, report)
    if rate is not None:
        line["TaxAmount"] = tax_on(line["LineAmount"], rate["EffectiveRate"], document.amounts)
    given = fields.amount(element, "TaxAmount")
    if given is not None:
        line["TaxAmount"] = rounded(given)
    if abs(line["TaxAmount"]) > abs(line["LineAmount"]):
        report(TAX_LARGE)


def _tax_type(
    document: Document, element: Record, item: Record | None, account: Record | None
) -> str | None:
    """The line's own tax type, else its item's, its contact's, its account's."""
    own = fields.text(element, "TaxType") or _item_details(document, item).get("TaxType")
    if own or account is None:
        return own
    name = "AccountsReceivableTaxType" if document.is_sale else "AccountsPayableTaxType"
    default = (document.contact or {}).get(name) or account.get("TaxType")
    return str(default) if default else None
