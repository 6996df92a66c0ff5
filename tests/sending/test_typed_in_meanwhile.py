"""Bills that a bookkeeper types in while the same payment is about to be sent: seen in time."""

import pytest

from tests.sending.desk import Desk
from tests.sending.test_payments_already_in_xero import bill, confirmed
from tracker.sending import batches
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
