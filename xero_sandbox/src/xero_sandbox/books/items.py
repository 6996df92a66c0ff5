"""Items: products and services with a code.

https://developer.xero.com/documentation/api/accounting/items
"""

from decimal import Decimal

from xero_sandbox.books import accounts, fields, stock
from xero_sandbox.books.money import rounded
from xero_sandbox.books.organisation import Books, folded, new_id
from xero_sandbox.books.refusals import Problems, UnknownRecord, refuse
from xero_sandbox.books.table import Record

CODE_TAKEN = "Price List Item with Code '{}' already exists"
CODE_MISSING = "Price List Item Code must be supplied"
CREATE_WITH_ID = "An ItemID cannot be given when creating an item with PUT. Use POST to update."
LENGTHS = {"Code": 30, "Name": 50, "Description": 4000, "PurchaseDescription": 4000}
_DETAILS = {"AccountCode": 10, "TaxType": 50, "COGSAccountCode": 10}


def create(books: Books, element: Record, *, places: int) -> Record:
    """PUT. ``places``: decimals kept in unit prices, 2 or 4."""
    if fields.guid(element, "ItemID"):
        raise refuse(CREATE_WITH_ID)
    return _save(books, None, element, places)


def create_or_update(books: Books, element: Record, *, places: int) -> Record:
    """POST: found by ItemID, else by Code. Raises UnknownRecord for an ItemID not there."""
    item_id = fields.guid(element, "ItemID")
    if item_id:
        found = books.table("Items").get(item_id)
        if found is None:
            raise UnknownRecord(item_id)
        return _save(books, found, element, places)
    return _save(books, with_code(books, fields.text(element, "Code")), element, places)


def with_code(books: Books, code: str | None) -> Record | None:
    same = books.table("Items").find("code", folded(code))
    return same[0] if same else None


def _save(books: Books, found: Record | None, element: Record, places: int) -> Record:
    problems = Problems()
    item = dict(found) if found else _blank()
    for name, length in LENGTHS.items():
        value = fields.bounded_text(element, name, length, problems)
        if value is not None:
            item[name] = value
    for name in ("IsSold", "IsPurchased"):
        given = fields.flag(element, name)
        item[name] = item[name] if given is None else given
    for name in ("SalesDetails", "PurchaseDetails"):
        details = fields.part(element, name)
        if details is not None:
            item[name] = _details(books, item.get(name, {}), details, places, problems)
    _drop_unused_sides(item, element)
    stock.fill(books, item, element, problems)
    _check_code(books, item, problems)
    problems.stop_if_any(record_id=found["ItemID"] if found else None)
    return books.put("Items", item)


def _blank() -> Record:
    return {
        "ItemID": new_id(),
        "Code": "",
        "IsSold": True,
        "IsPurchased": True,
        "IsTrackedAsInventory": False,
    }


def _details(books: Books, old: Record, given: Record, places: int, problems: Problems) -> Record:
    details = dict(old)
    price = fields.amount(given, "UnitPrice")
    if price is not None:
        details["UnitPrice"] = rounded(Decimal(price), places)
    for name, length in _DETAILS.items():
        value = fields.bounded_text(given, name, length, problems)
        if value is not None:
            details[name] = value
    if details.get("AccountCode"):
        accounts.usable(books, details["AccountCode"], problems.add)
    return details


def _drop_unused_sides(item: Record, element: Record) -> None:
    """An item that becomes one not sold, or not bought, loses that side.

    https://github.com/XeroAPI/Xero-OpenAPI (Item.IsSold, Item.IsPurchased)
    """
    sides = {
        "IsSold": ("Description", "SalesDetails"),
        "IsPurchased": ("PurchaseDescription", "PurchaseDetails"),
    }
    for name, members in sides.items():
        if fields.flag(element, name) is False:
            for member in members:
                item.pop(member, None)


def _check_code(books: Books, item: Record, problems: Problems) -> None:
    if not item["Code"].strip():
        problems.add(CODE_MISSING)
        return
    other = with_code(books, item["Code"])
    if other is not None and other["ItemID"] != item["ItemID"]:
        problems.add(CODE_TAKEN.format(item["Code"]))


def delete(books: Books, item_id: str) -> None:
    books.remove("Items", item_id)
