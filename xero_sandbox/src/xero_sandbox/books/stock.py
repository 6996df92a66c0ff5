"""Tracked inventory: what of an item is on hand, and what that cost.

It moves when a document is approved, whatever its date, and back when it is voided; sales take
stock at its average cost: https://developer.xero.com/documentation/api-guides/tracked-inventory-in-xero
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from xero_sandbox.books import accounts, fields
from xero_sandbox.books.money import ZERO, rounded
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

ASSET_WRONG = "The InventoryAssetAccountCode must be the code of an account of type INVENTORY."
COGS_WRONG = "The COGSAccountCode must be the code of an expense account."
BOTH_NEEDED = "A tracked item needs both an InventoryAssetAccountCode and a COGSAccountCode."
ON_HAND = "An item with a quantity on hand stays tracked."
NONE_LEFT = "No items available to sell"
APPROVED = ("AUTHORISED", "PAID")
BUYING = ("ACCPAY", "ACCPAYCREDIT")
COMING_IN = ("ACCPAY", "ACCRECCREDIT")
NOTHING = Decimal("0.0000")


@dataclass
class Move:
    """``cost``: what purchases of it added; what sales take follows from the average."""

    quantity: Decimal = NOTHING
    cost: Decimal = ZERO


def fill(books: Books, item: Record, element: Record, problems: Problems) -> None:
    """Take over the accounts that make an item tracked. That it is, cannot be said outright.

    https://github.com/calcinai/xero-php/issues/498
    """
    asset = fields.bounded_text(element, "InventoryAssetAccountCode", 10, problems)
    if asset is not None:
        item["InventoryAssetAccountCode"] = asset
    asset = item.get("InventoryAssetAccountCode")
    cogs = item.get("PurchaseDetails", {}).get("COGSAccountCode")
    if bool(asset) != bool(cogs):
        problems.add(BOTH_NEEDED)
    if asset and not _is(books, asset, "Type", "INVENTORY"):
        problems.add(ASSET_WRONG)
    if cogs and not _is(books, cogs, "Class", "EXPENSE"):
        problems.add(COGS_WRONG)
    item["IsTrackedAsInventory"] = bool(asset and cogs)
    if item["IsTrackedAsInventory"]:
        item["PurchaseDetails"] = _without(item["PurchaseDetails"], "AccountCode")
        item.setdefault("_on_hand", NOTHING)
        item.setdefault("_cost", ZERO)
    elif item.pop("_on_hand", NOTHING):
        problems.add(ON_HAND)


def _is(books: Books, code: str, name: str, wanted: str) -> bool:
    account = accounts.with_code(books, code)
    return account is not None and account["Status"] == "ACTIVE" and account[name] == wanted


def _without(details: Record, name: str) -> Record:
    return {each: value for each, value in details.items() if each != name}


def shown(item: Record) -> Record:
    """What answers tell of a tracked item's stock. Selling what is not there is a back order.

    https://github.com/XeroAPI/xero-python (accounting/models/item.py)
    """
    if not item.get("IsTrackedAsInventory"):
        return {}
    net = item["_on_hand"]
    return {
        "TotalCostPool": item["_cost"],
        "QuantityOnHand": max(net, NOTHING),
        "QuantityAvailable": net,
        "QuantityOnBackOrder": max(-net, NOTHING),
    }


def move(
    books: Books, before: Record | None, after: Record, problems: Problems, *, backorders: bool
) -> None:
    """Bring the items of a document into line with what becomes of it.

    ``backorders``: what is not there may be sold (``allowBackorders=true``).
    """
    if not any(_has_items(each) for each in (before, after)):
        return
    moves: dict[str, Move] = defaultdict(Move)
    for document, sign in ((before, -1), (after, 1)):
        if document is not None and document["Status"] in APPROVED:
            _add(moves, document, sign)
    for item_id, each in moves.items():
        item = books.table("Items").get(item_id)
        if item is not None and item["IsTrackedAsInventory"]:
            _apply(books, item, each, problems, backorders=backorders)


def _has_items(document: Record | None) -> bool:
    return document is not None and any("Item" in line for line in document["LineItems"])


def _add(moves: dict[str, Move], document: Record, sign: int) -> None:
    way = sign if document["Type"] in COMING_IN else -sign
    for line in document["LineItems"]:
        if "Item" in line and "Quantity" in line:
            found = moves[line["Item"]["ItemID"]]
            found.quantity += way * line["Quantity"]
            if document["Type"] in BUYING:
                found.cost += way * _net(document, line)


def _net(document: Record, line: Record) -> Decimal:
    """A line's amount without tax, in the organisation's own currency."""
    tax = line["TaxAmount"] if document["LineAmountTypes"] == "Inclusive" else ZERO
    return Decimal((line["LineAmount"] - tax) / document["CurrencyRate"])


def _apply(books: Books, item: Record, each: Move, problems: Problems, *, backorders: bool) -> None:
    had, cost = item["_on_hand"], item["_cost"]
    has = rounded(had + each.quantity, 4)
    if has < min(had, NOTHING) and not backorders:
        problems.add(NONE_LEFT)
    if not each.cost and had > 0:
        cost += each.quantity * cost / had
    cost = rounded(cost + each.cost) if has > 0 else ZERO
    if (had, item["_cost"]) != (has, cost):
        books.put("Items", {**item, "_on_hand": has, "_cost": cost}, touch=False)
