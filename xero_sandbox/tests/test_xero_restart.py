"""A real process, killed for real: nothing that was answered may be lost."""

import os
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from processes import started

from sandbox_client import Xero, sale
from xero_sandbox.cli import main
from xero_sandbox.server import running


def test_books_tokens_keys_and_clock_survive_a_kill(tmp_path: Path) -> None:
    with started(tmp_path) as (process, served):
        xero = Xero(served)
        made = xero.invoice(InvoiceNumber="H-1", Url="https://tracker.example/x/1")
        drafted = xero.invoice(Status="DRAFT")
        xero.control("POST", "pay", {"InvoiceNumber": "H-1", "Amount": 20})
        xero.control("POST", "clock", {"advance_seconds": 100})
        keyed = xero.put("Invoices", sale(InvoiceNumber="H-2"), key="k-1")
        before = xero.control("GET", "books").json
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with started(tmp_path) as (_, served):
        token, tenant = xero.token, xero.tenant
        again = Xero(served)
        assert again.control("GET", "books").json == before
        again.token, again.tenant = token, tenant
        assert again.put("Invoices", sale(InvoiceNumber="H-2"), key="k-1").body == keyed.body
        told = again.get(f"Invoices/{made['InvoiceID']}")["Invoices"][0]
        assert (str(told["AmountDue"]), told["Url"]) == ("100.00", made["Url"])
        assert again.put("Invoices", sale(InvoiceNumber="H-1")).status == 400
        later = again.post(f"Invoices/{drafted['InvoiceID']}", {"Status": "AUTHORISED"})
        assert later["Invoices"][0]["UpdatedDateUTC"] > keyed["Invoices"][0]["UpdatedDateUTC"]


def test_a_refresh_token_survives_a_restart(tmp_path: Path) -> None:
    with running(data=tmp_path) as served:
        tokens = Xero(served).tokens
    with running(data=tmp_path) as served:
        again = served.sandbox.grants.refresh(tokens["refresh_token"])
        rows = served.sandbox.connection_rows("sandbox")
        assert again["access_token"]
        assert [row["id"] for row in rows] == [row["id"] for row in tokens["tenants"]]


def test_a_refused_call_leaves_nothing_on_disk(tmp_path: Path) -> None:
    with running(data=tmp_path) as served:
        xero = Xero(served)
        assert xero.put("Invoices", sale(), sale(DueDate=None)).status == 400
        xero.api("DELETE", f"Items/{xero.put('Items', {'Code': 'A'})['Items'][0]['ItemID']}")
    with running(data=tmp_path) as served:
        books = Xero(served).control("GET", "books").json
        assert not any(books.values())


def test_lock_dates_survive_a_restart(tmp_path: Path) -> None:
    wish = {"PeriodLockDate": "2026-11-30", "forbidden_actions": ["CreateApprovedBill"]}
    with running(data=tmp_path) as served:
        Xero(served).control("POST", "organisation", wish)
    with running(data=tmp_path) as served:
        xero = Xero(served)
        assert "30-Nov-2026" in xero.put("Invoices", sale()).messages[0]
        assert served.books.forbidden_actions == {"CreateApprovedBill"}


def told_on_the_command_line(*options: str) -> Result:
    """What a command says that fails before it serves."""
    told = CliRunner().invoke(main, options)
    assert "Traceback" not in told.output
    return told


def test_a_folder_serves_one_sandbox_at_a_time(tmp_path: Path) -> None:
    with started(tmp_path):
        told = told_on_the_command_line("--port", "0", "--data", str(tmp_path))
    assert told.exit_code == 1
    assert "in use by another sandbox" in told.output


def test_a_used_port_is_said_in_one_line() -> None:
    with running() as served:
        told = told_on_the_command_line("--port", str(served.port))
    assert told.exit_code == 1
    assert told.output == f"Error: Port {served.port} cannot be used: Address already in use.\n"


@pytest.mark.parametrize("option", [["--limits", "none"], ["--story", "war"], ["--port", "x"]])
def test_a_wrong_option_is_explained(option: list[str]) -> None:
    assert told_on_the_command_line(*option).exit_code == 2
