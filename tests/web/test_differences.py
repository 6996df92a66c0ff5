"""The Differences page: both sides, and what a person decides."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.sending.adopting import keyed_in
from tests.sending.desk import Desk
from tests.syncing.office_hours import pay
from tests.syncing.test_differences import differing, edit, sent
from tests.web.conftest import signed_in
from tests.web.send_desk import click, finance
from tests.web.test_send import text
from tracker import clock
from tracker.accounts_system import contacts, heads
from tracker.accounts_system.models import DocumentLink, ReceiptLink
from tracker.agencies import events
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.sending.models import Batch, State
from tracker.syncing import comparison_reading
from tracker.syncing.differences import renew
from tracker.web import differences

LINE = {
    "Description": "A day's work",
    "Quantity": 3,
    "UnitAmount": 100,
    "AccountCode": "260",
    "TaxType": "OUTPUT2",
}


def read(desk: Desk) -> None:
    """What a sync does, and the reading of lines after it."""
    desk.connection.refresh_from_db()
    comparison_reading.read_all(desk.connection, "invoice")
    renew(desk.connection)


def page(desk: Desk, query: str = "") -> str:
    answer = finance(desk).get(f"/differences/{query}")
    assert answer.status_code == 200
    return text(answer.content.decode())


def choices(desk: Desk) -> list[str]:
    rows = finance(desk).get("/differences/").context["rows"]
    return [row.all for row in rows if row.all]


def decide(desk: Desk, what: str, *, one: str = "", **more: Any) -> str:
    """Tick everything, press a button, and read the page after it."""
    said = {"one": one} if one else {"choice": choices(desk)}
    answer = finance(desk).post(f"/differences/invoices/{what}/", said | more, follow=True)
    return text(answer.content.decode())


def history(desk: Desk, document: Document) -> list[str]:
    rows = events.history(desk.office.agency, "document", document.pk)
    return list(rows.values_list("sentence", flat=True))


def receipt_of(desk: Desk, invoice: Document, amount: str) -> None:
    receipts.mark_paid(
        invoice, date=clock.today(), amount=Decimal(amount), by=desk.office.colleague
    )


def test_a_clean_book_has_the_banner(desk: Desk) -> None:
    sent(desk)
    assert "Tracker and Xero agree: 1 invoice, to the penny." in page(desk)


def test_both_values_stand_side_by_side(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, DueDate="2026-12-24")
    read(desk)
    shown = page(desk)
    assert "to the penny" not in shown
    assert "Due date Tracker 3 Dec 26 Xero 24 Dec 26" in shown


def test_a_filter_shows_one_field(desk: Desk) -> None:
    first, second = sent(desk), sent(desk)
    edit(desk, first, Reference="PO 7")
    edit(desk, second, DueDate="2026-12-24")
    read(desk)
    rows = finance(desk).get("/differences/?show=reference").context["rows"]
    assert [row.document for row in rows] == [first]
    assert len(finance(desk).get("/differences/").context["rows"]) == 2
    assert page(desk, "?show=rubbish&after=x").count("Open in Xero") == 2


def test_accepting_is_kept_with_who_and_when_and_comes_back(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, Reference="PO 7")
    read(desk)
    assert "Accepted for 1 invoice." in decide(desk, "accept")
    assert choices(desk) == []
    assert "Nothing differs but what somebody accepted: 1 invoice" in page(desk)
    assert "Accepted by Farid Khan" in page(desk, "?show=accepted")
    assert "The difference was accepted: reference – here, PO 7 in Xero." in history(desk, invoice)
    for reference in ("PO 8", "PO 7"):
        edit(desk, invoice, Reference=reference)
        read(desk)
        assert len(choices(desk)) == 1


def test_one_rows_button_means_that_row_alone(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, Reference="PO 7", DueDate="2026-12-24")
    read(desk)
    rows = finance(desk).get("/differences/").context["rows"]
    (reference,) = [row for row in rows if row.field == "reference"]
    decide(desk, "accept", one=reference.choice)
    left = finance(desk).get("/differences/").context["rows"]
    assert [row.field for row in left] == ["due date"]


def test_what_changed_since_it_was_shown_is_not_decided(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, Reference="PO 7")
    read(desk)
    (shown,) = choices(desk)
    edit(desk, invoice, Reference="PO 8")
    read(desk)
    assert "differs otherwise by now: look at it again." in decide(desk, "accept", one=shown)
    assert DocumentLink.objects.get(document=invoice).differs


def test_send_mine_opens_the_dialog_and_puts_ours_over_theirs(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, DueDate="2026-12-24")
    read(desk)
    answer = finance(desk).post("/differences/invoices/send/", {"choice": choices(desk)})
    assert answer["Location"] == "/batches/2/send/"
    finance(desk).post("/batches/2/send/click/")
    desk.work()
    (found,) = desk.in_xero()
    assert found["DueDate"].startswith("2026-12-03") or "1796256000000" in found["DueDate"]
    assert differing(desk) == []
    assert any("sent again as it is here" in each for each in history(desk, invoice))


def test_send_mine_replaces_what_was_shown_with_the_first_click(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, Reference="PO 9001")
    heads.read_heads(desk.connection)
    renew(desk.connection)
    ticked = {"choice": choices(desk)}
    dialog = finance(desk).post("/differences/invoices/send/", ticked, follow=True)
    assert "PO 9001" in dialog.content.decode()
    finance(desk).post("/batches/2/send/click/")
    desk.work()
    assert desk.delivery(invoice).state == State.SENT
    assert desk.in_xero()[0]["Reference"] != "PO 9001"


def test_money_is_not_sent_by_sending_the_invoice(desk: Desk) -> None:
    invoice = sent(desk)
    receipt_of(desk, invoice, "60")
    renew(desk.connection)
    assert "Sending an invoice does not say what is paid" in decide(desk, "send")
    invoice.refresh_from_db()
    assert invoice.revision == 1


def test_take_theirs_undoes_a_receipt_that_xero_does_not_have(desk: Desk) -> None:
    invoice = sent(desk)
    receipt_of(desk, invoice, "60")
    renew(desk.connection)
    assert "Marked paid here, due in Xero." in page(desk)
    assert "Xero’s word was taken for 1 invoice." in decide(desk, "take")
    invoice.refresh_from_db()
    assert invoice.received == 0
    assert "Tracker and Xero agree" in page(desk)


def test_take_theirs_records_what_xero_has_beyond_ours(desk: Desk) -> None:
    invoice = sent(desk)
    receipt_of(desk, invoice, "60")
    made = invoice.receipts.get()
    ReceiptLink.objects.create(
        connection=desk.connection,
        receipt=made,
        agreed=True,
        amount=made.amount,
        linked_at=clock.now(),
    )
    pay(desk, invoice, "100")
    read(desk)
    assert "Xero has more than is marked here." in page(desk)
    decide(desk, "take")
    invoice.refresh_from_db()
    assert invoice.received == 100
    assert ReceiptLink.objects.filter(agreed=True).count() == 2
    assert "Tracker and Xero agree" in page(desk)


def linked_receipt(desk: Desk, invoice: Document, amount: str) -> ReceiptLink:
    """A receipt that Tracker recorded in Xero, before Xero was last read."""
    receipt_of(desk, invoice, amount)
    made = invoice.receipts.latest("created_at")
    return ReceiptLink.objects.create(
        connection=desk.connection,
        receipt=made,
        remote_id=str(made.pk),
        amount=made.amount,
        linked_at=clock.now() - timedelta(hours=1),
    )


def test_take_theirs_lets_go_of_a_payment_that_was_removed_in_xero(desk: Desk) -> None:
    invoice = sent(desk)
    link = linked_receipt(desk, invoice, "60")
    renew(desk.connection)
    decide(desk, "take")
    invoice.refresh_from_db()
    link.refresh_from_db()
    assert invoice.received == 0
    # Nothing is left to remove there: the next Send does not ask for it.
    assert link.removed_at is not None


def test_take_theirs_asks_a_person_which_payment_xero_has_lost(desk: Desk) -> None:
    invoice = sent(desk)
    linked_receipt(desk, invoice, "60")
    linked_receipt(desk, invoice, "40")
    pay(desk, invoice, "40")
    read(desk)
    assert "undo the receipt that is gone" in decide(desk, "take")
    invoice.refresh_from_db()
    assert invoice.received == 100


def test_a_large_ledger_is_not_compared_for_a_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "COUNTED_MAX", 0)
    invoice = sent(desk)
    receipt_of(desk, invoice, "60")
    assert "this page compares none by itself" in page(desk)
    assert choices(desk) == []
    renew(desk.connection)
    assert len(choices(desk)) == 1


def test_take_theirs_is_for_money_and_status_only(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, Reference="PO 7")
    read(desk)
    assert "the details stay Tracker’s" in decide(desk, "take")
    assert DocumentLink.objects.get(document=invoice).differs


def test_nothing_is_decided_on_what_was_not_shown(desk: Desk) -> None:
    """Xero's heads were read meanwhile, by a *Refresh* perhaps, and nobody compared yet."""
    invoice = sent(desk)
    receipt_of(desk, invoice, "100")
    ticked = choices(desk)
    pay(desk, invoice, "60")
    heads.read_heads(desk.connection)
    for what in ("take", "accept", "send"):
        answer = finance(desk).post(
            f"/differences/invoices/{what}/", {"choice": ticked}, follow=True
        )
        shown = text(answer.content.decode())
        assert f"{invoice.number} differs otherwise by now: look at it again." in shown
    assert "Paid Tracker £100.00 Xero £60.00" in shown
    invoice.refresh_from_db()
    assert invoice.received == Decimal("100.00")


def test_take_theirs_voids_here_what_is_voided_there(desk: Desk) -> None:
    invoice = sent(desk)
    desk.bookkeeper("void", InvoiceNumber=invoice.number)
    read(desk)
    decide(desk, "take")
    invoice.refresh_from_db()
    assert invoice.is_void
    assert choices(desk) == []


def test_only_in_tracker_and_only_in_xero_are_listed_with_their_twins(desk: Desk) -> None:
    sent(desk)
    ours = desk.invoice()
    keyed_in(desk, ours, InvoiceNumber="TYPED-9", LineItems=[LINE])
    heads.read_heads(desk.connection)
    contacts.read_contacts(desk.connection)
    assert "to the penny" not in page(desk)
    assert f"{ours.number} Acme Logistics Ltd 03 Nov 26 £360.00 TYPED-9 : same contact" in page(
        desk, "?show=tracker"
    )
    shown = page(desk, "?show=xero")
    assert "TYPED-9 Acme Logistics Ltd 03 Nov 26 £360.00 Authorised" in shown
    assert f"{ours.number} : same contact, date and total." in shown


def typed_again(desk: Desk, invoice: Document, number: str) -> str:
    """A bookkeeper types the same invoice once more; Xero's id of it."""
    made = keyed_in(desk, invoice, InvoiceNumber=number, LineItems=[LINE])
    heads.read_heads(desk.connection)
    contacts.read_contacts(desk.connection)
    return str(made["InvoiceID"])


def test_what_was_said_to_be_another_is_pointed_at_no_more(desk: Desk) -> None:
    sent(desk)
    ours = desk.invoice()
    remote_id = typed_again(desk, ours, "TYPED-9")
    assert (
        f"/adopt/invoices/?document={ours.pk}"
        in finance(desk).get("/differences/?show=tracker").text
    )
    adoption.say_another(desk.connection, ours, remote_id, by=desk.office.colleague)
    for side in ("tracker", "xero"):
        shown = page(desk, f"?show={side}").partition("Only in Xero 1")[2]
        assert "TYPED-9" in shown or side == "tracker"
        assert f"{ours.number} :" not in shown and "Adopt it" not in shown


def test_a_second_one_of_what_xero_has_is_pointed_at_and_not_adopted(desk: Desk) -> None:
    invoice = sent(desk)
    typed_again(desk, invoice, "TYPED-9")
    shown = page(desk, "?show=xero")
    assert f"{invoice.number} : same contact, date and total." in shown
    assert "Adopt it" not in shown


def test_of_many_alike_a_few_are_named(desk: Desk) -> None:
    desk.send(*(desk.invoice() for _ in range(5)))
    typed_again(desk, desk.invoice(), "TYPED-9")
    assert "And 3 more." in page(desk, "?show=xero")


def test_a_delivery_on_its_way_is_on_neither_side(desk: Desk) -> None:
    invoice = desk.invoice()
    desk.click(invoice)
    keyed_in(desk, invoice)
    heads.read_heads(desk.connection)
    assert str(invoice) not in page(desk, "?show=tracker")
    assert str(invoice) not in page(desk, "?show=xero")


def test_one_with_our_mark_whose_document_is_gone_is_named(desk: Desk) -> None:
    invoice = sent(desk)
    DocumentLink.objects.filter(document=invoice).delete()
    shown = page(desk, "?show=xero")
    assert f"Sent by Tracker as {invoice.number}, which is not linked to it." in shown


def test_what_was_changed_here_is_said_apart(desk: Desk) -> None:
    invoice = sent(desk)
    lifecycle.change(invoice, reference="PO 9", by=desk.office.colleague)
    assert "1 changed here since it was sent: send it ." in page(desk)


def test_lines_that_were_not_read_are_said_and_read_on_request(desk: Desk) -> None:
    invoice = sent(desk)
    pay(desk, invoice, "10")
    heads.read_heads(desk.connection)
    assert "its total is compared, its lines have not been read" in page(desk)
    answer = finance(desk).post("/differences/invoices/read/", follow=True)
    shown = text(answer.content.decode())
    assert "The lines of 1 invoice were read." in shown
    assert "lines have not been read" not in shown


def test_a_viewer_decides_nothing(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, Reference="PO 7")
    read(desk)
    vera = signed_in(desk.office.viewer)
    assert "Send mine" not in vera.get("/differences/").content.decode()
    for what in ("send", "take", "accept", "read"):
        assert vera.post(f"/differences/invoices/{what}/").status_code == 403


def test_home_counts_what_differs(desk: Desk) -> None:
    invoice, voided = sent(desk), sent(desk)
    edit(desk, invoice, Reference="PO 7")
    desk.bookkeeper("void", InvoiceNumber=voided.number)
    read(desk)
    matters = {each.words: each for each in finance(desk).get("/").context["matters"]}
    assert matters["invoices differ from Xero"].count == "2"
    assert matters["invoices differ from Xero"].address == "/differences/invoices/"
    assert matters["invoice voided or deleted in Xero"].count == "1"


def test_what_was_sent_again_is_counted_on_home_no_more(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, Reference="PO 7")
    read(desk)
    decide(desk, "send")
    words = {each.words for each in finance(desk).get("/").context["matters"]}
    assert "invoice changed since sent" in words and "invoice differs from Xero" not in words
    desk.connection.refresh_from_db()
    batch = Batch.objects.latest("pk")
    click(desk, batch)
    desk.work()
    assert finance(desk).get("/").context["matters"] == []


def test_nothing_ticked_and_rubbish_are_said(desk: Desk) -> None:
    sent(desk)
    client: Client = finance(desk)
    for said in ({}, {"choice": "rubbish"}, {"one": "x~y~z"}):
        answer = client.post("/differences/invoices/accept/", said, follow=True)
        assert "Nothing is ticked." in answer.content.decode()


def test_nothing_is_said_to_agree_that_was_not_compared(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "RENEWED_MAX", 1)
    desk.send(*(desk.invoice() for _ in range(3)))
    first = page(desk)
    assert "to the penny" not in first
    assert "2 have not been compared yet: press Sync, or open this page again." in first
    assert "1 has not been compared yet" in page(desk)
    assert "Tracker and Xero agree: 3 invoices, to the penny." in page(desk)


def test_part_paid_ones_keep_no_page_from_comparing_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those are never sure, so they are compared each time."""
    part_paid, other = sent(desk), sent(desk)
    pay(desk, part_paid, "10")
    read(desk)
    monkeypatch.setattr(differences, "RENEWED_MAX", 1)
    edit(desk, other, DueDate="2026-12-24")
    heads.read_heads(desk.connection)
    assert "Due date Tracker 3 Dec 26 Xero 24 Dec 26" in page(desk)


def test_voided_ones_keep_no_page_from_reading_the_others(desk: Desk) -> None:
    voided, other = sent(desk), sent(desk)
    desk.bookkeeper("void", InvoiceNumber=voided.number)
    pay(desk, other, "10")
    heads.read_heads(desk.connection)
    assert [
        each.document for each in comparison_reading.unread(desk.connection, "invoice", most=1)
    ] == [other]
