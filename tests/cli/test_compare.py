"""tracker compare: one JSON object, and an exit code that a script can act on."""

import json
from typing import Any

from click.testing import CliRunner

from tests.sending.adopting import keyed_in
from tests.sending.desk import Desk
from tests.syncing.bills import edit_bill, sent_payments, typed_bill
from tests.syncing.test_differences import edit, sent
from tracker.accounts_system.models import Connection, DocumentLink
from tracker.cli.comparing import compare
from tracker.syncing import decisions
from tracker.syncing.decisions import Choice, print_of


def told(exit_code: int, *options: str) -> dict[str, Any]:
    result = CliRunner().invoke(compare, ["--json", *options])
    assert result.exit_code == exit_code, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def accept(desk: Desk) -> None:
    link = DocumentLink.objects.get()
    choice = Choice(link.document_id, print_of(link))
    decisions.accept(desk.connection, [choice], by=desk.office.colleague)


def test_a_clean_book_agrees_and_exits_with_0(desk: Desk) -> None:
    desk.send(desk.invoice(), desk.invoice(price="0.3333"))
    assert told(0) == {
        "agree": 2,
        "net": "301.00",
        "differ": [],
        "only_tracker": [],
        "only_xero": [],
    }


def test_what_differs_is_named_and_exits_with_3(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, DueDate="2026-12-24")
    waiting = desk.invoice()
    keyed_in(desk, waiting, InvoiceNumber="TYPED-9")
    assert told(3) == {
        "agree": 0,
        "net": "0.00",
        "differ": [
            {
                "number": invoice.number,
                "field": "due date",
                "tracker": "2026-12-03",
                "xero": "2026-12-24",
            }
        ],
        "only_tracker": [waiting.number],
        "only_xero": ["TYPED-9"],
    }
    # As `tracker` calls it: what comes back is the exit code.
    assert compare.main([], standalone_mode=False) == 3


def test_an_accepted_difference_stays_in_the_list_and_is_no_failure(desk: Desk) -> None:
    edit(desk, sent(desk), Reference="PO 7")
    told(3)
    accept(desk)
    (row,) = told(0)["differ"]
    assert set(row) == {"number", "field", "tracker", "xero"} and row["field"] == "reference"
    assert "(accepted)" in CliRunner().invoke(compare).output


def test_for_a_person_it_says_what_it_read_and_when(desk: Desk) -> None:
    edit(desk, sent(desk), Reference="PO 7")
    output = CliRunner().invoke(compare).output
    assert "1 differ:" in output and "PO 7" in output
    assert output.startswith("Xero as of ") and "in 2 calls." in output.splitlines()[0]


def test_what_cannot_be_read_is_one_sentence_and_exits_with_1(desk: Desk) -> None:
    Connection.objects.update(needs_reconnect="Xero no longer lets Tracker in.", token_set=None)
    result = CliRunner().invoke(compare, ["--json"])
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1


def test_without_a_connection_it_says_so(desk: Desk) -> None:
    Connection.objects.update(disconnected_at=desk.connection.connected_at)
    result = CliRunner().invoke(compare, [])
    assert result.exit_code == 1 and "Xero is not connected." in result.output


def test_payments_are_compared_by_tracker_s_own_numbers(desk: Desk) -> None:
    agrees, differs = sent_payments(desk, 2, supplier_number="JC-17")
    desk.invoice()
    edit_bill(desk, differs, DueDate="2026-12-24")
    waiting = desk.payment()
    typed_bill(desk, waiting, InvoiceNumber="TYPED-9")
    assert told(3, "--payments") == {
        "agree": 1,
        "net": f"{agrees.net:.2f}",
        "differ": [
            {
                "number": differs.number,
                "field": "due date",
                "tracker": "2026-12-03",
                "xero": "2026-12-24",
            }
        ],
        "only_tracker": [waiting.number],
        "only_xero": ["TYPED-9"],
    }
    output = CliRunner().invoke(compare, ["--payments"]).output
    assert "1 payment agrees to the penny: 240.00 net." in output and "invoice" not in output
