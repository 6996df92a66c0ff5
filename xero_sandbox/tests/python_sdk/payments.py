"""Payments, made and taken back."""

import datetime as dt

import pytest
from xero_python.accounting import Account, Invoice, Payment, PaymentDelete, Payments
from xero_python.exceptions import AccountingBadRequestException

from python_sdk.conversation import GROSS, Conversation


def pays_and_takes_back(sdk: Conversation, first: str) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    wish = Payment(
        invoice=Invoice(invoice_id=first),
        account=Account(code="090"),
        amount=GROSS,
        date=dt.date(2026, 11, 10),
        reference="BACS 1",
    )
    (payment,) = api.create_payments(tenant, Payments(payments=[wish])).payments
    assert payment.payment_type == "ACCRECPAYMENT"
    (paid,) = api.get_invoice(tenant, first).invoices
    assert (paid.status, paid.amount_paid) == ("PAID", GROSS)
    assert paid.payments[0].payment_id == payment.payment_id
    with pytest.raises(AccountingBadRequestException) as refusal:
        api.create_payment(tenant, wish)
    assert refusal.value.status == 400
    (one,) = api.get_payment(tenant, payment.payment_id).payments
    assert (one.amount, one.date, one.reference) == (GROSS, dt.date(2026, 11, 10), "BACS 1")
    of_it = f'Invoice.InvoiceID==guid("{first}") AND Status=="AUTHORISED"'
    assert len(api.get_payments(tenant, where=of_it, page=1).payments) == 1
    api.delete_payment(tenant, payment.payment_id, PaymentDelete(status="DELETED"))
    assert api.get_payments(tenant, where=of_it).payments == []
    assert api.get_invoice(tenant, first).invoices[0].status == "AUTHORISED"
