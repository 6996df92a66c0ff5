"""Items: https://developer.xero.com/documentation/api/accounting/items"""

from sandbox_client import Xero, line, sale


def test_an_item_code_is_unique(xero: Xero) -> None:
    assert xero.put("Items", {"Code": "TEMP-DAY", "Name": "Day rate"}).status == 200
    reply = xero.put("Items", {"Code": "TEMP-DAY"})
    assert reply.messages == ["Price List Item with Code 'TEMP-DAY' already exists"]


def test_an_item_can_be_created_changed_read_and_deleted(xero: Xero) -> None:
    (made,) = xero.put("Items", {"Code": "A", "Name": "First"})["Items"]
    assert (made["IsSold"], made["IsPurchased"]) == (True, True)
    xero.post("Items", {"Code": "A", "Name": "Second"})
    assert xero.get("Items/A")["Items"][0]["Name"] == "Second"
    assert xero.get(f"Items/{made['ItemID']}")["Items"][0]["ItemID"] == made["ItemID"]
    assert xero.api("DELETE", f"Items/{made['ItemID']}").status == 204
    assert xero.get("Items")["Items"] == []


def test_lengths_are_kept(xero: Xero) -> None:
    assert xero.put("Items", {"Code": "c" * 31}).status == 400
    assert xero.put("Items", {"Code": "c" * 30, "Name": "n" * 51}).status == 400
    assert xero.put("Items", {"Code": ""}).status == 400
    assert xero.put("Items", {"Code": "c" * 30, "Name": "n" * 50}).status == 200


def test_a_price_has_two_places_unless_unitdp_is_four(xero: Xero) -> None:
    details = {"UnitPrice": 10.1264}
    (two,) = xero.put("Items", {"Code": "A", "SalesDetails": details})["Items"]
    (four,) = xero.put("Items", {"Code": "B", "SalesDetails": details}, unitdp=4)["Items"]
    assert str(two["SalesDetails"]["UnitPrice"]) == "10.13"
    assert str(four["SalesDetails"]["UnitPrice"]) == "10.1264"


def test_500_items_go_into_one_call(xero: Xero) -> None:
    reply = xero.put("Items", *({"Code": f"P{number}"} for number in range(500)))
    assert len(reply["Items"]) == 500
    reply = xero.put("Items", *({"Code": f"Q{number}"} for number in range(501)))
    assert reply.messages == ["No more than 500 Items can be sent in one request."]
    assert len(xero.get("Items")["Items"]) == 500


def test_a_line_takes_description_account_and_price_from_its_item(xero: Xero) -> None:
    details = {"UnitPrice": 250, "AccountCode": "215"}
    xero.put("Items", {"Code": "DAY", "Description": "A day's work", "SalesDetails": details})
    made = xero.invoice(LineItems=[{"ItemCode": "DAY", "Quantity": 2}])
    (told,) = made["LineItems"]
    assert (told["Description"], told["AccountCode"]) == ("A day's work", "215")
    assert str(told["LineAmount"]) == "500.00"
    assert told["TaxType"] == "OUTPUT2"


def test_an_unknown_item_code_is_refused(xero: Xero) -> None:
    assert xero.put("Invoices", sale(LineItems=[line(ItemCode="NO")])).messages == [
        "Item code 'NO' is not valid."
    ]
