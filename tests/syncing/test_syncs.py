"""Syncing: what changed in Xero comes back, is said in words, and nothing else is touched."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests.sending.adopting import keyed_in
from tests.sending.desk import Desk
from tests.syncing.office_hours import pay, said, sent, some_seconds_later, sync
from tracker.accounts_system.models import Connection, DocumentLink, Head
from tracker.documents.models import Document
from tracker.syncing.models import Sync


def link_of(document: Document) -> DocumentLink:
    return DocumentLink.objects.get(document=document)


def test_what_was_paid_comes_back_and_is_said(desk: Desk) -> None:
    paid, other = sent(desk, 2)
    pay(desk, paid)
    done = sync(desk)
    assert (done.checked, done.changed, done.calls) == (2, 1, 1)
    assert done.bytes_in > 0
    assert done.summary == {"paid": 1}
    assert link_of(paid).seen_status == "PAID"
    assert said(desk, paid) == ["Paid in Xero: 360.00."]
    assert said(desk, other) == []


@pytest.mark.parametrize(
    ("deeds", "kind", "sentence"),
    [
        ([("pay", {"Amount": "100"})], "part_paid", "Part paid in Xero: 100.00 of 360.00."),
        (
            [("credit", {"Amount": "360"})],
            "credited",
            "Settled in Xero by a credit of 360.00: no money came in.",
        ),
        (
            [("credit", {"Amount": "60"})],
            "credited",
            "Credited in Xero: 60.00 of 360.00, 300.00 is due.",
        ),
        ([("void", {})], "voided", "Voided in Xero."),
        (
            [("edit", {"changes": {"DueDate": "2026-12-24"}})],
            "dates",
            "The due date was changed in Xero: 24 Dec 2026 instead of 3 Dec 2026.",
        ),
        (
            [("edit", {"changes": {"InvoiceNumber": "B-1"}})],
            "number",
            "The number was changed in Xero: B-1 instead of INV-1001.",
        ),
    ],
)
def test_each_change_is_said_in_words(
    desk: Desk, deeds: list[tuple[str, dict[str, object]]], kind: str, sentence: str
) -> None:
    (document,) = sent(desk)
    number = document.number or ""
    for deed, wish in deeds:
        if deed == "pay":
            pay(desk, document, str(wish["Amount"]))
        else:
            desk.bookkeeper(deed, InvoiceNumber=number, **wish)
    done = sync(desk)
    assert done.summary == {kind: 1}
    assert said(desk, document) == [sentence.replace("INV-1001", number)]


def test_a_removed_payment_makes_it_due_again(desk: Desk) -> None:
    (document,) = sent(desk)
    pay(desk, document)
    sync(desk)
    desk.bookkeeper("unpay", InvoiceNumber=document.number)
    done = sync(desk)
    assert done.summary == {"reopened": 1}
    assert said(desk, document)[-1] == "A payment was removed in Xero: 360.00 is due again."
    assert link_of(document).seen_status == "AUTHORISED"


def test_a_changed_total_is_said(desk: Desk) -> None:
    (document,) = sent(desk)
    line = {"Description": "Work", "Quantity": 1, "UnitAmount": 500, "AccountCode": "200"}
    desk.edit_in_xero(document, {"LineItems": [{**line, "TaxType": "OUTPUT2"}]})
    done = sync(desk)
    assert done.summary == {"total": 1}
    assert said(desk, document) == ["The total was changed in Xero: 600.00 instead of 360.00."]


def test_what_our_own_write_told_is_no_change(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    done = sync(desk)
    assert (done.checked, done.changed, done.summary) == (1, 0, {})
    assert said(desk, document) == []


def written(queries: CaptureQueriesContext) -> list[str]:
    """What was written of what Xero says; comparing it with ours writes by itself."""
    starts = ('UPDATE "accounts_system_documentlink" SET "seen', 'INSERT INTO "accounts_system_hea')
    return [each["sql"] for each in queries if each["sql"].startswith(starts)]


def test_only_what_changed_is_written(desk: Desk) -> None:
    paid, other = sent(desk, 2)
    pay(desk, paid)
    with CaptureQueriesContext(database) as queries:
        sync(desk)
    head, link = written(queries)
    assert link_of(paid).remote_id in head and link_of(other).remote_id not in head
    assert str(link_of(paid).pk) in link
    with CaptureQueriesContext(database) as queries:
        sync(desk)
    assert written(queries) == []


def test_a_due_date_moved_on_a_part_paid_one_is_found_by_ticking_it(desk: Desk) -> None:
    (document,) = sent(desk)
    pay(desk, document, "100")
    sync(desk)
    some_seconds_later(desk)
    desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"DueDate": "2026-12-24"})
    blind = sync(desk, why=Sync.Why.POLL)
    assert blind.changed == 0
    done = sync(desk, document)
    assert (done.calls, done.summary) == (2, {"dates": 1})
    assert Head.objects.get(number=document.number).due_date == date(2026, 12, 24)


def test_the_nightly_sweep_finds_it_too(desk: Desk) -> None:
    (document,) = sent(desk)
    pay(desk, document, "100")
    sync(desk)
    some_seconds_later(desk)
    desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"DueDate": "2026-12-24"})
    assert sync(desk, why=Sync.Why.NIGHTLY).summary == {"dates": 1}


def test_a_status_nobody_has_heard_of_is_asked_for_again(desk: Desk) -> None:
    (document,) = sent(desk)
    pay(desk, document)
    desk.fault("unknown_enum", method="GET")
    sync(desk)
    link = DocumentLink.objects.get(document=document)
    assert link.seen_status == "NOTYETKNOWN"
    some_seconds_later(desk)
    sync(desk)
    link.refresh_from_db()
    assert link.seen_status == "PAID"


def test_a_ticked_one_says_what_else_was_found(desk: Desk) -> None:
    ticked, other = sent(desk, 2)
    pay(desk, other)
    done = sync(desk, ticked)
    assert (done.checked, done.changed, done.summary) == (1, 0, {"others": 1})
    assert link_of(other).seen_status == "PAID"


def test_the_monthly_sweep_repairs_what_no_delta_told(desk: Desk) -> None:
    (document,) = sent(desk)
    pay(desk, document)
    # As if the watermark had been set too far by something nobody thought of.
    Connection.objects.update(heads_until=datetime(2027, 1, 1, tzinfo=UTC))
    assert sync(desk).changed == 0
    assert sync(desk, why=Sync.Why.MONTHLY).summary == {"paid": 1}


@pytest.mark.parametrize("why", ["person", "poll", "monthly"])
def test_what_was_dated_before_the_send_from_date_in_xero_is_still_followed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    monkeypatch.setattr("tracker.syncing.sync_reading._list_is_shorter", lambda _: True)
    (document,) = sent(desk)
    Connection.objects.update(send_from_date=date(2026, 11, 1))
    desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"Date": "2026-10-01"})
    pay(desk, document)
    done = sync(desk, why=why)
    assert (done.failure, done.summary) == ("", {"paid": 1})
    assert link_of(document).seen_status == "PAID"


def test_what_nobody_links_and_is_dated_before_the_send_from_date_is_not_kept(desk: Desk) -> None:
    document = desk.invoice()
    Connection.objects.update(send_from_date=date(2026, 12, 1))
    keyed_in(desk, document)
    sync(desk)
    assert not Head.objects.exists()


def test_what_bears_our_mark_is_kept_whatever_its_date_is_by_now(desk: Desk) -> None:
    """Else nobody would know after a restore that it is there."""
    (document,) = sent(desk)
    DocumentLink.objects.all().delete()
    Head.objects.all().delete()
    Connection.objects.update(send_from_date=date(2026, 12, 1))
    pay(desk, document)
    sync(desk)
    assert Head.objects.get().stray


def test_where_xero_shuts_us_out_the_sync_says_so(desk: Desk) -> None:
    desk.fault("http_403", method="GET")
    done = sync(desk)
    assert "An owner connects again" in done.failure
    assert done.ended_at is not None
    again = sync(desk)
    assert again.failure == done.failure and again.calls == 0


def test_a_limit_is_waited_for_and_its_end_is_said(desk: Desk) -> None:
    desk.fault("rate_minute", method="GET", retry_after=90)
    waiting = sync(desk)
    assert waiting.ended_at is None and waiting.waiting_until is not None
    assert waiting.failure.startswith("Xero's limit of calls is reached until ")
    assert waiting.failure.endswith(": waiting.")


def test_xero_not_answering_is_said(desk: Desk) -> None:
    desk.fault("lost_reply", method="GET")
    done = sync(desk)
    assert done.failure.startswith("Xero could not be reached.")
