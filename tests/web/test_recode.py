"""*Apply to invoices already in Xero*: counted, previewed and sent through the ordinary dialog."""

import re

import pytest
from django.test import Client

from tests.connected import elsewhere
from tests.sending.adopting import keyed_in, read
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tests.web.send_desk import click, finance
from tracker.accounts_system import settings
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.sending.corrections import recoding
from tracker.sending.models import Batch, State
from tracker.web import recode_rows

ADDRESS = "/settings/invoices/recode/"


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def sent(desk: Desk, count: int = 1) -> list[Document]:
    documents = [desk.invoice() for _ in range(count)]
    desk.send(*documents)
    return documents


def map_to(desk: Desk, account: str) -> None:
    chosen = settings.current(desk.connection, "invoice")
    assert chosen is not None
    accounts = {**chosen.accounts, "other": account}
    settings.save(desk.connection, kind="invoice", by=desk.office.owner, accounts=accounts)


def test_the_page_counts_and_says_which_becomes_which(desk: Desk) -> None:
    sent(desk, 2)
    assert "Xero has every invoice looked at as the settings say." in page(finance(desk))
    map_to(desk, "200")
    read_page = page(finance(desk))
    assert "Would be coded otherwise 2" in read_page
    assert "Account 260 Other Revenue → 200 Sales (line 1)" in read_page
    assert "Apply to 2 invoices…" in read_page
    assert not Batch.objects.filter(clicked_at=None).exists()


def test_applying_opens_the_send_dialog_and_send_does_it(desk: Desk) -> None:
    (document,) = sent(desk)
    map_to(desk, "200")
    answer = finance(desk).post(f"{ADDRESS}apply/")
    batch = Batch.objects.latest("pk")
    assert answer["Location"] == f"/batches/{batch.number}/send/"
    assert batch.clicked_at is None and batch.deliveries.get().intent == "update"
    click(desk, batch)
    desk.work()
    assert batch.deliveries.get().state == State.SENT
    (found,) = [each for each in desk.in_xero() if each["InvoiceNumber"] == document.number]
    assert [line["AccountCode"] for line in found["LineItems"]] == ["200"]
    answer = finance(desk).post(f"{ADDRESS}apply/", follow=True)
    assert "No invoice in Xero would be coded otherwise." in answer.content.decode()


def test_what_is_left_out_says_why(desk: Desk) -> None:
    (document,) = sent(desk)
    desk.bookkeeper("void", InvoiceNumber=document.number)
    read(desk)
    map_to(desk, "200")
    read_page = page(finance(desk))
    assert "Left out 1" in read_page and f"{document} was voided in Xero." in read_page
    assert "Apply to" not in read_page.replace("Apply to invoices already in Xero", "")


def test_long_lists_come_in_pages_and_very_many_in_parts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recode_rows, "SIZE", 1)
    monkeypatch.setattr(recoding, "LOOKED_AT_MAX", 2)
    sent(desk, 3)
    map_to(desk, "200")
    html = finance(desk).get(ADDRESS).content.decode()
    assert "Looked at 1 to 2 of 3 invoices in Xero" in html
    assert 'href="?from=1"' in html and 'href="?start=2"' in html
    assert "Looked at 3 to 3 of 3" in page(finance(desk), "?start=2")
    assert "Would be coded otherwise 2" in page(finance(desk), "?start=rubbish&from=-1")


def test_what_tracker_does_not_know_is_read_when_asked(desk: Desk) -> None:
    keyed_in(desk, desk.invoice())
    read(desk)
    pairs = [each.key for each in adoption.proposals(desk.connection, "invoice")]
    adoption.adopt(desk.connection, pairs, by=desk.office.colleague)
    assert "1 invoice: Tracker does not know how Xero has it coded." in page(finance(desk))
    answer = finance(desk).post(f"{ADDRESS}read/", follow=True)
    assert "1 read from Xero." in answer.content.decode()
    assert "does not know" not in page(finance(desk))


def test_a_save_that_changes_the_mapping_points_here_and_another_does_not(desk: Desk) -> None:
    sent(desk)
    owner = signed_in(desk.office.owner)
    form = owner.get("/settings/invoices/").context["form"]
    body = {name: form[name].value() or "" for name in form.fields}
    same = owner.post("/settings/invoices/accounts-system/", body, follow=True)
    assert "settings are saved" in same.content.decode()
    assert "keep their accounts and tax rates" not in same.content.decode()
    name = next(each for each in form.fields if each.endswith("other") and "account" in each)
    changed = owner.post("/settings/invoices/accounts-system/", {**body, name: "200"}, follow=True)
    said = changed.content.decode()
    assert f'tax rates. <a href="{ADDRESS}">Apply to invoices already in Xero</a>' in said


def test_who_only_looks_changes_nothing_and_an_outsider_sees_nothing(desk: Desk) -> None:
    (document,) = sent(desk)
    map_to(desk, "200")
    viewer = signed_in(desk.office.viewer)
    assert "Would be coded otherwise 1" in page(viewer)
    for address in ("apply", "read"):
        assert viewer.post(f"{ADDRESS}{address}/").status_code == 403
    outsider = signed_in(elsewhere().owner)
    assert "Tracker is not connected to Xero." in page(outsider)
    answer = outsider.post(f"{ADDRESS}apply/", follow=True)
    assert "Xero is not connected." in answer.content.decode()
    document.refresh_from_db()
    assert document.revision == 1


def test_settings_that_nobody_confirmed_lead_back_to_them(desk: Desk) -> None:
    settings.save(desk.connection, kind="invoice", by=desk.office.owner, confirmed=False)
    answer = finance(desk).get(ADDRESS)
    assert answer["Location"] == "/settings/invoices/"


def test_payments_are_coded_anew_by_their_own_settings(desk: Desk) -> None:
    document = desk.payment()
    desk.send(document)
    sent(desk)
    chosen = settings.current(desk.connection, "payment")
    assert chosen is not None
    accounts = dict.fromkeys([*chosen.accounts, "other"], "412")
    settings.save(desk.connection, kind="payment", by=desk.office.owner, accounts=accounts)
    read_page = page(finance(desk))
    assert "Xero has every invoice looked at as the settings say." in read_page
    address = "/settings/payments/recode/"
    html = finance(desk).get(address).content.decode()
    read_page = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "Apply to 1 payment…" in read_page and "→ 412 Consulting (line 1)" in read_page
    assert "Payment Settings would choose otherwise" in read_page
    assert "Payment Date" in read_page
    finance(desk).post(f"{address}apply/")
    batch = Batch.objects.latest("pk")
    assert batch.kind == "payment" and batch.deliveries.get().document == document
    click(desk, batch)
    desk.work()
    (bill,) = [each for each in desk.in_xero() if each["Type"] == "ACCPAY"]
    assert [line["AccountCode"] for line in bill["LineItems"]] == ["412"]
    answer = finance(desk).post(f"{address}apply/", follow=True)
    assert "No payment in Xero would be coded otherwise." in answer.content.decode()
