"""tracker check, send and batches: one JSON object each, and a sentence where it cannot."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.crashes.workers import Workers
from tests.sending.desk import Desk
from tracker.cli import sending
from tracker.sending.voids import voiding

SEND_KEYS = {
    "batch",
    "documents",
    "accepted",
    "refused",
    "unchanged",
    "waiting",
    "calls",
    "seconds",
    "refusals",
}


def run(command: Any, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def told(command: Any, *arguments: str) -> dict[str, Any]:
    result = run(command, *arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_check_says_what_sending_would_do(desk: Desk) -> None:
    desk.invoice()
    blocked = desk.invoice(account="999")
    found = told(sending.check)
    assert (found["create"], found["update"], found["unchanged"]) == (1, 0, 0)
    (refusal,) = found["blocked"]
    assert refusal["number"] == blocked.number
    assert refusal["sentence"] == "Xero has no account 999."
    assert "Invoice Settings" in refusal["fix"]


def test_send_all_waits_until_everything_has_arrived(desk: Desk, workers: Workers) -> None:
    workers.start()
    good = desk.invoice()
    bad = desk.invoice(account="999")
    found = told(sending.send, "--all", "--wait")
    assert set(found) == SEND_KEYS
    assert (found["documents"], found["accepted"], found["refused"]) == (2, 1, 1)
    assert [each["number"] for each in found["refusals"]] == [bad.number]
    assert [each["InvoiceNumber"] for each in desk.in_xero()] == [good.number]
    # Contacts and items are read and created, and the invoice goes. That a worker reads the heads
    # once after it has started is counted to no send.
    assert found["calls"] == 5


def test_send_all_again_takes_only_what_was_refused(desk: Desk, workers: Workers) -> None:
    workers.start()
    desk.invoice()
    told(sending.send, "--all", "--wait")
    before = len(desk.calls())
    found = told(sending.send, "--all", "--wait")
    assert (found["batch"], found["documents"]) == (0, 0)
    assert len(desk.calls()) == before


def test_without_a_worker_waiting_ends_with_one_sentence(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "WORKER_PATIENCE_SECONDS", 0.5)
    desk.invoice()
    result = run(sending.send, "--all", "--wait")
    assert result.exit_code == 1
    assert "No worker is running" in result.output


def test_an_unknown_number_is_named(desk: Desk) -> None:
    result = run(sending.send, "INV-9999")
    assert result.exit_code == 1
    assert "There is no invoice INV-9999." in result.output


def test_batches_lists_what_was_sent(desk: Desk) -> None:
    invoice = desk.invoice()
    desk.send(invoice)
    (row,) = told(sending.batches)["batches"]
    assert (row["number"], row["documents"], row["accepted"], row["waiting"]) == (1, 1, 1, 0)
    assert told(sending.batches, "1")["refusals"] == []


def test_batches_say_what_each_carries(desk: Desk) -> None:
    desk.send(desk.invoice())
    desk.send(desk.payment(), desk.payment())
    rows = told(sending.batches)["batches"]
    assert [row["kind"] for row in rows] == ["payment", "invoice"]
    second, first = run(sending.batches).output.splitlines()
    assert "2 payments: 2 sent" in second and "1 invoice: 1 sent" in first


def test_check_counts_what_is_voided_too(desk: Desk) -> None:
    payment = desk.payment()
    desk.send(payment)
    assert "to void" not in run(sending.check, "--payments").output
    voiding.void(payment, by=desk.office.colleague)
    said = run(sending.check, "--payments").output
    assert said == "0 to create, 0 to update, 1 to void, 0 unchanged, 0 blocked.\n"


def test_check_and_send_take_payments_by_trackers_own_numbers(desk: Desk, workers: Workers) -> None:
    desk.invoice()
    payment = desk.payment(supplier_number="JC-17")
    other = desk.payment(supplier_number="JC-18", account="999")
    found = told(sending.check, "--payments")
    assert (found["create"], [each["number"] for each in found["blocked"]]) == (1, [other.number])
    assert "Payment Settings" in found["blocked"][0]["fix"]
    workers.start()
    sent = told(sending.send, "--payments", str(payment.number), "--wait")
    assert (sent["documents"], sent["accepted"]) == (1, 1)
    rest = told(sending.send, "--payments", "--all", "--wait")
    assert [each["number"] for each in rest["refusals"]] == [other.number]
    assert [each["InvoiceNumber"] for each in desk.in_xero()] == ["JC-17"]


def test_an_invoices_number_is_no_payments(desk: Desk) -> None:
    invoice = desk.invoice()
    result = run(sending.check, "--payments", str(invoice.number))
    assert result.exit_code == 1
    assert result.output == f"Error: There is no payment {invoice.number}.\n"
