"""The database goes away under a worker; what was on its way arrives once all the same."""

from django.db import connection

from tests.crashes.test_killed_workers import all_sent, assert_once, held, release
from tests.crashes.workers import Workers, eventually
from tests.sending.desk import Desk


def cut_every_connection() -> None:
    """What a restart does to everybody who is connected, but for the test itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_database_that_restarts_with_a_request_out_loses_and_doubles_nothing(
    desk: Desk, workers: Workers
) -> None:
    documents = [desk.invoice() for _ in range(3)]
    desk.fault("hold", path="/Invoices", after=True)
    worker = workers.start()
    desk.click(*documents)
    eventually(lambda: held(desk))
    cut_every_connection()
    release(desk)
    eventually(lambda: all_sent(desk, documents), seconds=60)
    more = desk.invoice()
    desk.click(more)
    eventually(lambda: all_sent(desk, [more]), seconds=60)
    assert worker.poll() is None
    assert_once(desk, [*documents, more])
