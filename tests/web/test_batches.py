"""The Batches pages: what was sent together, what became of it, and the buttons."""

from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests.sending.desk import Desk
from tests.sending.test_adoption import keyed_in
from tests.web.conftest import signed_in
from tests.web.send_desk import click, finance, open_dialog
from tests.web.test_send import text
from tracker import clock
from tracker.documents.models import Line
from tracker.sending.models import Batch, State


def page(desk: Desk, path: str) -> str:
    answer = finance(desk).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def sent_with_one_refused(desk: Desk) -> Batch:
    good, bad = desk.invoice(), desk.invoice(company="Brightwater Group")
    Line.objects.filter(document=bad).update(account_override="999")
    batch = open_dialog(desk, good, bad)
    click(desk, batch)
    desk.work()
    return batch


def test_a_batch_stands_in_the_list_with_who_status_and_counts(desk: Desk) -> None:
    batch = sent_with_one_refused(desk)
    read = text(page(desk, "/batches/"))
    assert f"Batch {batch.number} " in read
    assert "Farid Khan · Invoices Refused : 1 of 2 Invoices 2 1 1" in read


def test_a_number_that_was_never_used_is_not_listed(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    assert f"/batches/{batch.number}/" not in page(desk, "/batches/")
    answer = finance(desk).get(f"/batches/{batch.number}/")
    assert answer["Location"] == f"/batches/{batch.number}/send/"


def test_the_list_goes_on_page_by_page_at_the_same_cost(desk: Desk) -> None:
    open_dialog(desk, desk.invoice())
    now = clock.now()
    Batch.objects.bulk_create(
        Batch(
            agency=desk.office.agency,
            kind="invoice",
            connection=desk.connection,
            number=number,
            by_name="Farid",
            prepared_at=now,
            clicked_at=now,
        )
        for number in range(100, 220)
    )
    client = finance(desk)
    with CaptureQueriesContext(database) as queries:
        first = client.get("/batches/").content.decode()
    assert len(queries) <= 8
    assert "/batches/219/" in first and "/batches/170/" in first and "/batches/169/" not in first
    second = page(desk, "/batches/?after=170")
    assert "/batches/169/" in second and "/batches/120/" in second
    assert "/batches/219/" in page(desk, "/batches/?before=169")


def test_one_batch_shows_every_document_with_its_messages(desk: Desk) -> None:
    batch = sent_with_one_refused(desk)
    read = text(page(desk, f"/batches/{batch.number}/"))
    assert "Invoice created" in read and "Company created: Acme Logistics Ltd" in read
    assert "Refused Xero has no account 999. Choose another one in Invoice Settings" in read
    assert "Retry the refused" in read and f"Batch {batch.number} was sent." in read


def test_retry_opens_the_dialog_of_a_new_batch_with_the_refused(desk: Desk) -> None:
    batch = sent_with_one_refused(desk)
    Line.objects.update(account_override="")
    answer = finance(desk).post(f"/batches/{batch.number}/retry/", follow=True)
    new = Batch.objects.latest("pk")
    assert answer.redirect_chain == [(f"/batches/{new.number}/send/", 302)]
    assert "Send 1 invoice" in answer.content.decode()
    click(desk, new)
    desk.work()
    assert [each.state for each in new.deliveries.all()] == [State.SENT]
    assert len(desk.in_xero()) == 2


def test_a_paused_batch_waits_and_goes_on_when_resumed(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    click(desk, batch)
    finance(desk).post(f"/batches/{batch.number}/pause/")
    desk.work()
    assert desk.in_xero() == []
    read = text(page(desk, f"/batches/{batch.number}/"))
    assert "Paused" in read and "Resume" in read
    finance(desk).post(f"/batches/{batch.number}/resume/")
    desk.work()
    assert len(desk.in_xero()) == 1
    assert "Resume" not in text(page(desk, f"/batches/{batch.number}/")).partition("History")[0]


def test_a_viewer_sees_a_batch_and_no_buttons(desk: Desk) -> None:
    batch = sent_with_one_refused(desk)
    answer = signed_in(desk.office.viewer).get(f"/batches/{batch.number}/")
    assert "Invoice created" in answer.content.decode()
    assert "Retry" not in answer.content.decode()


def test_link_it_stands_on_the_refused_row_and_on_the_invoice(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document)
    batch = open_dialog(desk, document)
    click(desk, batch)
    desk.work()
    button = f'id="link-{document.pk}"'
    for path in (f"/batches/{batch.number}/", f"/batches/{batch.number}/send/"):
        assert button in page(desk, path)
    assert button in page(desk, f"/invoices/{document.pk}/")
    answer = finance(desk).post(f"/invoices/{document.pk}/link/", follow=True)
    read = text(answer.content.decode())
    assert f"{document.number} is linked to the invoice in Xero." in read
    assert "Batch Status Sent" in read and "Link it" not in read


def test_link_it_in_the_dialog_leaves_nothing_to_send(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document)
    batch = open_dialog(desk, document)
    finance(desk).post(f"/batches/{batch.number}/send/refresh/")
    assert "Blocked" in page(desk, f"/batches/{batch.number}/send/")
    linked = finance(desk).post(
        f"/invoices/{document.pk}/link/", {"batch": str(batch.number)}, follow=True
    )
    assert linked.redirect_chain == [(f"/batches/{batch.number}/send/", 302)]
    assert "No change" in linked.content.decode()
