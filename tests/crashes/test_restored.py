"""A restore under a real worker: started on the old state it waits for `tracker reconcile`."""

import json

from click.testing import CliRunner

from tests.crashes.workers import Workers, eventually
from tests.sending.desk import Desk
from tests.sending.restoring import back_up, restore_without_starting
from tracker.cli.reconciling import reconcile
from tracker.sending.models import State


def test_a_worker_that_starts_on_an_older_database_writes_nothing_until_it_is_reconciled(
    desk: Desk, workers: Workers
) -> None:
    documents = [desk.invoice() for _ in range(2)]
    bills = [desk.payment(company="Ewa Nowak") for _ in range(2)]
    backup = back_up()
    desk.send(*documents)
    desk.send(*bills)
    books = len(desk.in_xero())
    restore_without_starting(backup, desk)
    desk.click(*documents)
    desk.click(*bills)
    everything = [*documents, *bills]

    workers.start()
    eventually(lambda: all(desk.delivery(each).state == State.ADOPT for each in everything))
    assert len(desk.in_xero()) == books == 4
    result = CliRunner().invoke(reconcile, ["--json"])
    assert json.loads(result.stdout)["adopted"] == 4
    eventually(lambda: all(desk.delivery(each).state == State.SENT for each in everything))
    new = desk.invoice()
    desk.click(new)
    eventually(lambda: desk.delivery(new).state == State.SENT)
    assert len(desk.in_xero()) == 5
