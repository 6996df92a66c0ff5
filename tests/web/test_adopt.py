"""*In Xero already*: the proposals as a person reads, ticks and decides them."""

import re

import pytest
from django.test import Client

from tests.connected import elsewhere
from tests.sending.adopting import keyed_in, keyed_in_line, read
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tests.web.send_desk import finance, open_dialog, sheet
from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.sending.models import Batch
from tracker.web import adopt_rows


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/adopt/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def ticks(html: str) -> dict[str, tuple[bool, bool]]:
    """Each tick box's value, whether it is ticked and whether it can be."""
    boxes = re.findall(r'<input type="checkbox" name="pair" value="([^"]+)"([^>]*)>', html)
    return {value: (" checked" in rest, " disabled" not in rest) for value, rest in boxes}


def adopt(client: Client, *pairs: str, **more: str) -> str:
    answer = client.post("/adopt/invoices/ticked/", {"pair": pairs, **more}, follow=True)
    assert answer.status_code == 200
    return text(answer.content.decode())


def three_kinds(desk: Desk) -> tuple[Document, Document, Document]:
    same, other, wrong = (desk.invoice(company=name) for name in ("Acme", "Brook", "Cobalt"))
    keyed_in(desk, same)
    keyed_in(desk, other, InvoiceNumber="HT-9")
    keyed_in(desk, wrong, LineItems=keyed_in_line(99))
    read(desk)
    return same, other, wrong


def test_each_kind_is_shown_with_both_sides_and_only_the_sure_are_ticked(desk: Desk) -> None:
    same, other, wrong = three_kinds(desk)
    html = page(finance(desk))
    found = {pair.partition("~")[0]: said for pair, said in ticks(html).items()}
    assert found == {
        str(same.pk): (True, True),
        str(other.pk): (False, True),
        str(wrong.pk): (False, False),
    }
    read_page = text(html)
    assert "The same invoice 1" in read_page
    assert f"{other.number} Brook 03 Nov 26 360.00 HT-9" in read_page
    assert "Awaiting payment" in read_page and "Contact: equal name." in read_page
    assert "Another total: 360.00 here, 356.40 in Xero." in read_page
    assert "Not while the total differs" in read_page


def test_the_ticked_are_adopted_and_it_is_said(desk: Desk) -> None:
    same, other, _ = three_kinds(desk)
    html = page(finance(desk))
    pairs = [pair for pair in ticks(html) if pair.startswith((str(same.pk), str(other.pk)))]
    said = adopt(finance(desk), *pairs)
    assert "2 invoices adopted, 2 companies linked. Nothing was sent." in said
    assert {link.document for link in DocumentLink.objects.all()} == {same, other}


def test_what_was_left_is_named_with_its_reason(desk: Desk) -> None:
    _, _, wrong = three_kinds(desk)
    (pair,) = [each for each in ticks(page(finance(desk))) if each.startswith(str(wrong.pk))]
    said = adopt(finance(desk), pair)
    assert f"{wrong.number} was left: Not while the total differs" in said


@pytest.mark.parametrize("pairs", [[], ["rubbish"], ["~"], ["1~2"], ["\x00~\x00"]])
def test_nothing_ticked_and_rubbish_are_one_clear_sentence(desk: Desk, pairs: list[str]) -> None:
    assert "Nothing is ticked." in adopt(finance(desk), *pairs)


def test_all_that_agree_are_adopted_after_one_more_question(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopt_rows, "SIZE", 1)
    documents = [desk.invoice(company=name) for name in ("Acme", "Brook", "Cobalt")]
    for document in documents:
        keyed_in(desk, document)
    read(desk)
    client = finance(desk)
    html = page(client)
    assert len(ticks(html)) == 1 and "Adopt all 3 that agree…" in html
    asked = client.post("/adopt/invoices/all/")
    assert "Adopt all 3 invoices that agree?" in text(asked.content.decode())
    assert not DocumentLink.objects.exists()
    done = client.post("/adopt/invoices/all/", {"confirmed": "1"}, follow=True)
    assert "3 invoices adopted" in text(done.content.decode())
    again = client.post("/adopt/invoices/all/", {"confirmed": "1"}, follow=True)
    assert "Nothing agrees in everything any more." in text(again.content.decode())


def test_pages_follow_each_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adopt_rows, "SIZE", 2)
    documents = [desk.invoice(company=f"Company {place}") for place in range(3)]
    for document in documents:
        keyed_in(desk, document)
    read(desk)
    client = finance(desk)
    first, second = ticks(page(client)), ticks(page(client, "?same_from=2"))
    assert (len(first), len(second)) == (2, 1)
    assert not first.keys() & second.keys()
    assert "same_from=2#same" in page(client)
    assert len(ticks(page(client, "?same_from=rubbish&kind=nonsense"))) == 2


def test_a_blocked_row_leads_here_and_back_to_its_dialog(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document, InvoiceNumber="HT-9")
    keyed_in(desk, desk.invoice(company="Cobalt & Sons"))
    read(desk)
    batch = open_dialog(desk, document)
    html = sheet(desk, batch)
    address = f"/adopt/invoices/?document={document.pk}&amp;batch={batch.number}"
    assert f'<a href="{address}">Adopt it</a>, or say that it is another invoice.' in html
    assert "Xero has HT-9 with the same contact, date and total." in text(html)
    query = address.replace("&amp;", "&").removeprefix("/adopt/invoices/?")
    (pair,) = ticks(page(finance(desk), f"?{query}"))
    answer = finance(desk).post("/adopt/invoices/ticked/", {"pair": pair, "view": query})
    assert answer["Location"] == f"/batches/{batch.number}/send/"
    assert batch.deliveries.get().intent == "unchanged"


def test_another_invoice_may_be_sent_and_that_may_be_taken_back(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document, InvoiceNumber="HT-9")
    read(desk)
    batch = open_dialog(desk, document)
    (pair,) = ticks(page(finance(desk)))
    view = f"document={document.pk}&batch={batch.number}"
    answer = finance(desk).post(
        "/adopt/invoices/another/", {"other": pair, "view": view}, follow=True
    )
    assert f"{document} is not HT-9: it may be sent." in text(answer.content.decode())
    assert Batch.objects.get().deliveries.get().intent == "create"
    html = page(finance(desk))
    assert f"{document} of Acme Logistics Ltd is not HT-9 in Xero." in text(html)
    decision = adoption.said_to_be_others(desk.connection).get()
    answer = finance(desk).post(
        "/adopt/invoices/take-back/", {"decision": decision.pk}, follow=True
    )
    assert f"{document} is proposed again." in text(answer.content.decode())
    assert len(ticks(page(finance(desk)))) == 1


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/adopt/invoices/another/", {}),
        ("/adopt/invoices/another/", {"other": "rubbish"}),
        ("/adopt/invoices/take-back/", {"decision": "rubbish"}),
        ("/adopt/invoices/take-back/", {}),
    ],
)
def test_rubbish_is_answered_in_one_sentence(
    desk: Desk, address: str, body: dict[str, str]
) -> None:
    answer = finance(desk).post(address, body, follow=True)
    assert answer.status_code == 200 and "banner--error" in answer.content.decode()


def test_refresh_finds_what_was_keyed_in_since(desk: Desk) -> None:
    keyed_in(desk, desk.invoice())
    assert not ticks(page(finance(desk)))
    answer = finance(desk).post("/adopt/invoices/refresh/", follow=True)
    assert len(ticks(answer.content.decode())) == 1


def test_plugins_say_how_many_seem_to_be_there(desk: Desk) -> None:
    keyed_in(desk, desk.invoice())
    read(desk)
    html = text(finance(desk).get("/plugins/").content.decode())
    assert "1 of your invoices seems to be in Xero already: look at them before you send" in html


def test_who_only_looks_decides_nothing(desk: Desk) -> None:
    three_kinds(desk)
    viewer = signed_in(desk.office.viewer)
    html = page(viewer)
    assert "The same invoice" in html and not ticks(html) and "/adopt/invoices/another/" not in html
    for address in ("ticked", "all", "another", "take-back", "refresh"):
        assert viewer.post(f"/adopt/invoices/{address}/").status_code == 403


def test_another_agency_sees_and_reaches_nothing_of_it(desk: Desk) -> None:
    three_kinds(desk)
    pairs = list(ticks(page(finance(desk))))
    outsider = signed_in(elsewhere().owner)
    assert "Tracker is not connected to Xero." in text(page(outsider))
    assert "Xero is not connected." in adopt(outsider, *pairs)
    assert outsider.post("/adopt/invoices/another/", {"other": pairs[0]}).status_code == 404
    assert not DocumentLink.objects.exists()


def test_a_name_full_of_signs_is_shown_as_it_is(desk: Desk) -> None:
    document = desk.invoice(company='O\'Hara & "Sons"')
    keyed_in(desk, document)
    read(desk)
    assert "O&#x27;Hara &amp; &quot;Sons&quot;" in page(finance(desk))
