"""What cannot be stored was never done: nothing answered is lost, nothing that failed stays."""

from pathlib import Path

from click.testing import CliRunner

from sandbox_client import Reply, Xero
from xero_sandbox.cli import main
from xero_sandbox.server import Running, running

DETAILS = {"HistoryRecords": [{"Details": "x" * 2500}] * 200}


def _fill(sandbox: Running, *, is_full: bool) -> None:
    """Let the disk be full for the books, or empty again."""
    database = sandbox.sandbox.store.database
    assert database is not None
    used = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {used if is_full else 1_000_000}")


def _note(xero: Xero, contact_id: str) -> Reply:
    """Half a megabyte, under a key."""
    path = f"Contacts/{contact_id}/History"
    return xero.api("PUT", path, DETAILS, {"Idempotency-Key": "k-1"})


def _count(xero: Xero, contact_id: str) -> int:
    return len(xero.get(f"Contacts/{contact_id}/History")["HistoryRecords"])


def test_on_a_full_disk_nothing_is_done_and_no_key_remembers_that_it_was(tmp_path: Path) -> None:
    with running(data=tmp_path, limits="off") as sandbox:
        xero = Xero(sandbox)
        contact_id = xero.contact()["ContactID"]
        before = _count(xero, contact_id)
        _fill(sandbox, is_full=True)
        assert _note(xero, contact_id).status == 500
        assert _count(xero, contact_id) == before
        _fill(sandbox, is_full=False)
        assert _note(xero, contact_id).status == 200
        assert _count(xero, contact_id) == before + 200
    with running(data=tmp_path, limits="off") as sandbox:
        assert _count(Xero(sandbox), contact_id) == before + 200


def test_a_folder_that_cannot_hold_books_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "xero.sqlite3").write_text("no database" * 1000)
    for folder in (tmp_path / "file" / "inner", tmp_path):
        result = CliRunner().invoke(main, ["--port", "0", "--data", str(folder)])
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
        assert "cannot be kept" in result.output
