"""Whatever happens to an answer, each bill is in Xero once: nothing in Xero refuses a second."""

import pytest

from tests.sending.desk import Desk
from tracker.accounts_system.models import DocumentLink
from tracker.sending.models import State

pytestmark = pytest.mark.usefixtures("short_deadlines")


def test_a_payment_arrives_as_a_bill(desk: Desk) -> None:
    payment = desk.payment(supplier_number="JC-17")
    (delivery,) = desk.send(payment)
    assert delivery.state == State.SENT, delivery.sentence
    (bill,) = desk.in_xero()
    assert (bill["Type"], bill["InvoiceNumber"], bill["Total"]) == ("ACCPAY", "JC-17", 288)
    assert DocumentLink.objects.get().remote_id == bill["InvoiceID"]
