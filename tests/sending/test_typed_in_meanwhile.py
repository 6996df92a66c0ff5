"""Bills that a bookkeeper types in while the same payment is about to be sent: seen in time."""

import pytest

from tests.sending.adopting import read
from tests.sending.desk import Desk
from tests.sending.test_payments_already_in_xero import bill, confirmed
from tracker.accounts_system.models import DocumentLink
from tracker.sending import adoption, batches
from tracker.sending.models import State


@pytest.mark.parametrize("is_earlier", [True, False], ids=["before the preview", "after it"])
def test_a_bill_typed_in_unseen_before_the_click_is_not_doubled(
    desk: Desk, is_earlier: bool
) -> None:
    document = confirmed(desk, supplier_number="JC-17")
    if is_earlier:
        bill(desk, document)
    batch = desk.prepared(document)
    if not is_earlier:
        bill(desk, document)
    batches.send(batch=batch, by=desk.office.colleague)
    desk.work()
    delivery = desk.delivery(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "number_in_use")
    assert len(desk.in_xero()) == 1


def test_a_bill_typed_in_while_the_batch_was_paused_is_not_doubled(desk: Desk) -> None:
    document = confirmed(desk, supplier_number="JC-17")
    batch = desk.prepared(document)
    batches.send(batch=batch, by=desk.office.colleague)
    batches.pause(batch=batch, by=desk.office.colleague)
    desk.work()
    bill(desk, document)
    batches.resume(batch=batch, by=desk.office.colleague)
    desk.work()
    assert desk.delivery(document).cause == "number_in_use" and len(desk.in_xero()) == 1


@pytest.mark.parametrize("fault", ["http_503", "http_500"])
@pytest.mark.usefixtures("deadlines_of_bills")
def test_a_bill_that_a_person_called_another_is_not_taken_for_ours_in_doubt(
    desk: Desk, fault: str
) -> None:
    document = confirmed(desk, supplier_number="JC-17")
    other = bill(desk, document)["InvoiceID"]
    read(desk)
    adoption.say_another(desk.connection, document, other, by=desk.office.colleague)
    desk.click(document)
    desk.bookkeeper("edit", InvoiceID=other, changes={"DueDate": "2026-12-04"})
    desk.fault(fault)
    desk.work_until_settled()
    assert desk.delivery(document).state == State.SENT
    assert len(desk.in_xero()) == 2
    assert DocumentLink.objects.get().remote_id != other
