"""What Xero holds in full is kept beside the link, and never goes back in time."""

from tests.sending.desk import Desk
from tracker.accounts_system import held_records
from tracker.accounts_system.models import DocumentLink


def test_a_record_that_was_read_by_id_comes_back_as_it_was(desk: Desk) -> None:
    desk.send(desk.invoice())
    link = DocumentLink.objects.get()
    said = held_records.read(desk.connection, [link])[link.remote_id]
    link.refresh_from_db()
    assert held_records.record_of(link) == said
    assert said.line_items[0].description == "A day's work"


def test_an_older_record_does_not_replace_a_newer_one(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    link = DocumentLink.objects.get()
    older = held_records.read(desk.connection, [link])[link.remote_id]
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    newer = held_records.read(desk.connection, [link])[link.remote_id]
    held_records.keep(desk.connection, [older])
    link.refresh_from_db()
    assert link.held is not None
    assert link.held["Reference"] == "BOOKKEEPER"
    assert link.held_updated_at == newer.updated_date_utc


def test_a_record_is_out_of_date_once_xero_says_that_it_moved(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    link = DocumentLink.objects.get()
    desk.edit_in_xero(document, {"Reference": "BOOKKEEPER"})
    held_records.read(desk.connection, [link])
    link.refresh_from_db()
    assert held_records.record_of(link) is None
