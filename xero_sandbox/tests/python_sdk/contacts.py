"""Contacts and items, kept and read."""

from decimal import Decimal

import pytest
from xero_python.accounting import Contact, Contacts, Item, Items, Purchase
from xero_python.exceptions import AccountingBadRequestException

from python_sdk.conversation import Conversation


def keeps_contacts(sdk: Conversation) -> tuple[str, str]:
    """The ids of two contacts, the second with an address."""
    api, tenant = sdk.accounting, sdk.tenant
    wishes = [
        Contact(name="Acme Logistics Ltd", contact_number="TRK-1", email_address="ap@acme.example"),
        Contact(name="Halden Software Ltd", contact_number="TRK-2"),
        Contact(name=""),
    ]
    told = api.create_contacts(tenant, Contacts(contacts=wishes), summarize_errors=False).contacts
    assert [each.has_validation_errors for each in told] == [False, False, True]
    acme, halden = told[0].contact_id, told[1].contact_id

    with pytest.raises(AccountingBadRequestException) as refusal:
        api.create_contacts(tenant, Contacts(contacts=wishes[:1]))
    assert "must be unique across all active contacts" in str(refusal.value)

    (changed,) = api.update_contact(
        tenant, halden, Contacts(contacts=[Contact(company_number="07654321")])
    ).contacts
    assert (changed.name, changed.company_number) == ("Halden Software Ltd", "07654321")
    third = [Contact(name="Cobalt & Sons", account_number="C-3")]
    (cobalt,) = api.update_or_create_contacts(tenant, Contacts(contacts=third)).contacts
    assert cobalt.account_number == "C-3"
    (gone,) = api.update_contact(
        tenant, cobalt.contact_id, Contacts(contacts=[Contact(contact_status="ARCHIVED")])
    ).contacts
    assert gone.contact_status == "ARCHIVED"
    return acme, halden


def reads_contacts(sdk: Conversation, acme: str) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    (one,) = api.get_contact(tenant, acme).contacts
    assert (one.name, one.email_address) == ("Acme Logistics Ltd", "ap@acme.example")
    (one,) = api.get_contact_by_contact_number(tenant, "TRK-1").contacts
    assert one.contact_id == acme
    (one,) = api.get_contacts(tenant, where='Name=="acme logistics ltd"').contacts
    assert one.contact_id == acme
    assert [each.name for each in api.get_contacts(tenant, search_term="halden").contacts] == [
        "Halden Software Ltd"
    ]
    page = api.get_contacts(tenant, order="Name DESC", page=1, include_archived=True)
    assert [each.name[:6] for each in page.contacts] == ["Halden", "Cobalt", "Acme L"]
    assert page.pagination.item_count == 3
    summaries = api.get_contacts(tenant, i_ds=[acme], summary_only=True).contacts
    assert [each.name for each in summaries] == ["Acme Logistics Ltd"]


def keeps_items(sdk: Conversation) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    wish = Item(code="DAY", name="Day", sales_details=Purchase(unit_price=450, account_code="215"))
    (day,) = api.create_items(tenant, Items(items=[wish])).items
    assert (day.code, day.sales_details.unit_price) == ("DAY", Decimal("450"))
    (one,) = api.get_item(tenant, day.item_id).items
    assert one.sales_details.account_code == "215"
    renamed = Items(items=[Item(code="DAY", name="A day")])
    assert api.update_item(tenant, day.item_id, renamed).items[0].name == "A day"
    hour = Items(items=[Item(code="HOUR", name="Hour")])
    (hour,) = api.update_or_create_items(tenant, hour).items
    assert [each.code for each in api.get_items(tenant, order="Code").items] == ["DAY", "HOUR"]
    api.delete_item(tenant, hour.item_id)
    assert [each.code for each in api.get_items(tenant).items] == ["DAY"]
