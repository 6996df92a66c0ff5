"""tracker sync: one JSON object, and a sentence where it cannot."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.crashes.workers import Workers
from tests.sending.desk import Desk
from tests.syncing.bills import pay_bill, sent_payments
from tests.syncing.office_hours import pay, sent
from tracker.accounts_system.models import Connection, DocumentLink
from tracker.cli import syncing


def run(*arguments: str) -> Result:
    return CliRunner().invoke(syncing.sync, arguments)


def told(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--wait", "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_sync_all_says_what_changed_and_what_it_cost(desk: Desk, workers: Workers) -> None:
    documents = sent(desk, 3)
    pay(desk, documents[0])
    workers.start()
    found = told("--all")
    assert set(found) == {"checked", "changed", "calls", "bytes_in"}
    assert (found["checked"], found["changed"], found["calls"]) == (3, 1, 1)
    assert 0 < found["bytes_in"] < 20_000
    assert DocumentLink.objects.get(document=documents[0]).seen_status == "PAID"


def test_named_ones_are_counted_alone(desk: Desk, workers: Workers) -> None:
    first, second = sent(desk, 2)
    pay(desk, second)
    workers.start()
    assert (found := told(first.number or ""))["checked"] == 1 and found["changed"] == 0
    assert run(first.number or "", "--wait").output.startswith("The invoice is as it was.")


def test_payments_are_synced_and_counted_by_themselves(desk: Desk, workers: Workers) -> None:
    first, second = sent_payments(desk, 2, supplier_number="JC-17")
    (invoice,) = sent(desk)
    pay_bill(desk, first)
    pay(desk, invoice)
    workers.start()
    found = told("--all", "--payments")
    assert set(found) == {"checked", "changed", "calls", "bytes_in"}
    assert (found["checked"], found["changed"]) == (2, 1)
    assert (found := told(second.number or "", "--payments"))["checked"] == 1
    assert found["changed"] == 0
    assert (found := told("--all"))["checked"] == 1 and found["changed"] == 1
    assert "There is no payment JC-17." in run("JC-17", "--payments").output
    assert "Name payments, or say --all." in run("--payments").output


def test_an_unknown_number_and_nothing_named_are_said(desk: Desk) -> None:
    assert "There is no invoice NO-1." in run("NO-1").output
    assert run().exit_code == run("--all", "NO-1").exit_code == 2


def test_without_a_worker_waiting_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "WORKER_PATIENCE_SECONDS", 0.3)
    result = run("--all", "--wait")
    assert result.exit_code == 1
    assert "No worker is running" in result.output


def test_what_cannot_be_read_is_one_sentence(desk: Desk, workers: Workers) -> None:
    Connection.objects.update(needs_reconnect="Xero no longer lets Tracker in.")
    workers.start()
    result = run("--all", "--wait", "--json")
    assert result.exit_code == 1
    assert "Xero no longer lets Tracker in." in result.output
