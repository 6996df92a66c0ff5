"""What is kept in the file, over restarts within one process."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sandbox_client import Xero, sale
from xero_sandbox.server import running

EARLIER = """
CREATE TABLE record (
    tenant TEXT, kind TEXT, id TEXT, changed INTEGER, body TEXT, PRIMARY KEY (tenant, kind, id)
) WITHOUT ROWID;
INSERT INTO record SELECT tenant, kind, id, changed, body FROM entry;
DROP TABLE entry;
"""
EARLIER_ANSWERS = """
UPDATE note SET body = body || char(10)
    || (SELECT body FROM note AS other WHERE other.id = note.id AND other.kind = 'answer_body')
    WHERE kind = 'answer';
DELETE FROM note WHERE kind = 'answer_body';
"""


def test_what_is_changed_and_removed_is_so_after_a_restart(tmp_path: Path) -> None:
    with running(data=tmp_path, limits="off") as served:
        xero = Xero(served)
        made = xero.invoice()
        gone, kept = (xero.put("Items", {"Code": code})["Items"][0] for code in "AB")
        chart = xero.get("Accounts")["Accounts"]
    with running(data=tmp_path, limits="off") as served:
        xero = Xero(served)
        xero.api("DELETE", f"Items/{gone['ItemID']}")
        xero.post("Invoices", {"InvoiceID": made["InvoiceID"], "Reference": "PO 7"})
        other = xero.invoice()
    with running(data=tmp_path, limits="off") as served:
        xero = Xero(served)
        told = xero.get("Invoices")["Invoices"]
        assert [each["InvoiceID"] for each in told] == [made["InvoiceID"], other["InvoiceID"]]
        assert told[0]["Reference"] == "PO 7"
        assert [each["ItemID"] for each in xero.get("Items")["Items"]] == [kept["ItemID"]]
        assert xero.get("Accounts")["Accounts"] == chart


def test_books_of_an_earlier_version_are_taken_over(tmp_path: Path) -> None:
    with running(data=tmp_path, limits="off") as served:
        made = Xero(served).invoice()
    with closing(sqlite3.connect(tmp_path / "xero.sqlite3")) as database:
        database.executescript(EARLIER)
    for number in range(2):
        with running(data=tmp_path, limits="off") as served:
            xero = Xero(served)
            assert xero.read(made)["Total"] == 120
            assert len(xero.get("Invoices")["Invoices"]) == 1 + number
            xero.invoice()


def test_an_answer_that_an_earlier_version_kept_is_given_again(tmp_path: Path) -> None:
    with running(data=tmp_path, limits="off") as served:
        first = Xero(served).put("Invoices", sale(), key="k-1")
    with closing(sqlite3.connect(tmp_path / "xero.sqlite3")) as database:
        database.executescript(EARLIER_ANSWERS)
    with running(data=tmp_path, limits="off") as served:
        xero = Xero(served)
        assert xero.put("Invoices", sale(), key="k-1").body == first.body
        assert len(xero.get("Invoices")["Invoices"]) == 1


def test_of_an_answer_whose_time_is_over_nothing_is_kept(tmp_path: Path) -> None:
    with running(data=tmp_path, limits="off") as served:
        Xero(served).put("Invoices", sale(), key="k-1")
        served.clock.advance(361)
        Xero(served).put("Invoices", sale(), key="k-2")
    assert _kept(tmp_path) == {"answer": 1, "answer_body": 1}


def test_a_kill_between_head_and_body_leaves_no_body_for_long(tmp_path: Path) -> None:
    with running(data=tmp_path, limits="off") as served:
        Xero(served).put("Invoices", sale(), key="k-1")
    with closing(sqlite3.connect(tmp_path / "xero.sqlite3")) as database, database:
        database.execute("DELETE FROM note WHERE kind = 'answer'")
    with running(data=tmp_path, limits="off"):
        pass
    assert _kept(tmp_path) == {}


def _kept(folder: Path) -> dict[str, int]:
    """How many notes of answers there are in the file, by kind."""
    counting = "SELECT kind, COUNT(*) FROM note WHERE kind LIKE 'answer%' GROUP BY kind"
    with closing(sqlite3.connect(folder / "xero.sqlite3")) as database:
        return dict(database.execute(counting).fetchall())
