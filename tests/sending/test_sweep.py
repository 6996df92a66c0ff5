"""The sweep: how often lanes are looked at that nobody wakes, and what needs no sweep."""

from datetime import datetime, timedelta

import pytest
from croniter import croniter  # type: ignore[import-untyped]
from django.conf import settings
from django.test import override_settings
from procrastinate.contrib.django import app

from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system import lane
from tracker.accounts_system.models import Lane
from tracker.documents.models import Document
from tracker.sending import batches
from tracker.sending.models import State
from tracker.sending.tasks import lanes_to_wake

NOON = datetime(2026, 11, 3, 12, 1)


def test_the_sweep_comes_as_often_as_the_settings_say() -> None:
    tasks = app.periodic_registry.periodic_tasks.values()
    cron = next(each.cron for each in tasks if each.task.name == "tracker.sweep")
    times = croniter(cron, NOON)
    first, second = (times.get_next(datetime) for _ in range(2))
    assert (second - first).total_seconds() == settings.SENDING["SWEEP_SECONDS"]
    assert (first - NOON).total_seconds() <= settings.SENDING["SWEEP_SECONDS"]


@pytest.mark.django_db(transaction=True)
def test_what_does_not_fit_into_the_first_call_goes_with_the_next_at_once(desk: Desk) -> None:
    documents = [desk.invoice() for _ in range(4)]
    # Xero takes these two for one number, so they never share a call.
    for document, number in zip(documents, ("Q1", "q1", "Q2", "Q3"), strict=True):
        Document.objects.filter(pk=document.pk).update(number=number)
    batch = desk.click(*documents)
    desk.work()
    states = sorted(batch.deliveries.values_list("state", flat=True))
    assert states == [State.REFUSED, State.SENT, State.SENT, State.SENT]
    assert batch.deliveries.get(state=State.REFUSED).cause == "number_in_use"


@pytest.mark.django_db(transaction=True)
def test_what_was_paused_while_it_waited_is_found_once_it_may_go_on(desk: Desk) -> None:
    document = desk.invoice()
    batch = desk.click(document)
    desk.fault("rate_minute", method="GET", path="/Contacts", seconds=5)
    desk.work()
    assert desk.delivery(document).state == State.WAITING
    batches.pause(batch=batch, by=desk.office.colleague)
    with override_settings(TRACKER_CLOCK_OFFSET_SECONDS=90):
        desk.work()
        # The worker that *Go on* woke dies before it does anything.
        batches.resume(batch=batch, by=desk.office.colleague)
        assert lanes_to_wake() == [desk.connection.tenant_id]
        desk.work()
        assert desk.delivery(document).state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_a_lane_that_its_owner_died_over_is_looked_at_once(desk: Desk) -> None:
    tenant_id = desk.connection.tenant_id
    lane.knock(tenant_id)
    assert lane.take(tenant_id, owner="a worker that dies") is not None
    assert lanes_to_wake() == [], "its lease is not over"
    Lane.objects.update(lease_until=clock.database_now() - timedelta(seconds=1))
    assert lanes_to_wake() == [tenant_id]
    desk.work()
    assert lanes_to_wake() == []
