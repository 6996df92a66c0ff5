"""What is kept in the file, over restarts within one process."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sandbox_client import Xero
from xero_sandbox.server import running

EARLIER = """
CREATE TABLE record (
    tenant TEXT, kind TEXT, id TEXT, changed INTEGER, body TEXT, PRIMARY KEY (tenant, kind, id)
) WITHOUT ROWID;
INSERT INTO record SELECT tenant, kind, id, changed, body FROM entry;
DROP TABLE entry;
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
