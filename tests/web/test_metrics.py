"""The numbers of `/metrics`, held against states that are known, and once those have settled."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection as database
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system.models import Attempt, Call, Lane
from tracker.sending.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = "a-token-of-the-monitoring"
Numbers = dict[tuple[str, ...], float]


@pytest.fixture(autouse=True)
def configured() -> Iterator[None]:
    with override_settings(TRACKER_METRICS_TOKEN=TOKEN):
        yield


def numbers() -> Numbers:
    """Every number by its name and the values of its labels."""
    text = scraped()
    return {
        (sample.name.removeprefix("tracker_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scraped() -> str:
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain")
    return answer.content.decode()


def test_only_who_has_the_token_reads_them(transactional_db: None) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
        answer = Client().get("/metrics", headers=headers)
        assert (answer.status_code, answer.content) == (401, b"")
    with override_settings(TRACKER_METRICS_TOKEN=""):
        given = {"Authorization": "Bearer "}
        assert Client().get("/metrics", headers=given).status_code == 404


def test_a_desk_at_rest_has_nothing_open(desk: Desk) -> None:
    desk.send(desk.invoice())
    key, found = str(desk.connection.pk), numbers()
    assert found["connection_works", key] == 1
    assert (found["lanes", "idle"], found["lanes", "waiting"]) == (1, 0)
    assert found["deliveries_settled", key, "invoice", "sent"] == 1
    assert not [each for each in found if each[0] in ("deliveries_open", "open_calls", "doubts")]
    lane = Lane.objects.get()
    assert found["limit_remaining", key, "minute"] == lane.minute_remaining
    assert found["limit_remaining", key, "day"] == lane.day_remaining
    assert found["limit_remaining", key, "app"] == lane.app_minute_remaining
    assert None not in (lane.minute_remaining, lane.day_remaining, lane.app_minute_remaining)


def test_a_doubt_is_counted_until_it_is_settled(desk: Desk) -> None:
    desk.fault("lost_reply", times=2)
    desk.click(desk.invoice())
    desk.work()
    then = clock.database_now() - timedelta(seconds=70)
    Attempt.objects.filter(outcome="no_answer").update(began_at=then, ended_at=then)
    key, found = str(desk.connection.pk), numbers()
    assert (found["open_calls", key], found["doubts", key]) == (1, 1)
    assert 70 <= found["oldest_doubt_seconds", key] < 130
    assert found["deliveries_open", key, "invoice", "checking"] == 1
    assert 0 < found["deliveries_oldest_seconds", key] < 60
    Call.objects.update(wait_until=None)
    Lane.objects.update(due_at=None)
    desk.work()
    after = numbers()
    assert ("doubts", key) not in after and ("open_calls", key) not in after
    assert after["deliveries_settled", key, "invoice", "sent"] == 1
    assert len(desk.in_xero()) == 1


def test_a_request_on_its_way_is_open_and_no_doubt(desk: Desk) -> None:
    desk.send(desk.invoice())
    Call.objects.filter(purpose=Call.Purpose.CREATE_DOCUMENTS).update(settled_at=None)
    lane = Lane.objects.get()
    Attempt.objects.filter(call__settled_at=None).update(
        outcome="", ended_at=None, epoch=lane.epoch
    )
    key, soon = str(desk.connection.pk), clock.database_now() + timedelta(seconds=30)
    Lane.objects.update(lease_until=soon)
    assert (numbers()["doubts", key], numbers()["lanes", "working"]) == (0, 1)
    Lane.objects.update(lease_until=clock.database_now() - timedelta(seconds=1))
    found = numbers()
    assert (found["doubts", key], found["lanes", "abandoned"]) == (1, 1)


def test_a_days_limit_says_how_long_it_waits_and_ends(desk: Desk) -> None:
    desk.fault("rate_day", seconds=3_600)
    desk.send(desk.invoice())
    key, found = str(desk.connection.pk), numbers()
    assert (found["lanes", "waiting"], found["lanes", "idle"]) == (1, 0)
    assert 3_000 < found["lane_wait_seconds", key] <= 3_601
    assert 3_000 < found["limit_full_seconds", key, "day"] <= 3_601
    assert found["deliveries_open", key, "invoice", "waiting"] == 1
    Lane.objects.update(day_full_until=None, due_at=None)
    Call.objects.update(wait_until=None)
    desk.work()
    after = numbers()
    assert (after["lanes", "waiting"], after["lane_wait_seconds", key]) == (0, 0)
    assert ("deliveries_open", key, "invoice", "waiting") not in after
    assert after["deliveries_settled", key, "invoice", "sent"] == 1


def test_no_name_is_in_them_and_they_cost_the_same_for_any_number(desk: Desk) -> None:
    desk.send(desk.invoice())
    with CaptureQueriesContext(database) as few:
        text = scraped()
    for name in ("Acme", "Harbour", desk.connection.tenant_name, desk.connection.tenant_id):
        assert name not in text
    desk.send(*[desk.invoice() for _ in range(5)])
    Delivery.objects.update(settled_at=None)
    with CaptureQueriesContext(database) as more:
        scraped()
    assert len(few) == len(more) <= 16
