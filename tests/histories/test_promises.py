"""What breaks a promise is found: each is broken here by hand, once."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tests.histories.accidents import Accidents
from tests.histories.bookkeeper import copy
from tests.histories.desk_restored import receipts_left, reconcile
from tests.histories.office import Place
from tests.histories.promises import broken
from tests.histories.virtual_time import VirtualTime
from tests.histories.workers import work
from tests.sending.desk import Desk
from tracker.accounts_system import lists, strays
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import Attempt, DocumentLink, Head, ReceiptLink
from tracker.agencies.models import Entity, Event
from tracker.documents import receipts
from tracker.sending.models import Delivery, State
from tracker.sending.restored import doubles

SECOND = "f0f0f0f0-f0f0-4f0f-80f0-f0f0f0f0f0f0"


@pytest.fixture
def place(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Place:
    """An invoice and a payment that Xero has, and money that it was told of."""
    virtual_time = VirtualTime(monkeypatch)
    accidents = Accidents(monkeypatch, 1, virtual_time)
    desk: Desk = request.getfixturevalue("desk")
    accidents.begin(desk.sandbox)
    desk.record_receipts()
    invoice, payment = desk.invoice(), desk.payment()
    desk.send(invoice)
    desk.send(payment)
    desk.mark_paid(invoice, "100")
    desk.send(invoice)
    made = Place(1, desk, accidents, [invoice.pk, payment.pk])
    assert broken(made) == []
    return made


def _double(place: Place) -> None:
    bill = _record(place, "Invoices", 1)
    place.sandbox.books.put("Invoices", {**bill, "InvoiceID": SECOND})


def _double_the_money(place: Place) -> None:
    payment = _record(place, "Payments", 0)
    place.sandbox.books.put("Payments", {**payment, "PaymentID": SECOND})


def _undo_unheard(place: Place) -> None:
    link = ReceiptLink.objects.get()
    receipts.undo(link.receipt, by=place.office.owner)


def _forget(place: Place) -> None:
    DocumentLink.objects.filter(document=place.documents[1]).delete()


def _refuse_without_a_word(place: Place) -> None:
    Delivery.objects.filter(latest=True).update(state=State.REFUSED)


def _leave_open(place: Place) -> None:
    delivery = Delivery.objects.filter(document=place.documents[1])
    delivery.update(state=State.WAITING)


def _change_unseen(place: Place) -> None:
    bill = _record(place, "Invoices", 1)
    place.sandbox.books.put("Invoices", {**bill, "Total": bill["Total"] + 1})


def _void_unseen(place: Place) -> None:
    document = DocumentLink.objects.get(document=place.documents[1])
    DocumentLink.objects.filter(pk=document.pk).update(seen_status="VOIDED")


def _name_nobody(place: Place) -> None:
    Event.objects.update(by_name="")


def _go_too_fast(place: Place) -> None:
    for _ in range(61):
        lists.refresh(place.connection(), [lists.Name.ACTIONS])
        Attempt.objects.all().delete()


def _forget_unsaid(place: Place) -> None:
    """As a database that was put back to before the payment was written."""
    document = place.documents.pop()
    place.forgotten[document] = "PAY-1001"
    DocumentLink.objects.filter(document=document).delete()


def _adopt_nothing(place: Place) -> None:
    DocumentLink.objects.filter(document=place.documents[1]).delete()
    Head.objects.update(stray=True)


def _write_too_early(place: Place) -> None:
    """As a worker that had not looked after its start."""
    remote_id = DocumentLink.objects.get(document=place.documents[1]).remote_id
    another = place.desk.payment()
    place.documents.append(another.pk)
    place.desk.click(another)
    place.unknown = {remote_id}
    DocumentLink.objects.filter(remote_id=remote_id).delete()
    work(place)


def _adopt_without_a_reason(place: Place) -> None:
    _adopt_nothing(place)
    reconcile(place, Random(1))


def _give_a_number_again(place: Place) -> None:
    Entity.objects.update(next_invoice_number=1)


def _leave_what_nobody_copied(place: Place) -> None:
    _double(place)
    _leave(place)


def _leave(place: Place) -> None:
    """A person says that the second one under a mark is another one."""
    read_heads(place.connection())
    (stray,) = strays.doubled(place.connection())
    doubles.leave(place.connection(), stray.head.remote_id, by=place.office.owner)


def _record(place: Place, kind: str, at: int) -> dict[str, Any]:
    return place.books(kind)[at]


@pytest.mark.parametrize(
    ("break_it", "what"),
    [
        (_double, "doubled"),
        (_double_the_money, "doubled"),
        (_undo_unheard, "doubled"),
        (_forget, "lost"),
        (_refuse_without_a_word, "lost"),
        (_leave_open, "stuck"),
        (_forget_unsaid, "lost"),
        (_adopt_nothing, "stuck"),
        (_give_a_number_again, "doubled"),
        (_leave_what_nobody_copied, "doubled"),
        (_change_unseen, "unshown"),
        (_void_unseen, "unshown"),
        (_write_too_early, "other"),
        (_adopt_without_a_reason, "other"),
        (_name_nobody, "other"),
        (_go_too_fast, "other"),
    ],
)
def test_a_promise_that_is_broken_is_told(
    place: Place, break_it: Callable[[Place], None], what: str
) -> None:
    break_it(place)
    assert what in {each.what for each in broken(place)}


def test_a_copy_is_doubled_until_a_person_says_that_it_is_another_one(place: Place) -> None:
    original = _record(place, "Invoices", 1)["InvoiceID"]
    copy(place, Random(1))
    assert len(place.copies) == 1 and original not in place.copies
    assert {each.what for each in broken(place)} == {"doubled"}
    _leave(place)
    assert broken(place) == []


def test_a_receipt_that_adopting_left_is_told(place: Place) -> None:
    assert receipts_left(place, place.connection()) == []
    ReceiptLink.objects.all().delete()
    assert len(receipts_left(place, place.connection())) == 1
