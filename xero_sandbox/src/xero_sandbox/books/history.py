"""History and notes of documents, contacts, items and payments.

https://developer.xero.com/documentation/api/accounting/historyandnotes. Every change that is stored
leaves its entry here, whoever made it; notes are all that an app adds by itself.
"""

from collections.abc import Iterator
from itertools import groupby

from xero_sandbox.books import fields
from xero_sandbox.books.history_words import Change, Entry, changed
from xero_sandbox.books.organisation import Books, new_id
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

BY_API = "System Generated"
PERSON = "Sandbox Owner"
LONGEST_NOTE = 2500
NOTE_MISSING = "The Details field must be specified."


def record(books: Books, app: str | None = None) -> None:
    """Add entries for all that changed since the last save.

    What reads the same of several records, one after the other, is one entry of them all: a call
    with fifty invoices has one. ``app``: the name of the app whose call it was; None where a person
    did it.
    """
    entries = list(_entries(books, app))
    for words, alike in groupby(entries, key=lambda entry: (entry.changes, entry.details)):
        _add(books, [entry.of for entry in alike], *words, PERSON if app is None else BY_API)


def _entries(books: Books, app: str | None) -> Iterator[Entry]:
    first: dict[tuple[str, str], Change] = {}
    for table, record_id, previous in books.changes:
        if (table.kind, record_id) not in first:
            now = table.get(record_id)
            first[table.kind, record_id] = Change(table.kind, record_id, previous, now)
    emailed = {
        each.now["InvoiceID"] for each in first.values() if each.kind == "Emails" and each.now
    }
    for change in first.values():
        yield from changed(books, change, app, emailed)


def _add(books: Books, of: list[str], changes: str, details: str, user: str) -> Record:
    told = {
        "HistoryRecordID": new_id(),
        "Of": of,
        "Changes": changes,
        "User": user,
        "Details": details,
    }
    return books.put("HistoryRecords", told)


def of(books: Books, record_id: str) -> list[Record]:
    """The entries of one record, the newest first."""
    found = books.table("HistoryRecords").find("of", record_id)
    return sorted(found, key=lambda entry: entry["UpdatedDateUTC"], reverse=True)


def add_note(books: Books, record_id: str, element: Record) -> Record:
    """Add ``Details`` as a note; who and when are not for the app to say. Raises Refused."""
    problems = Problems()
    details = fields.bounded_text(element, "Details", LONGEST_NOTE, problems)
    if not details:
        problems.add(NOTE_MISSING)
    problems.stop_if_any()
    return _add(books, [record_id], "Note", details or "", BY_API)
