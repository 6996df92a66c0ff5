"""The official SDK holds a conversation: https://github.com/XeroAPI/xero-python"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from sandbox_client import Xero

pytest.importorskip("xero_python")

from xero_python.accounting import (
    Account,
    AccountingApi,
    Contact,
    Contacts,
    Invoice,
    Invoices,
    Item,
    Items,
    LineItem,
    Payment,
    Payments,
)
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.exceptions import AccountingBadRequestException
from xero_python.identity import IdentityApi


class Conversation:
    def __init__(self, xero: Xero) -> None:
        known = {name: value for name, value in xero.tokens.items() if name != "tenants"}
        self.kept: dict[str, Any] = {**known, "scope": known["scope"].split()}
        oauth = OAuth2Token(client_id="sdk", client_secret="secret")
        self.client = ApiClient(
            Configuration(oauth2_token=oauth, debug=False),
            oauth2_token_getter=lambda: self.kept,
            oauth2_token_saver=self.save,
            pool_threads=1,
        )
        self.accounting = AccountingApi(self.client, base_url=f"{xero.running.url}/api.xro/2.0")
        self.identity = IdentityApi(self.client, base_url=xero.running.url)
        self.tenant = xero.tenant

    def save(self, token: dict[str, Any]) -> None:
        self.kept = token


@pytest.fixture
def sdk(xero: Xero, monkeypatch: pytest.MonkeyPatch) -> Iterator[Conversation]:
    monkeypatch.setattr(TokenApi, "refresh_token_url", f"{xero.running.url}/connect/token")
    talk = Conversation(xero)
    yield talk
    talk.client.rest_client.pool_manager.clear()


def test_the_official_sdk_holds_a_conversation(xero: Xero, sdk: Conversation) -> None:
    api, tenant = sdk.accounting, sdk.tenant

    (connection,) = sdk.identity.get_connections()
    assert connection.tenant_name == "Harbour Talent Ltd"
    (about,) = api.get_organisations(tenant).organisations
    assert (about.base_currency.value, about.country_code.value) == ("GBP", "GB")
    chart = api.get_accounts(tenant, where='Status=="ACTIVE"').accounts
    assert "200" in [account.code for account in chart]
    rates = {rate.tax_type: rate for rate in api.get_tax_rates(tenant).tax_rates}
    assert rates["OUTPUT2"].effective_rate == Decimal("20")

    wish = Contact(name="Acme Logistics Ltd", contact_number="TRK-1")
    (acme,) = api.create_contacts(tenant, Contacts(contacts=[wish])).contacts
    with pytest.raises(AccountingBadRequestException) as refusal:
        api.create_contacts(tenant, Contacts(contacts=[wish]))
    assert "must be unique across all active contacts" in str(refusal.value)
    (item,) = api.create_items(tenant, Items(items=[Item(code="DAY", name="Day")])).items
    assert item.code == "DAY"

    good = invoice(acme.contact_id, "N-1")
    bad = invoice(acme.contact_id, "N-2", account="999")
    key = str(uuid4())
    told = api.create_invoices(
        tenant,
        Invoices(invoices=[good, bad]),
        summarize_errors=False,
        unitdp=4,
        idempotency_key=key,
    ).invoices
    assert [each.status_attribute_string for each in told] == ["OK", "ERROR"]
    assert told[1].validation_errors[0].message.startswith("Account code '999'")
    made = told[0]
    assert (made.total, made.date) == (Decimal("24.30"), dt.date(2026, 11, 3))

    made_again = api.update_invoice(
        tenant, made.invoice_id, Invoices(invoices=[Invoice(reference="PO 7")])
    ).invoices[0]
    assert made_again.reference == "PO 7"

    wish = Payment(
        invoice=Invoice(invoice_id=made.invoice_id),
        account=Account(code="090"),
        amount=Decimal("24.30"),
        date=dt.date(2026, 11, 10),
    )
    (payment,) = api.create_payments(tenant, Payments(payments=[wish])).payments
    assert payment.payment_type == "ACCRECPAYMENT"
    since = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
    page = api.get_invoices(tenant, if_modified_since=since, page=1, page_size=50)
    assert [(each.invoice_number, each.status) for each in page.invoices] == [("N-1", "PAID")]
    assert page.invoices[0].payments[0].payment_id == payment.payment_id
    assert page.pagination.item_count == 1


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


def invoice(
    contact_id: str,
    number: str,
    account: str = "200",
    *,
    kind: str = "ACCREC",
    tax_type: str = "OUTPUT2",
) -> Invoice:
    line = LineItem(
        description="Day rate",
        quantity=2,
        unit_amount=10.1234,
        account_code=account,
        tax_type=tax_type,
    )
    return Invoice(
        type=kind,
        status="AUTHORISED",
        contact=Contact(contact_id=contact_id),
        invoice_number=number,
        date=dt.date(2026, 11, 3),
        due_date=dt.date(2026, 12, 3),
        line_items=[line],
    )
