"""The lines of an invoice or bill: coding, amounts and tax.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from xero_sandbox.books import accounts, fields, items, line_amounts, tracking
from xero_sandbox.books.line_document import Document, item_details
from xero_sandbox.books.money import ZERO
from xero_sandbox.books.organisation import new_id
from xero_sandbox.books.table import Record

DESCRIPTION_MISSING = "The description field is mandatory for each line item."
ACCOUNT_MISSING = "Account code must be specified"
ITEM_UNKNOWN = "Item code '{}' is not valid."
_CODING = frozenset(["Quantity", "UnitAmount", "AccountCode", "AccountID", "ItemCode"])
_CHANGES_TAX = {*_CODING, "LineAmount", "DiscountRate", "DiscountAmount", "TaxType"}


def composed(document: Document, given: list[Record], old: list[Record]) -> list[Record]:
    """The document's lines as they would be. A line that is left out is gone.

    A line that names the id of an old one keeps it and what it does not say.
    """
    before = {line["LineItemID"]: line for line in old}
    return [_line(document, index, each, before) for index, each in enumerate(given)]


def _line(document: Document, index: int, given: Record, before: dict[str, Record]) -> Record:
    line_id = fields.guid(given, "LineItemID") if "LineItemID" in given else None
    old = before.pop(line_id, None) if line_id else None
    element = _merged(old, given) if old else given
    line: Record = {"LineItemID": old["LineItemID"] if old else new_id()}

    def report(message: str) -> None:
        document.problems.add_to_line(index, message)

    item = _item(document, element, report) if "ItemCode" in element else None
    _describe(document, element, line, item, report)
    if _is_description_only(element):
        line |= {"LineAmount": ZERO, "TaxAmount": ZERO, "Tracking": []}
        return line
    account = _account(document, element, line, item, report)
    line_amounts.price(document, element, line, item, report)
    line_amounts.tax(document, element, line, item, account, report)
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
    return _CODING.isdisjoint(element) and not fields.amount(element, "LineAmount")


def _item(document: Document, element: Record, report: accounts.Report) -> Record | None:
    code = fields.text(element, "ItemCode")
    if not code:
        return None
    item = items.with_code(document.books, code)
    if item is None:
        report(ITEM_UNKNOWN.format(code))
    return item


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
    code = fields.text(element, "AccountCode") or _other_code(document, element, item)
    if not code:
        if document.approval:
            report(ACCOUNT_MISSING)
        return None
    account = document.account(code, report)
    if account is None:
        line["AccountCode"] = code
        return None
    line["AccountCode"] = account["Code"]
    line["AccountID"] = account["AccountID"]
    return account


def _other_code(document: Document, element: Record, item: Record | None) -> str | None:
    """The code of the account that is named by its id, else of the item's account."""
    account_id = fields.guid(element, "AccountID")
    if account_id:
        by_id = document.books.table("Accounts").get(account_id)
        return by_id["Code"] if by_id else account_id
    return item_details(document, item).get("AccountCode")
