"""What the official SDK reads: https://github.com/XeroAPI/xero-python

Its long conversation stands in `test_xero_sdk_conversation.py`.
"""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from xero_python.accounting import (
    Account,
    Contact,
    Contacts,
    Invoice,
    Invoices,
    Payment,
    Payments,
)

from python_sdk.conversation import Conversation, invoice, talking
from sandbox_client import Xero


@pytest.fixture
def sdk(xero: Xero) -> Iterator[Conversation]:
    with talking(xero) as conversation:
        yield conversation


def test_the_official_sdk_owes_a_subcontractor(xero: Xero, sdk: Conversation) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    (supplier,) = api.create_contacts(
        tenant, Contacts(contacts=[Contact(name="Priya Shah Consulting")])
    ).contacts
    xero.deed("cis", contact="Priya Shah Consulting", rate=20)
    (settings,) = api.get_contact_cis_settings(tenant, supplier.contact_id).cis_settings
    assert (settings.cis_enabled, settings.rate) == (True, Decimal(20))

    wish = invoice(supplier.contact_id, "B-1", account="320", kind="ACCPAY", tax_type="INPUT2")
    twice = Invoices(invoices=[wish, wish])
    one, two = api.create_invoices(tenant, twice, summarize_errors=False, unitdp=4).invoices
    assert one.invoice_id != two.invoice_id
    assert (one.type, one.total, one.amount_due) == ("ACCPAY", Decimal("24.30"), Decimal("20.25"))
    assert (one.cis_rate, one.cis_deduction) == (Decimal(20), Decimal("4.05"))

    paid = Payment(
        invoice=Invoice(invoice_id=one.invoice_id), account=Account(code="090"), amount=20.25
    )
    (payment,) = api.create_payments(tenant, Payments(payments=[paid])).payments
    assert payment.payment_type == "ACCPAYPAYMENT"
    api.update_invoice(tenant, two.invoice_id, Invoices(invoices=[Invoice(status="VOIDED")]))
    told = api.get_invoices(tenant, where='Type=="ACCPAY"', page=1).invoices
    states = {each.invoice_id: (each.status, each.amount_due) for each in told}
    assert states == {one.invoice_id: ("PAID", 0), two.invoice_id: ("VOIDED", 0)}


def test_the_sdk_refreshes_its_token(xero: Xero, sdk: Conversation) -> None:
    old = dict(sdk.kept)
    sdk.client.refresh_oauth2_token()
    assert sdk.kept["access_token"] != old["access_token"]
    assert sdk.accounting.get_currencies(sdk.tenant).currencies[0].description == "British Pound"


def test_an_unknown_enum_value_loses_the_sdk_a_whole_page(xero: Xero, sdk: Conversation) -> None:
    xero.invoice()
    xero.control("POST", "faults", {"faults": [{"kind": "unknown_enum"}]})
    with pytest.raises(ValueError, match="NOTYETKNOWN"):
        sdk.accounting.get_invoices(sdk.tenant)
