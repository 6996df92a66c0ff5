"""What outlives the process: one SQLite file, written through before an answer leaves.

Write-ahead logging keeps every committed change through a SIGKILL. Records are numbered as they
come and found by number, so that new ones are written side by side: of an index of random ids half
the pages would be written anew with every call.
"""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from xero_sandbox.books.organisation import Books, Change
from xero_sandbox.books.table import Record
from xero_sandbox.clock import Clock
from xero_sandbox.exact_json import EPOCH, read_record, write

_SCHEMA = """
CREATE TABLE IF NOT EXISTS organisation (
    tenant TEXT PRIMARY KEY, position INTEGER, zone TEXT, next_number INTEGER,
    forbidden TEXT, about TEXT);
CREATE TABLE IF NOT EXISTS entry (
    number INTEGER PRIMARY KEY, tenant TEXT, kind TEXT, id TEXT, changed INTEGER, body TEXT);
CREATE TABLE IF NOT EXISTS note (
    kind TEXT, id TEXT, body TEXT, PRIMARY KEY (kind, id));
"""
MICROSECOND = timedelta(microseconds=1)
_PUT_ENTRY = "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?)"
_PUT_NOTE = "INSERT OR REPLACE INTO note VALUES (?, ?, ?)"


class BadFolder(Exception):
    """Books cannot be kept in this folder; the message says why."""


class FolderInUse(BadFolder):
    """Another sandbox keeps its books in this folder."""


class Store:
    """Books and notes on disk, or nowhere where no folder is given.

    A note is a small JSON value under a kind and an id: a token, a connection, a setting.
    """

    def __init__(self, folder: Path | None) -> None:
        self.database: sqlite3.Connection | None = None
        self._lock = RLock()
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._last = 0
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                self.database = _opened(folder / "xero.sqlite3")
            except (OSError, sqlite3.DatabaseError) as error:
                raise BadFolder(f"Books cannot be kept in {folder}: {error}.") from error

    def close(self) -> None:
        if self.database is not None:
            self.database.close()

    def save_organisation(self, books: Books, position: int) -> None:
        """Everything about one organisation, in place of what was kept of it."""
        if self.database is None:
            return
        with self._lock, self.database:
            self._save_head(books, position)
            self.database.execute("DELETE FROM entry WHERE tenant = ?", [books.tenant_id])
            rows = [
                self._row(books, table.kind, record[table.id_name], record)
                for table in books.tables.values()
                for record in table
            ]
            self.database.executemany(_PUT_ENTRY, rows)

    def save_head(self, books: Books, position: int) -> None:
        """The organisation's own record: name, lock dates, plan."""
        if self.database is not None:
            with self._lock, self.database:
                self._save_head(books, position)

    def _save_head(self, books: Books, position: int) -> None:
        assert self.database is not None
        self.database.execute(
            "INSERT OR REPLACE INTO organisation VALUES (?, ?, ?, ?, ?, ?)",
            [
                books.tenant_id,
                position,
                books.zone,
                books.next_number,
                write(sorted(books.forbidden_actions)),
                write(books.about),
            ],
        )

    def save_changes(
        self, books: Books, changes: list[Change], notes: list[tuple[str, str, str]]
    ) -> None:
        """Changed records and notes in one transaction: all of them or none.

        These notes are finished texts.
        """
        if self.database is None or not (changes or notes):
            return
        latest = {(table.kind, record_id): table for table, record_id, _ in changes}
        rows, gone = [], []
        for (kind, record_id), table in latest.items():
            record = table.get(record_id)
            if record is None:
                gone.append([self._numbered(books.tenant_id, kind, record_id)])
            else:
                rows.append(self._row(books, kind, record_id, record))
        with self._lock, self.database as database:
            database.executemany(_PUT_ENTRY, rows)
            database.executemany("DELETE FROM entry WHERE number = ?", gone)
            database.executemany(_PUT_NOTE, notes)

    def keep(self, kind: str, note_id: str, value: Any) -> None:
        if self.database is not None:
            with self._lock, self.database:
                self.database.execute(_PUT_NOTE, [kind, note_id, write(value)])

    def forget(self, kind: str, note_ids: list[str] | None = None) -> None:
        """Drop notes of a kind: those named, or all."""
        if self.database is None:
            return
        with self._lock, self.database as database:
            if note_ids is None:
                database.execute("DELETE FROM note WHERE kind = ?", [kind])
            else:
                pairs = [(kind, note_id) for note_id in note_ids]
                database.executemany("DELETE FROM note WHERE kind = ? AND id = ?", pairs)

    def notes(self, kind: str) -> dict[str, Any]:
        return {note_id: read_record(body) for note_id, body in self.texts(kind).items()}

    def texts(self, kind: str) -> dict[str, str]:
        """Notes of a kind as they were written, such as those that are no JSON."""
        if self.database is None:
            return {}
        with self._lock:
            query = "SELECT id, body FROM note WHERE kind = ?"
            return dict(self.database.execute(query, [kind]).fetchall())

    def forget_organisations(self) -> None:
        if self.database is not None:
            self._numbers.clear()
            with self._lock, self.database as database:
                database.execute("DELETE FROM entry")
                database.execute("DELETE FROM organisation")

    def load_organisations(self, clock: Clock) -> list[Books]:
        if self.database is None:
            return []
        rows = self.database.execute("SELECT * FROM organisation ORDER BY position").fetchall()
        return [self._load(clock, *row) for row in rows]

    def _load(
        self, clock: Clock, tenant: str, _: int, zone: str, next_: int, forbidden: str, about: str
    ) -> Books:
        assert self.database is not None
        books = Books(clock, read_record(about), zone=zone)
        books.next_number = next_
        books.forbidden_actions = set(read_record(forbidden))
        rows = self.database.execute(
            "SELECT number, kind, id, changed, body FROM entry WHERE tenant = ? ORDER BY changed",
            [tenant],
        )
        for number, kind, record_id, changed, body in rows:
            self._numbers[tenant, kind, record_id] = number
            self._last = max(self._last, number)
            record = read_record(body)
            record["UpdatedDateUTC"] = EPOCH + timedelta(microseconds=changed)
            books.table(kind).put(record)
            books.seen_stamp(record["UpdatedDateUTC"])
        return books

    def _numbered(self, tenant: str, kind: str, record_id: str) -> int:
        """The number of a record's row: a new one for what was never stored."""
        known = self._numbers.get((tenant, kind, record_id))
        if known is None:
            self._last += 1
            known = self._numbers[tenant, kind, record_id] = self._last
        return known

    def _row(self, books: Books, kind: str, record_id: str, record: Record) -> tuple[Any, ...]:
        changed: datetime = record["UpdatedDateUTC"]
        microseconds = (changed - EPOCH) // MICROSECOND
        number = self._numbered(books.tenant_id, kind, record_id)
        return (number, books.tenant_id, kind, record_id, microseconds, write(record))


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False, timeout=0.2)
    try:
        database.execute("PRAGMA page_size = 32768")
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("PRAGMA wal_autocheckpoint = 500")
        database.executescript(_SCHEMA)
        _move_records(database)
    except sqlite3.DatabaseError as error:
        database.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            sentence = f"The books in {path.parent} are in use by another sandbox."
            raise FolderInUse(sentence) from error
        raise
    return database


def _move_records(database: sqlite3.Connection) -> None:
    """Books that an earlier version kept go where they are kept now."""
    old = "SELECT 1 FROM sqlite_master WHERE name = 'record'"
    if database.execute(old).fetchone():
        with database:
            database.execute("INSERT INTO entry SELECT NULL, * FROM record")
            database.execute("DROP TABLE record")
