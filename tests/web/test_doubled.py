"""*Twice in Xero* on Differences and Home, with both buttons."""

from tests.sending.adopting import keyed_in
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tracker.accounts_system import marks
from tracker.accounts_system.heads import read_heads
from tracker.documents.models import Document
from tracker.sending.models import DoubledVoid, State

ADDRESS = "/differences/invoices/?show=doubled"


def copied(desk: Desk) -> str:
    document = desk.invoice()
    desk.send(document)
    mark = marks.of_document(document.pk, marks.installation_id())
    made = keyed_in(desk, document, Url=mark, InvoiceNumber="COPY-1")
    read_heads(desk.connection)
    return str(made["InvoiceID"])


def test_both_are_shown_and_the_second_is_voided(desk: Desk) -> None:
    remote_id = copied(desk)
    farid = signed_in(desk.office.colleague)
    assert "invoice is in Xero twice" in farid.get("/").content.decode()
    shown = farid.get(ADDRESS).content.decode()
    assert "INV-1001" in shown and "COPY-1" in shown and "Void the second" in shown
    answer = farid.post(
        "/differences/invoices/doubled/void/", {"remote_id": remote_id}, follow=True
    )
    assert "It is being voided in Xero, in batch" in answer.content.decode()
    batch = DoubledVoid.objects.get().batch
    assert "COPY-1" in farid.get(f"/batches/{batch.number}/").content.decode()
    assert "Void the second" not in farid.get(ADDRESS).content.decode()
    desk.work_until_settled()
    assert DoubledVoid.objects.get().state == State.SENT
    assert "COPY-1" not in farid.get(ADDRESS).content.decode()
    assert "in Xero twice" not in farid.get("/").content.decode()
    assert "Sent" in farid.get(f"/batches/{batch.number}/").content.decode()


def test_a_refusal_stands_beside_it_with_what_to_do(desk: Desk) -> None:
    remote_id = copied(desk)
    desk.pay_in_xero(Document.objects.get(), InvoiceNumber="COPY-1", Amount=10)
    farid = signed_in(desk.office.colleague)
    farid.post("/differences/invoices/doubled/void/", {"remote_id": remote_id})
    desk.work_until_settled()
    shown = farid.get(ADDRESS).content.decode()
    assert "has a payment or a credit in Xero" in shown and "put it on INV-1001" in shown
    assert "Void the second" in shown


def test_one_that_is_another_is_left(desk: Desk) -> None:
    remote_id = copied(desk)
    farid = signed_in(desk.office.colleague)
    farid.post("/differences/invoices/doubled/leave/", {"remote_id": remote_id})
    assert "COPY-1" not in farid.get(ADDRESS).content.decode()
    assert "COPY-1" in farid.get("/differences/invoices/?show=xero").content.decode()


def test_a_viewer_sees_both_and_changes_nothing(desk: Desk) -> None:
    remote_id = copied(desk)
    vera = signed_in(desk.office.viewer)
    shown = vera.get(ADDRESS).content.decode()
    assert "COPY-1" in shown and "Void the second" not in shown
    for deed in ("void", "leave"):
        answer = vera.post(f"/differences/invoices/doubled/{deed}/", {"remote_id": remote_id})
        assert answer.status_code == 403
    assert not DoubledVoid.objects.exists()
