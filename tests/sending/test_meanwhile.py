"""What people do while a batch is on its way: stop, pause, edit, mark, rename."""

import threading
import time
from collections.abc import Callable
from decimal import Decimal

import httpx2
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from tests.sending.desk import Desk
from tracker.accounts_system.models import Call, ProductLink
from tracker.documents import lifecycle, products
from tracker.documents.line_drafts import LineDraft, draft_of
from tracker.documents.models import Document
from tracker.sending import batches
from tracker.sending.models import Batch, Delivery, State

pytestmark = pytest.mark.usefixtures("short_deadlines")


@pytest.fixture
def two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small calls, one after the other, so that something is left when the first one is out."""
    for stage in ("invoices", "contacts"):
        monkeypatch.setattr(f"tracker.xero.{stage}.MAX_PER_CALL", 2)


def while_out(desk: Desk, path: str, act: Callable[[], object]) -> None:
    """Do something while the first call to ``path`` is out; then its answer comes."""
    desk.fault("hold", path=path)
    numbers = {**settings.SENDING, "CALLS_IN_FLIGHT": 1, "CALL_DEADLINE_SECONDS": 20}
    with override_settings(SENDING=numbers):
        worker = threading.Thread(target=work_and_close, args=(desk,))
        worker.start()
        written = Call.objects.filter(path=path, attempts__isnull=False)
        while not written.exclude(purpose=Call.Purpose.READ).exists():
            time.sleep(0.02)
        time.sleep(0.2)
        act()
        httpx2.post(f"{desk.sandbox.url}/_sandbox/faults/release")
        worker.join(20)


def work_and_close(desk: Desk) -> None:
    try:
        desk.work()
    finally:
        connection.close()


def states(batch: Batch) -> list[str]:
    return list(batch.deliveries.order_by("position").values_list("state", flat=True))


@pytest.mark.usefixtures("two_at_a_time")
def test_pausing_holds_back_everything_that_has_not_left(desk: Desk) -> None:
    documents = [desk.invoice() for _ in range(5)]
    batch = desk.click(*documents)
    while_out(desk, "/Invoices", lambda: batches.pause(batch=batch, by=desk.office.colleague))
    assert sorted(states(batch)) == [State.READY] * 3 + [State.SENT] * 2
    desk.work()
    assert len(desk.in_xero()) == 2
    batches.resume(batch=batch, by=desk.office.colleague)
    desk.work()
    assert states(batch) == [State.SENT] * 5


@pytest.mark.usefixtures("two_at_a_time")
def test_stopping_creates_no_further_company(desk: Desk) -> None:
    documents = [desk.invoice(company=f"Client {number}") for number in range(5)]
    batch = desk.click(*documents)
    while_out(desk, "/Contacts", lambda: batches.stop(batch=batch, by=desk.office.colleague))
    assert states(batch) == [State.STOPPED] * 5
    books = desk.books()
    assert (len(books["Contacts"]), len(books["Items"]), len(books["Invoices"])) == (2, 0, 0)


@pytest.mark.parametrize("act", [batches.stop, batches.pause])
def test_what_xero_had_no_room_for_is_taken_back(desk: Desk, act: Callable[..., object]) -> None:
    batch = desk.click(desk.invoice())
    desk.fault("rate_day")
    desk.work()
    assert states(batch) == [State.WAITING]
    act(batch=batch, by=desk.office.colleague)
    desk.work()
    assert states(batch) == [State.STOPPED if act is batches.stop else State.READY]
    assert not Call.objects.filter(settled_at=None).exists()
    assert desk.in_xero() == []


def test_stopping_does_not_give_up_a_doubt(desk: Desk) -> None:
    batch = desk.click(desk.invoice())
    desk.fault("lost_reply", times=2)
    desk.work()
    assert batches.stop(batch=batch, by=desk.office.colleague) == 0
    desk.work_until_settled()
    assert states(batch) == [State.SENT]
    assert len(desk.in_xero()) == 1


@pytest.mark.usefixtures("two_at_a_time")
def test_what_is_marked_as_already_in_xero_meanwhile_is_not_sent(desk: Desk) -> None:
    documents = [desk.invoice() for _ in range(3)]
    batch = desk.click(*documents)
    last = batch.deliveries.order_by("position")[2].document
    by = desk.office.colleague
    while_out(desk, "/Invoices", lambda: lifecycle.set_already_in_xero([last], by=by, yes=True))
    delivery = desk.delivery(last)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "already_in_xero")
    assert len(desk.in_xero()) == 2


def test_an_edit_while_the_call_is_out_is_not_shown_as_a_difference(desk: Desk) -> None:
    document = desk.invoice()
    desk.click(document)
    while_out(desk, "/Invoices", lambda: reprice(desk, document, "7"))
    delivery = desk.delivery(document)
    assert (delivery.state, delivery.sentence) == (State.SENT, "")
    desk.forget_freshness()
    (again,) = desk.send(document)
    assert (again.state, again.intent) == (State.SENT, "update")
    document.refresh_from_db()
    assert Decimal(str(desk.in_xero()[0]["Total"])) == document.gross


def reprice(desk: Desk, document: Document, price: str) -> None:
    line = vars(draft_of(document.lines.get()))
    lines = [LineDraft(**{**line, "unit_price": Decimal(price)})]
    lifecycle.change(document, lines=lines, by=desk.office.colleague)


def test_a_product_whose_code_changed_after_it_was_sent_is_the_item_of_its_new_code(
    desk: Desk,
) -> None:
    desk.send(desk.invoice())
    products.change(desk.product(), code="TEMP-WEEK", by=desk.office.colleague)
    desk.forget_freshness()
    (delivery,) = desk.send(desk.invoice(product="TEMP-WEEK"))
    assert delivery.state == State.SENT
    items = {each["Code"]: each["ItemID"] for each in desk.books()["Items"]}
    assert set(items) == {"TEMP-DAY", "TEMP-WEEK"}
    assert ProductLink.objects.get().item_id == items["TEMP-WEEK"]


def test_two_products_that_swap_their_codes_keep_going(desk: Desk) -> None:
    by = desk.office.colleague
    desk.send(desk.invoice(product="A"), desk.invoice(product="B"))
    first, second = desk.product("A"), desk.product("B")
    products.change(first, code="C", by=by)
    products.change(second, code="A", by=by)
    products.change(first, code="B", by=by)
    desk.forget_freshness()
    done = desk.send(desk.invoice(product="A"), desk.invoice(product="B"))
    assert {each.state for each in done} == {State.SENT}
    assert len(desk.books()["Items"]) == ProductLink.objects.count() == 2


def test_an_item_deleted_in_xero_is_made_again_by_the_retry(desk: Desk) -> None:
    desk.send(desk.invoice())
    (item,) = desk.books()["Items"]
    desk.sandbox.books.remove("Items", item["ItemID"])
    desk.forget_freshness()
    document = desk.invoice()
    (refused,) = desk.send(document)
    assert (refused.state, refused.cause) == (State.REFUSED, "item_invalid")
    again = batches.retry(batch=refused.batch, by=desk.office.colleague)
    batches.send(batch=again, by=desk.office.colleague)
    desk.work()
    assert Delivery.objects.get(batch=again).state == State.SENT
