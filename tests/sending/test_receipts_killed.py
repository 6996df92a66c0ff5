"""A worker dies anywhere while receipts are on their way: each is recorded or removed once."""

from contextlib import suppress
from importlib import import_module

import pytest

from tests.sending.bills import Killed
from tests.sending.desk import Desk
from tests.sending.test_receipts import sent, told
from tracker.accounts_system.models import Call, DocumentLink, ReceiptLink
from tracker.documents import receipts
from tracker.documents.models import Document
from tracker.sending.models import State
from tracker.sending.unsent import to_send

pytestmark = pytest.mark.usefixtures("short_deadlines")

POINTS = [
    "accounts_system.calls.open_call",
    "accounts_system.calls.new_attempt",
    "accounts_system.calls.record",
    "accounts_system.heads.read_heads",
    "sending.outcomes.record",
    "sending.outcomes.settle_call",
    "sending.outcomes.save_settled",
    "sending.receipts.deliveries.go_on",
]


def kill_once(patch: pytest.MonkeyPatch, point: str, *, after: bool) -> list[str]:
    """Let the next worker die there; the answer is empty until it has."""
    module, name = f"tracker.{point}".rsplit(".", 1)
    work = getattr(import_module(module), name)
    dead: list[str] = []

    def deadly(*given: object, **named: object) -> object:
        if dead:
            return work(*given, **named)
        if after:
            work(*given, **named)
        dead.append(point)
        raise Killed

    patch.setattr(f"{module}.{name}", deadly)
    return dead


def click_and_die(
    desk: Desk, document: Document, patch: pytest.MonkeyPatch, point: str, *, after: bool
) -> None:
    """Send it with a worker that dies there; the next one brings it to its end."""
    desk.click(document)
    dead = kill_once(patch, point, after=after)
    with suppress(Killed):
        desk.work()
    assert dead == [point]
    desk.work_until_settled()
    assert desk.delivery(document).state == State.SENT


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("point", POINTS)
def test_a_death_while_recording_doubles_and_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, point: str, after: bool
) -> None:
    desk.record_receipts()
    document = sent(desk)
    desk.mark_paid(document, "100")
    desk.mark_paid(document)
    click_and_die(desk, document, monkeypatch, point, after=after)
    assert sorted(each["Amount"] for each in desk.payments()) == [100, 260]
    assert ReceiptLink.objects.count() == 2
    assert sum("recorded" in sentence for sentence in told(document)) == 2
    assert not Call.objects.filter(settled_at=None).exclude(purpose="read").exists()
    assert not to_send(desk.connection, "invoice").exists()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("point", POINTS)
def test_a_death_while_removing_leaves_nothing_stuck(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, point: str, after: bool
) -> None:
    desk.record_receipts()
    document = sent(desk)
    receipt = desk.mark_paid(document)
    desk.send(document)
    receipts.undo(receipt, by=desk.office.colleague)
    click_and_die(desk, document, monkeypatch, point, after=after)
    assert desk.payments() == []
    assert sum("Receipt removed" in sentence for sentence in told(document)) == 1
    assert not to_send(desk.connection, "invoice").exists()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("point", POINTS)
def test_a_death_between_the_invoice_and_its_receipt_doubles_neither(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, point: str, after: bool
) -> None:
    desk.record_receipts()
    document = desk.invoice()
    desk.mark_paid(document)
    click_and_die(desk, document, monkeypatch, point, after=after)
    assert (len(desk.in_xero()), len(desk.payments())) == (1, 1)


def test_what_is_left_due_is_read_also_where_its_recorder_died_right_after(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.record_receipts()
    document = sent(desk)
    desk.mark_paid(document, "100")
    desk.click(document)

    def die_once_sent(_: object) -> None:
        if desk.delivery(document).state == State.SENT:
            raise Killed

    with monkeypatch.context() as patch, suppress(Killed):
        patch.setattr("tracker.sending.receipts.work._read_heads", die_once_sent)
        desk.work()
    assert desk.delivery(document).state == State.SENT
    assert DocumentLink.objects.get().seen_due == 360, "it died before it could read"
    desk.work()
    assert DocumentLink.objects.get().seen_due == 260
