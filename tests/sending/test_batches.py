"""Preparing, clicking, stopping, pausing, retrying: what the desk does with a batch."""

import threading

import pytest
from django.db import connection

from tests.sending.desk import Desk
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.sending import batches
from tracker.sending.models import Batch, Delivery, State
from tracker.sending.report import is_quiet, report


def prepared(desk: Desk, *documents: Document) -> Batch:
    wanted = Document.objects.filter(pk__in=[each.pk for each in documents])
    return batches.prepare(
        kind="invoice", agency=desk.office.agency, documents=wanted, by=desk.office.colleague
    )


def click(desk: Desk, batch: Batch, *, only_first: bool = False) -> Batch:
    return batches.send(batch=batch, by=desk.office.colleague, only_first=only_first)


def test_batches_are_numbered_and_an_unused_number_stays_unused(desk: Desk) -> None:
    document = desk.invoice()
    assert [prepared(desk, document).number, prepared(desk, document).number] == [1, 2]


def test_preparing_makes_no_call(desk: Desk) -> None:
    document = desk.invoice()
    before = desk.calls()
    prepared(desk, document)
    assert desk.calls() == before


def test_a_batch_is_sent_once(desk: Desk) -> None:
    batch = prepared(desk, desk.invoice())
    click(desk, batch)
    with pytest.raises(NotPossible, match="was sent already"):
        click(desk, batch)


def test_a_document_changed_since_the_preview_is_left_out(desk: Desk) -> None:
    changed, same = desk.invoice(), desk.invoice()
    batch = prepared(desk, changed, same)
    lifecycle.change(changed, reference="PO 1", by=desk.office.colleague)
    click(desk, batch)
    states = dict(batch.deliveries.values_list("document", "state"))
    assert states == {changed.pk: State.LEFT_OUT, same.pk: State.READY}


def test_a_document_on_its_way_in_another_batch_is_left_out(desk: Desk) -> None:
    document = desk.invoice()
    first, second = prepared(desk, document), prepared(desk, document)
    click(desk, first)
    click(desk, second)
    left = second.deliveries.get()
    assert (left.state, left.sentence) == (State.LEFT_OUT, "Already in batch 1.")


def test_the_first_one_may_be_sent_alone(desk: Desk) -> None:
    batch = prepared(desk, desk.invoice(), desk.invoice(), desk.invoice())
    click(desk, batch, only_first=True)
    desk.work()
    states = sorted(batch.deliveries.values_list("state", flat=True))
    assert states == [State.SENT, State.STOPPED, State.STOPPED]
    assert len(desk.in_xero()) == 1


def test_stop_leaves_the_rest_unsent(desk: Desk) -> None:
    batch = desk.click(desk.invoice(), desk.invoice())
    assert batches.stop(batch=batch, by=desk.office.colleague) == 2
    desk.work()
    assert desk.in_xero() == []
    assert set(batch.deliveries.values_list("state", flat=True)) == {State.STOPPED}


def test_a_paused_batch_waits_and_goes_on_when_resumed(desk: Desk) -> None:
    batch = desk.click(desk.invoice())
    batches.pause(batch=batch, by=desk.office.colleague)
    desk.work()
    assert desk.in_xero() == []
    batches.resume(batch=batch, by=desk.office.colleague)
    desk.work()
    assert len(desk.in_xero()) == 1


def test_what_was_refused_is_retried_in_a_new_batch(desk: Desk) -> None:
    document = desk.invoice(account="999")
    batch = desk.click(document)
    assert batch.deliveries.get().state == State.REFUSED
    document.lines.update(account_override="200")
    again = batches.retry(batch=batch, by=desk.office.colleague)
    click(desk, again)
    desk.work()
    assert desk.delivery(document).state == State.SENT


def test_two_clicks_at_once_send_a_document_once(desk: Desk) -> None:
    document = desk.invoice()
    first, second = prepared(desk, document), prepared(desk, document)
    failures: list[Exception] = []

    def press(batch: Batch) -> None:
        try:
            click(desk, batch)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(each,)) for each in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    states = sorted(Delivery.objects.values_list("state", flat=True))
    assert states == [State.LEFT_OUT, State.READY]
    desk.work()
    assert len(desk.in_xero()) == 1


def test_a_total_below_zero_is_refused_before_xero_refuses_it(desk: Desk) -> None:
    document = desk.invoice(price="-10")
    delivery = prepared(desk, document).deliveries.get()
    assert (delivery.intent, delivery.cause) == ("blocked", "total_negative")


def test_nothing_is_sent_without_a_connection(desk: Desk) -> None:
    document = desk.invoice()
    desk.connection.__class__.objects.update(disconnected_at="2026-11-03T12:00:00Z")
    with pytest.raises(NotPossible, match="not connected"):
        prepared(desk, document)


def test_a_batch_prepared_for_another_organisation_says_so(desk: Desk) -> None:
    batch = prepared(desk, desk.invoice())
    connection = desk.connection
    connection.__class__.objects.update(disconnected_at="2026-11-03T12:00:00Z")
    connection.pk, connection.tenant_id, connection.tenant_name = None, "2", "Quayside Ltd"
    connection.save()
    with pytest.raises(NotPossible) as said:
        batches.send(batch=batch, by=desk.office.colleague)
    assert str(said.value) == (
        f"Batch {batch.number} was for Harbour Talent Ltd, and Tracker is connected to Quayside Ltd"
        " now. Close it, and send them again."
    )


def test_what_another_batch_took_a_moment_earlier_is_waited_for(desk: Desk) -> None:
    document = desk.invoice()
    first, second = prepared(desk, document), prepared(desk, document)
    click(desk, first)
    click(desk, second)
    assert not is_quiet(second, [], wait_seconds_max=120)
    assert (report(second).documents, report(second).waiting) == (0, 1)
    desk.work()
    assert is_quiet(second, [], wait_seconds_max=120)
