"""The database is put back to an earlier day: nothing is written until a person adopts, and then
Xero has everything once and Tracker has all of it.
"""

from collections import Counter

import pytest

from tests.sending.desk import Desk
from tests.sending.restoring import back_up, restore
from tracker.accounts_system import marks, strays
from tracker.accounts_system.models import DocumentLink
from tracker.agencies.models import Entity
from tracker.documents.models import Document
from tracker.sending.models import OPEN, Delivery, State
from tracker.sending.restored import reconciling
from tracker.sending.unsent import to_send

pytestmark = pytest.mark.usefixtures("short_deadlines")


def writes(desk: Desk) -> list[str]:
    return [each for each in desk.calls() if not each.startswith("GET")]


def in_books(desk: Desk) -> Counter[str]:
    """The living documents by our mark."""
    living = [each for each in desk.in_xero() if each["Status"] not in ("VOIDED", "DELETED")]
    return Counter(str(each.get("Url")) for each in living)


def send_all(desk: Desk) -> None:
    for kind in ("invoice", "payment"):
        documents = list(to_send(desk.connection, kind))
        if documents:
            desk.click(*documents)
            desk.work_until_settled()


def assert_all_linked_once(desk: Desk) -> None:
    installation = marks.installation_id()
    assert set(in_books(desk).values()) <= {1}
    for document in Document.objects.filter(lifecycle="approved"):
        link = DocumentLink.objects.get(document=document)
        found = [each for each in desk.in_xero() if each["InvoiceID"] == link.remote_id]
        assert found[0]["Url"] == marks.of_document(document.pk, installation)
    assert not Delivery.objects.filter(state__in=OPEN).exists()


def test_after_a_restore_nothing_is_written_until_somebody_adopts(desk: Desk) -> None:
    before = [desk.invoice() for _ in range(2)]
    desk.send(*before)
    later = [desk.invoice(company="Cobalt & Sons", product="FEE") for _ in range(5)]
    bills = [desk.payment(company="Ewa Nowak") for _ in range(3)]
    backup = back_up()
    desk.send(*later)
    desk.send(*bills)
    books, written = in_books(desk), writes(desk)
    assert books.total() == 10

    restore(backup, desk)
    batch = desk.click(*later, desk.invoice())
    desk.work()
    assert writes(desk) == written
    states = set(batch.deliveries.values_list("state", flat=True))
    assert states == {State.ADOPT}

    done = reconciling.reconcile(desk.connection, by=desk.office.owner)
    assert (done.adopted, done.only_in_xero, done.doubled) == (8, 0, 0)
    desk.work_until_settled()
    send_all(desk)
    assert {desk.delivery(each).state for each in later} == {State.SENT}
    assert in_books(desk).total() == 11
    assert_all_linked_once(desk)
    assert strays.find(desk.connection) == []


def test_what_tracker_has_no_more_is_only_in_xero_and_its_number_is_not_given_again(
    desk: Desk,
) -> None:
    desk.send(desk.invoice())
    backup = back_up()
    forgotten = [desk.invoice() for _ in range(3)]
    desk.send(*forgotten)
    restore(backup, desk)

    new = desk.invoice()
    assert new.number == forgotten[0].number
    desk.click(new)
    desk.work()
    assert desk.delivery(new).state == State.ADOPT
    done = reconciling.reconcile(desk.connection, by=desk.office.owner)
    assert (done.adopted, done.only_in_xero) == (0, 3)
    last = int(str(forgotten[-1].number).removeprefix("INV-"))
    assert done.next_numbers == {"invoice": f"INV-{last + 1}"}
    assert Entity.objects.get().next_invoice_number == last + 1
    desk.work_until_settled()
    assert desk.delivery(new).cause == "number_in_use"
    assert len(desk.in_xero()) == 4
    again = reconciling.reconcile(desk.connection, by=desk.office.owner)
    assert (again.adopted, again.only_in_xero, again.next_numbers) == (0, 0, {})
    assert again.in_words == reconciling.NOTHING
