"""Tracked inventory: https://developer.xero.com/documentation/api/accounting/items"""

from decimal import Decimal
from pathlib import Path

import pytest

from sandbox_client import JsonObject, Reply, Xero, line, sale, update
from xero_sandbox.server import running

FRIDGE = {
    "Code": "FRIDGE",
    "Name": "Refrigerator",
    "Description": "A refrigerator",
    "InventoryAssetAccountCode": "630",
    "SalesDetails": {"UnitPrice": 300, "AccountCode": "200", "TaxType": "OUTPUT2"},
    "PurchaseDetails": {"UnitPrice": 200, "COGSAccountCode": "310", "TaxType": "INPUT2"},
}


@pytest.fixture
def shop(xero: Xero) -> Xero:
    return opened(xero)


def opened(xero: Xero) -> Xero:
    warehouse = {"Code": "630", "Name": "Inventory", "Type": "INVENTORY"}
    assert xero.put("Accounts", warehouse).status == 200
    assert xero.put("Items", FRIDGE).status == 200
    return xero


def of_fridges(number: int, **changes: object) -> list[JsonObject]:
    told = {"ItemCode": "FRIDGE", "Description": "Fridges", "Quantity": number, **changes}
    return [told]


def bought(shop: Xero, number: int, price: int = 200) -> JsonObject:
    return shop.bill(LineItems=of_fridges(number, UnitAmount=price, TaxType="INPUT2"))


def selling(shop: Xero, number: int, **query: str) -> Reply:
    return shop.put("Invoices", sale(LineItems=of_fridges(number)), **query)


def on_hand(shop: Xero) -> tuple[Decimal, Decimal]:
    told = shop.get("Items/FRIDGE")["Items"][0]
    return told["QuantityOnHand"], told["TotalCostPool"]


def test_an_item_with_both_accounts_is_tracked(shop: Xero) -> None:
    """Which of the two is meant, and that both are needed:
    https://github.com/XeroAPI/Xero-OpenAPI (Item.InventoryAssetAccountCode)"""
    told = shop.get("Items/FRIDGE")["Items"][0]
    assert told["IsTrackedAsInventory"] is True
    assert (str(told["QuantityOnHand"]), str(told["TotalCostPool"])) == ("0.0000", "0.00")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"InventoryAssetAccountCode": None}, "needs both"),
        ({"PurchaseDetails": {"UnitPrice": 200}}, "needs both"),
        ({"InventoryAssetAccountCode": "710"}, "an account of type INVENTORY"),
        ({"InventoryAssetAccountCode": "999"}, "an account of type INVENTORY"),
        ({"InventoryAssetAccountCode": "630" * 4}, "InventoryAssetAccountCode"),
        ({"PurchaseDetails": {"COGSAccountCode": "200"}}, "an expense account"),
    ],
)
def test_without_the_right_accounts_it_is_refused(
    shop: Xero, change: JsonObject, sentence: str
) -> None:
    wish = {**FRIDGE, "Code": "B", **change}
    assert sentence in " ".join(shop.put("Items", wish).messages)


def test_that_it_is_tracked_is_not_for_the_app_to_say(xero: Xero) -> None:
    """It follows from the accounts: https://github.com/calcinai/xero-php/issues/498"""
    wish = {"Code": "A", "IsTrackedAsInventory": True, "QuantityOnHand": 5, "TotalCostPool": 9}
    (made,) = xero.put("Items", wish)["Items"]
    assert made["IsTrackedAsInventory"] is False
    assert not {"QuantityOnHand", "TotalCostPool"} & made.keys()


def test_what_a_tracked_item_is_bought_for_is_its_asset_account(shop: Xero) -> None:
    """An AccountCode is not applicable there: the same file (Purchase.AccountCode)"""
    details = {**FRIDGE["PurchaseDetails"], "AccountCode": "400"}
    (told,) = shop.post("Items", {"Code": "FRIDGE", "PurchaseDetails": details})["Items"]
    assert "AccountCode" not in told["PurchaseDetails"]
    assert bought(shop, 1)["LineItems"][0]["AccountCode"] == "630"


def test_stock_comes_with_approved_bills_and_goes_at_its_average_cost(shop: Xero) -> None:
    """https://developer.xero.com/documentation/api-guides/tracked-inventory-in-xero"""
    shop.bill(Status="DRAFT", LineItems=of_fridges(9, TaxType="INPUT2"))
    assert on_hand(shop) == (0, 0)
    bought(shop, 4, 200)
    bought(shop, 4, 300)
    assert on_hand(shop) == (8, 2000)
    sold = selling(shop, 2)["Invoices"][0]
    assert on_hand(shop) == (6, 1500)
    update(shop, sold, Status="VOIDED")
    assert on_hand(shop) == (8, 2000)


def test_paying_moves_nothing_and_a_credit_note_brings_stock_back(shop: Xero) -> None:
    bought(shop, 4)
    sold = selling(shop, 1)["Invoices"][0]
    shop.pay(sold["InvoiceNumber"])
    assert on_hand(shop) == (3, 600)
    note = {"Type": "ACCRECCREDIT", "Status": "AUTHORISED", "LineItems": of_fridges(1)}
    shop.put("CreditNotes", {**note, "Contact": sold["Contact"]})
    assert on_hand(shop) == (4, 800)


def test_an_edited_document_moves_the_difference(shop: Xero) -> None:
    bought(shop, 5)
    sold = selling(shop, 1)["Invoices"][0]
    (old,) = sold["LineItems"]
    wish = [{"LineItemID": old["LineItemID"], "Quantity": 3}]
    update(shop, sold, Status="AUTHORISED", LineItems=wish)
    assert on_hand(shop) == (2, 400)


def test_what_is_not_there_is_sold_only_as_a_back_order(shop: Xero) -> None:
    """``allowBackorders``: https://github.com/XeroAPI/xero-python (create_invoices)"""
    bought(shop, 2)
    assert selling(shop, 3).messages == ["No items available to sell"]
    assert on_hand(shop) == (2, 400)
    assert selling(shop, 3, allowBackorders="true").status == 200
    told = shop.get("Items/FRIDGE")["Items"][0]
    names = ("QuantityOnHand", "QuantityAvailable", "QuantityOnBackOrder")
    assert [told[name] for name in names] == [0, -1, 1]
    assert selling(shop, 1).status == 400
    draft = shop.invoice(Status="DRAFT", LineItems=of_fridges(1))
    path, approved = f"Invoices/{draft['InvoiceID']}", {"Status": "AUTHORISED"}
    assert shop.post(path, approved).status == 400
    assert shop.post(path, approved, allowBackorders="true").status == 200


def test_a_bill_whose_stock_is_sold_stays(shop: Xero) -> None:
    came = bought(shop, 2)
    selling(shop, 2)
    assert update(shop, came, Status="VOIDED").messages == ["No items available to sell"]
    assert shop.read(came)["Status"] == "AUTHORISED"


def test_untracked_items_move_nothing(shop: Xero) -> None:
    """Nor does a count move an item's stamp or stand in its history."""
    shop.put("Items", {"Code": "DAY", "SalesDetails": {"UnitPrice": 9}})
    assert shop.put("Invoices", sale(LineItems=[line(ItemCode="DAY", Quantity=7)])).status == 200
    before = shop.get("Items/FRIDGE")["Items"][0]
    bought(shop, 1)
    after = shop.get("Items/FRIDGE")["Items"][0]
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]
    assert len(shop.get(f"Items/{after['ItemID']}/History")["HistoryRecords"]) == 1


def test_an_item_that_is_no_longer_sold_loses_that_side(shop: Xero) -> None:
    """https://github.com/XeroAPI/Xero-OpenAPI (Item.IsSold)"""
    (told,) = shop.post("Items", {"Code": "FRIDGE", "IsSold": False})["Items"]
    assert not {"Description", "SalesDetails"} & told.keys()
    assert told["PurchaseDetails"]["COGSAccountCode"] == "310"


def test_an_item_with_stock_stays_tracked(shop: Xero) -> None:
    bought(shop, 1)
    details = {**FRIDGE["PurchaseDetails"], "COGSAccountCode": ""}
    wish = {"Code": "FRIDGE", "InventoryAssetAccountCode": "", "PurchaseDetails": details}
    assert shop.post("Items", wish).messages == ["An item with a quantity on hand stays tracked."]


def test_stock_outlives_a_restart(tmp_path: Path) -> None:
    with running(data=tmp_path, limits="off") as served:
        opened(Xero(served))
        bought(Xero(served), 3)
    with running(data=tmp_path, limits="off") as served:
        again = Xero(served)
        assert on_hand(again) == (3, 600)
        assert selling(again, 4).messages == ["No items available to sell"]
        assert selling(again, 3).status == 200
