"""Invoices and bills: sent in bulk, read in every way, changed and voided."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from xero_python.accounting import Invoice, Invoices
from xero_python.exceptions import AccountingBadRequestException

from python_sdk.conversation import GROSS, Conversation, invoice


def sends_invoices_in_bulk(sdk: Conversation, acme: str, halden: str) -> str:
    """The first invoice's id."""
    api, tenant = sdk.accounting, sdk.tenant
    wishes = [
        invoice(acme, "N-1", reference="PO 7"),
        invoice(acme, "N-2", account="999"),
        invoice(halden, "N-3", status="DRAFT"),
    ]
    calls = {"summarize_errors": False, "unitdp": 4, "idempotency_key": str(uuid4())}
    told = api.create_invoices(tenant, Invoices(invoices=wishes), **calls).invoices
    assert [each.status_attribute_string for each in told] == ["OK", "ERROR", "OK"]
    assert told[1].validation_errors[0].message.startswith("Account code '999'")
    assert (told[0].total, told[0].date) == (GROSS, dt.date(2026, 11, 3))
    replay = api.create_invoices(tenant, Invoices(invoices=wishes), **calls).invoices
    assert replay[0].invoice_id == told[0].invoice_id

    with pytest.raises(AccountingBadRequestException) as refusal:
        api.create_invoices(tenant, Invoices(invoices=[invoice(acme, "N-1")]))
    assert "must be unique" in str(refusal.value)
    bills = [invoice(halden, "B-1", "320", kind="ACCPAY", tax_type="INPUT2")] * 2
    made = api.create_invoices(tenant, Invoices(invoices=bills), unitdp=4).invoices
    assert made[0].invoice_id != made[1].invoice_id
    assert [each.amount_due for each in made] == [GROSS, GROSS]
    return told[0].invoice_id


def reads_invoices(sdk: Conversation, first: str, acme: str, halden: str) -> None:
    api, tenant = sdk.accounting, sdk.tenant

    def numbers(**query: object) -> list[str]:
        return [each.invoice_number for each in api.get_invoices(tenant, **query).invoices]

    assert api.get_invoice(tenant, first, unitdp=4).invoices[0].line_items[
        0
    ].unit_amount == Decimal("10.1234")
    assert api.get_invoice(tenant, "N-1").invoices[0].invoice_id == first
    assert numbers(where='Type=="ACCPAY"') == ["B-1", "B-1"]
    dated = 'Date>=DateTime(2026,11,01) AND Type=="ACCREC" AND Status=="AUTHORISED"'
    assert numbers(where=dated) == ["N-1"]
    assert numbers(statuses=["DRAFT", "SUBMITTED"]) == ["N-3"]
    assert numbers(i_ds=[first]) == ["N-1"]
    assert numbers(invoice_numbers=["N-3", "N-1"], order="InvoiceNumber") == ["N-1", "N-3"]
    assert numbers(contact_i_ds=[acme]) == ["N-1"]
    assert numbers(search_term="po 7") == ["N-1"]
    page = api.get_invoices(tenant, page=2, page_size=3, order="InvoiceNumber DESC")
    assert [each.invoice_number for each in page.invoices] == ["B-1"]
    assert (page.pagination.page_count, page.pagination.item_count) == (2, 4)
    assert numbers(summary_only=True, where='Contact.Name=="Halden Software Ltd"').count("B-1") == 2
    now = dt.datetime.now(dt.UTC)
    assert len(numbers(if_modified_since=now - dt.timedelta(minutes=5))) == 4
    assert numbers(if_modified_since=now + dt.timedelta(minutes=5)) == []


def changes_invoices(sdk: Conversation, halden: str) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    (draft,) = api.get_invoice(tenant, "N-3").invoices
    (approved,) = api.update_invoice(
        tenant, draft.invoice_id, Invoices(invoices=[Invoice(status="AUTHORISED")])
    ).invoices
    assert (approved.status, approved.amount_due) == ("AUTHORISED", GROSS)
    wishes = [
        Invoice(invoice_id=draft.invoice_id, reference="PO 8"),
        invoice(halden, "N-4", reference="PO 9"),
    ]
    told = api.update_or_create_invoices(tenant, Invoices(invoices=wishes), unitdp=4).invoices
    assert [each.reference for each in told] == ["PO 8", "PO 9"]
    void = Invoices(invoices=[Invoice(status="VOIDED")])
    (gone,) = api.update_invoice(tenant, told[1].invoice_id, void).invoices
    assert (gone.status, gone.amount_due) == ("VOIDED", 0)
    with pytest.raises(AccountingBadRequestException) as refusal:
        api.update_invoice(tenant, told[1].invoice_id, void)
    assert "Invoice not of valid status for modification" in str(refusal.value)
