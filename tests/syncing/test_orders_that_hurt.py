"""Syncing beside a send, beside another reading, after a kill, after a day without anybody."""

import threading
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from django.db import connections, transaction

from tests.connected import connected
from tests.crashes.moments import held, release
from tests.crashes.workers import Workers, eventually
from tests.sending.desk import Desk
from tests.sending.test_time import later
from tests.syncing.office_hours import pay, said, sent, sync
from tracker import clock
from tracker.accounts_system import deltas, head_rows, heads, held_records
from tracker.accounts_system.models import Connection, DocumentLink, Head, ReceiptLink
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.sending.models import Batch
from tracker.syncing import decisions, differences, schedule, syncs, taking_theirs
from tracker.syncing.decisions import Choice, print_of
from tracker.syncing.models import Sync
from tracker.xero import invoices as xero_invoices
from tracker.xero.types import Invoice


def link_of(document: Document) -> DocumentLink:
    return DocumentLink.objects.get(document=document)


def in_a_thread(what: Any, *arguments: Any) -> threading.Thread:
    def run() -> None:
        try:
            what(*arguments)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def read_now(desk: Desk, document: Document) -> Invoice:
    """What Xero says at this moment, read but not kept."""
    request = xero_invoices.heads_by_ids([link_of(document).remote_id])
    (found,) = xero_invoices.parse_all(deltas.must_read(desk.connection, request).data)
    return found


def test_a_slow_read_overtaken_by_a_newer_one_moves_nothing_back(desk: Desk) -> None:
    (document,) = sent(desk)
    began_at = clock.database_now()
    slow = read_now(desk, document)
    pay(desk, document)
    sync(desk)
    for at in (began_at, clock.database_now()):
        assert heads.keep_heads(desk.connection, [slow], read_started_at=at) == []
    assert link_of(document).seen_status == "PAID"
    assert Head.objects.get(remote_id=slow.invoice_id).status == "PAID"
    assert said(desk, document) == ["Paid in Xero: 360.00."]


def test_of_two_that_xero_dates_alike_the_one_read_later_counts(desk: Desk) -> None:
    (document,) = sent(desk)
    pay(desk, document, "100")
    sync(desk)
    early_at = clock.database_now()
    early = read_now(desk, document)
    desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"DueDate": "2026-12-24"})
    late_at = clock.database_now()
    late = read_now(desk, document)
    assert early.updated_date_utc == late.updated_date_utc
    (change,) = heads.keep_heads(desk.connection, [late], read_started_at=late_at)
    assert change.kind == "dates"
    assert heads.keep_heads(desk.connection, [early], read_started_at=early_at) == []
    assert str(Head.objects.get(remote_id=late.invoice_id).due_date) == "2026-12-24"


def test_two_that_read_at_once_write_one_event(desk: Desk) -> None:
    (document,) = sent(desk)
    pay(desk, document)
    found, at = read_now(desk, document), clock.database_now()
    threads = [
        in_a_thread(lambda: heads.keep_heads(desk.connection, [found], read_started_at=at))
        for _ in range(4)
    ]
    for thread in threads:
        thread.join()
    assert said(desk, document) == ["Paid in Xero: 360.00."]


def test_whoever_keeps_heads_waits_for_the_one_who_does(desk: Desk) -> None:
    (document,) = sent(desk)
    older, older_at = read_now(desk, document), clock.database_now()
    pay(desk, document)
    newer, newer_at = read_now(desk, document), clock.database_now()
    with transaction.atomic():
        head_rows.lock(desk.connection)
        slow = in_a_thread(
            lambda: heads.keep_heads(desk.connection, [older], read_started_at=older_at)
        )
        slow.join(0.5)
        assert slow.is_alive()
        heads.keep_heads(desk.connection, [newer], read_started_at=newer_at)
    slow.join()
    assert Head.objects.get(remote_id=newer.invoice_id).status == "PAID"


def test_whatever_was_ticked_first_links_are_taken_in_their_own_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As those who keep heads take them: neither waits for a link while the other waits for his."""
    for document in sent(desk, 2):
        desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"Reference": "PO 7"})
    heads.read_heads(desk.connection)
    differences.renew(desk.connection)
    lower, higher = DocumentLink.objects.order_by("pk")
    ticked = [Choice(link.document_id, print_of(link)) for link in (higher, lower)]
    # Comparing anew takes turns with whoever keeps heads; what is looked at here comes after it.
    monkeypatch.setattr(decisions, "_renew", lambda connection, choices: None)
    with transaction.atomic():
        DocumentLink.objects.select_for_update().get(pk=lower.pk)
        sending = in_a_thread(
            lambda: decisions.send_mine(
                desk.connection, ticked, kind="invoice", by=desk.office.colleague
            )
        )
        sending.join(0.5)
        assert sending.is_alive()
        DocumentLink.objects.select_for_update(nowait=True).get(pk=higher.pk)
    sending.join()
    assert Batch.objects.latest("pk").deliveries.count() == 2


@pytest.mark.parametrize("write", ["records", "differences"])
def test_whoever_writes_many_links_takes_turns_with_those_who_keep_heads(
    desk: Desk, write: str
) -> None:
    (document,) = sent(desk)
    record = read_now(desk, document)

    def act() -> None:
        if write == "records":
            held_records.keep(desk.connection, [record])
        else:
            differences.renew(desk.connection, everything=True)

    with transaction.atomic():
        head_rows.lock(desk.connection)
        other = in_a_thread(act)
        other.join(0.5)
        assert other.is_alive()
    other.join()


def test_a_sync_while_an_update_is_out_leaves_what_the_sender_compares_with(desk: Desk) -> None:
    (document,) = sent(desk)
    lifecycle.change(document, reference="PO 8", by=desk.office.colleague)
    document.refresh_from_db()
    desk.fault("hold", method="POST", after=True)
    desk.click(document)
    sender = in_a_thread(desk.work)
    eventually(lambda: held(desk) == 1)
    before = link_of(document).seen_updated_at
    desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"DueDate": "2026-12-24"})
    assert sync(desk).changed == 0
    assert link_of(document).seen_updated_at == before
    release(desk)
    sender.join()
    link = link_of(document)
    head = Head.objects.get(remote_id=link.remote_id)
    assert link.seen_updated_at == head.updated_at != link.accepted_updated_at
    assert str(head.due_date) == "2026-12-24"
    assert said(desk, document) == [
        "The due date was changed in Xero: 24 Dec 2026 instead of 3 Dec 2026."
    ]


def test_what_a_call_that_came_to_nothing_hid_is_caught_up_with(desk: Desk) -> None:
    (document,) = sent(desk)
    lifecycle.change(document, reference="PO 8", by=desk.office.colleague)
    document.refresh_from_db()
    desk.fault("hold", method="POST")
    desk.click(document)
    sender = in_a_thread(desk.work)
    eventually(lambda: held(desk) == 1)
    desk.bookkeeper("void", InvoiceNumber=document.number)
    assert sync(desk).changed == 0
    release(desk)
    sender.join()
    assert desk.delivery(document).state == "refused"
    sync(desk)
    assert link_of(document).seen_status == "VOIDED"
    assert said(desk, document) == ["Voided in Xero."]


def test_what_was_read_while_a_call_was_out_for_days_is_shown_when_it_ends(desk: Desk) -> None:
    (document,) = sent(desk)
    lifecycle.change(document, reference="PO 8", by=desk.office.colleague)
    desk.click(document)
    desk.fault("lost_reply", method="POST", times=9)
    desk.work()
    desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"Reference": "THEIRS"})
    assert sync(desk).changed == 0
    Connection.objects.update(needs_reconnect="Reconnect.")
    desk.end_faults()
    with later(desk, timedelta(days=4)):
        connected(desk.office, desk.sandbox)
        desk.work()
        assert desk.delivery(document).cause == "changed_in_xero"
        link = link_of(document)
        assert link.seen_updated_at == Head.objects.get(remote_id=link.remote_id).updated_at
        assert desk.foretold(document)[0] == "update", "both are shown, and a person decides"


def test_xeros_word_from_before_our_own_payment_does_not_make_that_payment_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (document,) = sent(desk)
    desk.record_receipts()
    desk.mark_paid(document, "100")
    monkeypatch.setattr("tracker.sending.receipts.work._read_heads", lambda this_round: None)
    desk.send(document)
    with pytest.raises(NotPossible, match="Sync, then look again"):
        taking_theirs.take_paid(link_of(document), by=desk.office.colleague)
    assert ReceiptLink.objects.get().removed_at is None
    desk.bookkeeper("unpay", InvoiceNumber=document.number)
    sync(desk)
    taking_theirs.take_paid(link_of(document), by=desk.office.colleague)
    document.refresh_from_db()
    assert document.received == 0 and ReceiptLink.objects.get().removed_at is not None


def test_after_a_day_without_anybody_the_next_poll_repairs_everything(desk: Desk) -> None:
    documents = sent(desk, 3)
    pay(desk, documents[0])
    desk.bookkeeper("void", InvoiceNumber=documents[1].number)
    assert not Sync.objects.filter(why__in=("poll", "nightly", "monthly")).exists()
    schedule.ask_for_due()
    assert not Sync.objects.filter(why="poll").exists()
    yesterday = clock.database_now() - timedelta(hours=20)
    Connection.objects.filter(pk=desk.connection.pk).update(heads_read_at=yesterday)
    schedule.ask_for_due()
    schedule.ask_for_due()
    asked = Sync.objects.get(ended_at=None)
    syncs.work(desk.connection.pk)
    asked.refresh_from_db()
    assert asked.summary == {"paid": 1, "voided": 1}


def noon_of_next_month(day: int) -> timedelta:
    """How long it is until then."""
    now = clock.now().astimezone(ZoneInfo("Europe/London"))
    next_month = (now.replace(day=1, hour=12, minute=0) + timedelta(days=32)).replace(day=day)
    return next_month - now


@pytest.mark.parametrize(("why", "day"), [("nightly", 15), ("monthly", 1)])
def test_a_sweep_that_could_not_be_done_is_done_when_a_polls_time_has_gone_by(
    desk: Desk, why: str, day: int
) -> None:
    sent(desk)
    until_then = noon_of_next_month(day)
    the_day_before = clock.now() + until_then - timedelta(days=1)
    Connection.objects.filter(pk=desk.connection.pk).update(connected_at=the_day_before)
    with later(desk, until_then):
        desk.fault("http_503", method="GET", path="/Invoices", times=9)
        schedule.ask_for_due()
        syncs.work(desk.connection.pk)
        assert "could not be reached" in Sync.objects.get(why=why).failure
        schedule.ask_for_due()
        assert Sync.objects.filter(why=why).count() == 1
    desk.end_faults()
    with later(desk, until_then + timedelta(minutes=16)):
        schedule.ask_for_due()
        syncs.work(desk.connection.pk)
        assert Sync.objects.filter(why=why, failure="").count() == 1
        schedule.ask_for_due()
        assert Sync.objects.filter(why=why).count() == 2


@pytest.mark.parametrize("state", ["disconnected", "reconnect", "off"])
def test_what_does_not_work_or_is_switched_off_is_not_polled(
    desk: Desk, settings: Any, state: str
) -> None:
    Connection.objects.filter(pk=desk.connection.pk).update(
        heads_read_at=None,
        disconnected_at=clock.now() if state == "disconnected" else None,
        needs_reconnect="Reconnect." if state == "reconnect" else "",
    )
    if state == "off":
        settings.TRACKER_POLL_MINUTES = None
    schedule.ask_for_due()
    assert not Sync.objects.exists()


def test_a_worker_killed_in_the_middle_of_a_sync_loses_nothing(
    desk: Desk, workers: Workers
) -> None:
    (document,) = sent(desk)
    pay(desk, document)
    desk.fault("hold", method="GET", path="/Invoices")
    asked = syncs.ask(
        connection=desk.connection, why=Sync.Why.PERSON, kind="invoice", by=desk.office.colleague
    )
    worker = workers.start()
    eventually(lambda: held(desk) == 1)
    worker.kill()
    worker.wait()
    httpx2.post(f"{desk.sandbox.url}/_sandbox/faults/release")
    asked.refresh_from_db()
    assert asked.began_at is not None and asked.ended_at is None
    workers.start()
    eventually(lambda: Sync.objects.get(pk=asked.pk).ended_at is not None)
    asked.refresh_from_db()
    assert (asked.failure, asked.summary) == ("", {"paid": 1})
    assert said(desk, document) == ["Paid in Xero: 360.00."]


def test_one_asked_while_another_runs_is_carried_out_after_it(desk: Desk) -> None:
    (document,) = sent(desk)
    desk.fault("hold", method="GET", path="/Invoices", after=True)
    first = syncs.ask(
        connection=desk.connection, why=Sync.Why.PERSON, kind="invoice", by=desk.office.owner
    )
    working = in_a_thread(syncs.work, desk.connection.pk)
    eventually(lambda: held(desk) == 1)
    pay(desk, document)
    second = syncs.ask(
        connection=desk.connection, why=Sync.Why.PERSON, kind="invoice", by=desk.office.colleague
    )
    syncs.work(desk.connection.pk)
    second.refresh_from_db()
    assert second.began_at is None
    release(desk)
    working.join()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.changed, second.changed) == (0, 1)
