"""A send, a sync and people's *Refresh* at once: never too many calls, as Xero counts them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import httpx2
import pytest
from django.conf import settings
from django.db import connection as database
from django.test import override_settings

from benchmarks.counting import most_at_once, most_in_a_minute
from tests.crashes.workers import eventually
from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system import heads
from tracker.accounts_system.models import Attempt, Call, Lane
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending import refreshing
from tracker.sending.models import Delivery, State
from tracker.syncing import syncs
from tracker.syncing.models import Sync

# More than a minute has room for, so that it is full however quick the machine.
DOCUMENTS = 62
AT_ONCE, A_MINUTE = 5, 60


def test_a_send_a_sync_and_a_refresh_at_once_stay_within_xeros_limits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.xero.invoices.MAX_PER_CALL", 1)
    monkeypatch.setattr("tracker.accounts_system.calls.READ_WAIT_SECONDS_MAX", 0)
    documents = [desk.invoice() for _ in range(DOCUMENTS)]
    control(desk, "limits", tier="real")
    control(desk, "latency", ms=250)
    pass_by(desk, 61)
    desk.sandbox.journal.clear()
    desk.click(*documents)
    with busy(lambda: sync(desk), lambda: refresh(desk), lambda: refresh(desk)):
        for _ in range(20):
            desk.work()
            if not is_moving():
                break
            wait_for_the_lane(desk)
    assert {desk.delivery(each).state for each in documents} == {State.SENT}
    journal = desk.sandbox.journal.calls()
    assert {each["status"] for each in journal} == {200}
    assert AT_ONCE - 1 <= most_at_once(journal) <= AT_ONCE
    assert A_MINUTE - 5 <= most_in_a_minute(journal) <= A_MINUTE


def test_four_calls_carry_what_is_sent_and_who_reads_takes_a_fifth(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.xero.invoices.MAX_PER_CALL", 1)
    desk.send(desk.invoice())
    documents = [desk.invoice() for _ in range(AT_ONCE + 2)]
    desk.click(*documents)
    desk.fault("hold", method="PUT", path="/Invoices", times=len(documents))
    worker = Thread(target=work_elsewhere, args=[desk])
    worker.start()
    try:
        eventually(lambda: under_way(desk) == AT_ONCE - 1)
        heads.read_heads(desk.connection)
        Event().wait(1)
        assert under_way(desk) == AT_ONCE - 1
    finally:
        desk.end_faults()
        worker.join()
    assert {desk.delivery(each).state for each in documents} == {State.SENT}


def work_elsewhere(desk: Desk) -> None:
    try:
        desk.work()
    finally:
        database.close()


def under_way(desk: Desk) -> int:
    """How many calls Xero is answering at this moment."""
    return len([each for each in desk.sandbox.journal.calls() if each["status"] is None])


def test_the_last_call_of_a_minute_is_left_to_who_reads(desk: Desk) -> None:
    desk.send(desk.invoice())
    use_up_the_minute(desk, but=1)
    document = desk.invoice()
    desk.send(document)
    assert desk.delivery(document).state == State.WAITING and len(desk.in_xero()) == 1
    desk.sandbox.journal.clear()
    heads.read_heads(desk.connection)
    assert desk.calls() == ["GET /api.xro/2.0/Invoices"]


def use_up_the_minute(desk: Desk, *, but: int) -> None:
    """What others have read within the last minute."""
    call = Call.objects.filter(purpose=Call.Purpose.READ).latest("pk")
    made = Attempt.objects.filter(tenant_id=call.tenant_id).count()
    now = clock.database_now()
    Attempt.objects.bulk_create(
        Attempt(call=call, tenant_id=call.tenant_id, number=100 + each, began_at=now)
        for each in range(A_MINUTE - but - made)
    )


def test_the_journal_is_counted_as_xero_counts() -> None:
    calls = [{"at_ms": at, "ms": 100} for at in (0, 50, 99, 100, 60_049)]
    assert most_at_once(calls) == 3
    assert most_in_a_minute(calls) == 4
    assert most_in_a_minute([*calls, {"at_ms": 60_050, "ms": 1}]) == 4


@contextmanager
def busy(*deeds: Callable[[], None]) -> Iterator[None]:
    """Meanwhile, each in a thread of its own, over and over."""
    over = Event()
    threads = [Thread(target=over_and_over, args=(deed, over)) for deed in deeds]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in threads:
            each.join()


def over_and_over(deed: Callable[[], None], over: Event) -> None:
    try:
        while not over.is_set():
            deed()
    finally:
        database.close()


def sync(desk: Desk) -> None:
    asked = {"connection": desk.connection, "why": Sync.Why.PERSON, "kind": "invoice"}
    syncs.ask(**asked, by=desk.office.colleague)  # type: ignore[arg-type]
    syncs.work(desk.connection.pk)


def refresh(desk: Desk) -> None:
    everything = Document.objects.filter(agency=desk.office.agency)
    try:
        refreshing.refresh(desk.connection, documents=everything, by=desk.office.colleague)
    except NotPossible:
        Event().wait(0.2)  # the minute is full, and it is said so


def is_moving() -> bool:
    return Delivery.objects.exclude(state=State.SENT).exists()


def wait_for_the_lane(desk: Desk) -> None:
    due_at = Lane.objects.get().due_at
    if due_at is not None and (seconds := (due_at - clock.database_now()).total_seconds()) > 0:
        pass_by(desk, seconds)


def pass_by(desk: Desk, seconds: float) -> None:
    """Time passes for both."""
    whole = int(seconds) + 1
    settings.TRACKER_CLOCK_OFFSET_SECONDS = offset() + whole
    desk.sandbox.clock.advance(whole)


def offset() -> float:
    return float(getattr(settings, "TRACKER_CLOCK_OFFSET_SECONDS", 0))


@pytest.fixture(autouse=True)
def clock_goes_back() -> Iterator[None]:
    with override_settings(TRACKER_CLOCK_OFFSET_SECONDS=0):
        yield


def control(desk: Desk, path: str, **wish: Any) -> None:
    httpx2.post(f"{desk.sandbox.url}/_sandbox/{path}", json=wish).raise_for_status()
