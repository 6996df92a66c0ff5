"""A day's limit pauses, and resumes at Xero's own moment with nobody watching: real workers."""

import httpx2
from django.db import connection as database

from tests.crashes.workers import Workers, eventually
from tests.sending.desk import Desk
from tests.web.send_desk import finance
from tracker import clock
from tracker.documents.models import Document
from tracker.sending.models import State
from tracker.web import moments

CLIENT = "test-client"
MINUTE = 60
PAUSE = 3
CONTACTS = "/api.xro/2.0/Contacts"


def test_a_day_that_is_used_up_goes_on_at_xeros_moment_whoever_works_then(
    desk: Desk, workers: Workers
) -> None:
    document = desk.invoice()
    left = use_up_the_day(desk)
    batch = desk.click(document)
    first = workers.start()
    eventually(lambda: is_waiting(desk, document))
    until = desk.delivery(document).waiting_until
    assert until is not None
    seconds = (until - clock.now()).total_seconds()
    assert abs(seconds - left) < MINUTE
    shown = finance(desk).get(f"/batches/{batch.number}/").content.decode()
    assert f"Waiting until {moments.told(until)}" in shown
    first.kill()

    desk.sandbox.journal.clear()
    early = pass_by(desk, int(left) - MINUTE)
    second = workers.start(TRACKER_CLOCK_OFFSET_SECONDS=early)
    let_it_sweep()
    second.kill()
    assert is_waiting(desk, document)
    assert desk.delivery(document).waiting_until == until
    assert desk.calls() == []

    late = early + pass_by(desk, MINUTE + 5)
    workers.start(TRACKER_CLOCK_OFFSET_SECONDS=late)
    eventually(lambda: desk.delivery(document).state == State.SENT)
    assert len(desk.in_xero()) == 1


def test_the_worker_that_met_the_limit_goes_on_by_itself(desk: Desk, workers: Workers) -> None:
    document = desk.invoice()
    desk.fault("rate_day", method="PUT", path="/Contacts", seconds=PAUSE)
    desk.click(document)
    desk.sandbox.journal.clear()
    workers.start()
    eventually(lambda: desk.delivery(document).state == State.SENT)
    # Somebody's reading may have been on its way at that moment: the same write is what waited.
    journal = desk.sandbox.journal.calls()
    limited, again = [each for each in journal if each["path"] == CONTACTS and each["key"]]
    assert (limited["status"], again["status"]) == (429, 200)
    assert again["at_ms"] >= limited["at_ms"] + PAUSE * 1000


def use_up_the_day(desk: Desk) -> float:
    """Somebody else's calls: 60 a minute until Xero refuses; the seconds that its day has left."""
    httpx2.post(f"{desk.sandbox.url}/_sandbox/limits", json={"tier": "starter"})
    limits, tenant = desk.sandbox.sandbox.limits, desk.connection.tenant_id
    while (refusal := limits.enter(CLIENT, tenant)) is None or "day" not in str(refusal.headers):
        if refusal is None:
            limits.leave(CLIENT, tenant)
        else:
            desk.sandbox.clock.advance(MINUTE)
    return float(refusal.headers["Retry-After"])


def is_waiting(desk: Desk, document: Document) -> bool:
    return desk.delivery(document).state == State.WAITING


def pass_by(desk: Desk, seconds: int) -> int:
    """Time passes in Xero; the seconds that Tracker's clock has to be moved by as well."""
    desk.sandbox.clock.advance(seconds)
    return seconds


def let_it_sweep() -> None:
    """Wait until the worker has looked, more than once, for whatever is due."""
    before = last_sweep()
    eventually(lambda: last_sweep() >= before + 3)


def last_sweep() -> int:
    """The second of the last sweep that was called for; they are carried out in their order."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT max(defer_timestamp) FROM procrastinate_periodic_defers"
            " WHERE task_name = 'tracker.sweep'"
        )
        (moment,) = cursor.fetchone()
    return int(moment or 0)
