"""``/{Endpoint}/{id}/History``.

https://developer.xero.com/documentation/api/accounting/historyandnotes
"""

from collections.abc import Callable

from xero_sandbox.books import history
from xero_sandbox.books.refusals import Refused, UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope, validation
from xero_sandbox.http.calls import Context
from xero_sandbox.http.elements import messages

NOT_HERE = "The document with the supplied id was not found for this endpoint."
WITHOUT_NOTES = {"Payments"}
"""Where Xero's OpenAPI file says that its API cannot add any, against its page."""


def reading(kind: str) -> Callable[[Context], Answer]:
    """The endpoint that tells what happened to one record of that kind, the newest first."""

    def read(context: Context) -> Answer:
        record_id = context.ids[0].lower()
        if context.books.table(kind).get(record_id) is None:
            raise UnknownRecord(record_id)
        told = [_entry(each) for each in history.of(context.books, record_id)]
        return envelope(context.clock.now(), context.client, "HistoryRecords", told)

    return read


def _entry(entry: Record) -> Record:
    told = {name: entry[name] for name in ("Changes", "User", "Details")}
    return _dated(entry) | told


def _dated(entry: Record) -> Record:
    moment = entry["UpdatedDateUTC"]
    return {"DateUTCString": f"{moment:%Y-%m-%dT%H:%M:%S}", "DateUTC": moment}


def adding(kind: str) -> Callable[[Context], Answer]:
    """The endpoint that adds notes to one record of that kind: all of them or none."""

    def add(context: Context) -> Answer:
        record_id = context.ids[0].lower()
        elements = context.call.elements("HistoryRecords")
        if kind in WITHOUT_NOTES or context.books.table(kind).get(record_id) is None:
            return validation([_refused(each, [NOT_HERE]) for each in elements])
        mark, told = len(context.books.changes), []
        for element in elements:
            try:
                note = history.add_note(context.books, record_id, element)
            except Refused as refusal:
                context.books.undo_to(mark)
                return validation([_refused(element, refusal.problems.errors)])
            told.append(_dated(note) | {"Details": note["Details"], "ValidationErrors": []})
        return envelope(context.clock.now(), context.client, "HistoryRecords", told)

    return add


def _refused(element: Record, errors: list[str]) -> Record:
    return {**element, "ValidationErrors": messages(errors)}
