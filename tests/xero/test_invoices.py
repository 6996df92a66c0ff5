"""What is sent of a document, byte for byte, and how documents are grouped into calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.xero import drafts
from tracker.xero import invoices, json
from tracker.xero.client import Request

ID = "2ee52cb2-5b6b-47d4-9bf8-5e5c1d0a1f00"
LINE_ID = "5f7a2b2c-1f57-4f2c-8b29-0e0e5c1c0b5a"


def sent(request: Request) -> list[dict[str, Any]]:
    found = json.read(request.body or b"")["Invoices"]
    assert isinstance(found, list)
    return found


def test_a_create_is_these_bytes() -> None:
    request = invoices.create([drafts.invoice()], key="k-1")
    assert (request.method, request.path, request.key) == ("PUT", "/Invoices", "k-1")
    assert request.query == (("summarizeErrors", "false"), ("unitdp", "4"))
    assert request.body == (
        b'{"Invoices":[{"Type":"ACCREC","InvoiceNumber":"INV-1042",'
        b'"Url":"https://tracker.example/x/inst/doc-1",'
        b'"Contact":{"ContactID":"a91f4b5a-7b32-4a4f-9e42-6a5b3b2f2d10"},'
        b'"Date":"2026-11-03","DueDate":"2026-12-03","Reference":"PO 7","CurrencyCode":"GBP",'
        b'"LineAmountTypes":"Exclusive","Status":"AUTHORISED",'
        b'"LineItems":[{"ItemCode":"TEMP-DAY","Description":"Day","Quantity":10,'
        b'"UnitAmount":120.1234,"AccountCode":"200","TaxType":"OUTPUT2","TaxAmount":240.25}]}]}'
    )


def test_the_same_document_read_twice_is_the_same_bytes() -> None:
    again = drafts.invoice(
        lines=(drafts.line(quantity=Decimal("10"), tax_amount=Decimal("240.250")),)
    )
    assert invoices.create([again]).body == invoices.create([drafts.invoice()]).body


def test_a_create_sends_no_ids() -> None:
    known = drafts.invoice(invoice_id=ID, lines=(drafts.line(line_item_id=LINE_ID),))
    assert invoices.create([known]).body == invoices.create([drafts.invoice()]).body


def test_an_update_goes_by_id_and_keeps_the_lines_ids() -> None:
    lines = (drafts.line(line_item_id=LINE_ID), drafts.line())
    request = invoices.update([drafts.invoice(invoice_id=ID, lines=lines)])
    assert request.method == "POST"
    (document,) = sent(request)
    assert document["InvoiceID"] == ID
    assert document["Url"] == "https://tracker.example/x/inst/doc-1"
    assert [line.get("LineItemID") for line in document["LineItems"]] == [LINE_ID, None]
    assert [line.get("Tracking") for line in document["LineItems"]] == [[], None]


def test_an_update_without_an_id_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="id"):
        invoices.update([drafts.invoice(invoice_id=ID), drafts.invoice()])


def test_a_bill_has_neither_reference_nor_discount() -> None:
    bill = drafts.invoice(type="ACCPAY", lines=(drafts.line(discount_rate=Decimal(10)),))
    (document,) = sent(invoices.create([bill]))
    assert "Reference" not in document
    assert "DiscountRate" not in document["LineItems"][0]


def test_an_empty_reference_is_sent_so_that_an_update_clears_it() -> None:
    (document,) = sent(invoices.update([drafts.invoice(invoice_id=ID, reference="")]))
    assert document["Reference"] == ""


def test_options_are_sent_where_they_are_chosen() -> None:
    chosen = drafts.invoice(
        currency_rate=Decimal("1.123456"),
        branding_theme_id="theme",
        sent_to_contact=True,
        lines=(
            drafts.line(
                discount_rate=Decimal("2.50"), item_code=None, tracking=(("Branch", "North"),)
            ),
        ),
    )
    (document,) = sent(invoices.create([chosen]))
    assert document["CurrencyRate"] == Decimal("1.123456")
    assert document["BrandingThemeID"] == "theme"
    assert document["SentToContact"] is True
    (line,) = document["LineItems"]
    assert line["DiscountRate"] == Decimal("2.5")
    assert line["Tracking"] == [{"Name": "Branch", "Option": "North"}]
    assert "ItemCode" not in line


def test_reads_ask_for_changes_in_pages() -> None:
    since = datetime(2026, 11, 3, tzinfo=UTC)
    request = invoices.list_since(since, page=2, summary=True, dated_from=date(2026, 1, 31))
    assert request.modified_since == since
    assert dict(request.query) == {
        "page": "2",
        "pageSize": "1000",
        "summaryOnly": "true",
        "where": "Date >= DateTime(2026, 01, 31)",
    }
    full = dict(invoices.list_since(None, summary=False).query)
    assert full == {"page": "1", "pageSize": "1000", "unitdp": "4"}


def test_reads_by_id_and_number_bring_lines() -> None:
    by_ids = dict(invoices.by_ids(["a", "b"]).query)
    assert (by_ids["IDs"], by_ids["page"], by_ids["unitdp"]) == ("a,b", "1", "4")
    assert dict(invoices.by_numbers(["1", "2"]).query)["InvoiceNumbers"] == "1,2"


def test_a_number_with_a_comma_is_not_cut_in_two() -> None:
    query = dict(invoices.by_numbers(["A,1", 'B"2']).query)
    assert query["where"] == 'InvoiceNumber=="A,1" OR InvoiceNumber=="B""2"'
    assert "InvoiceNumbers" not in query


documents = some.lists(
    some.builds(
        lambda number, length: drafts.invoice(
            number=number, lines=(drafts.line(description="x" * length),)
        ),
        some.sampled_from(["", "A", "a", "B", "C", "D"]),
        some.sampled_from([1, 1000, 1_400_000, 3_100_000]),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=50)
@given(documents)
def test_groups_hold_everything_in_order_and_keep_every_limit(
    given_documents: list[invoices.InvoiceToSend],
) -> None:
    groups = invoices.split(given_documents)
    assert [document for group in groups for document in group] == given_documents
    for group in groups:
        numbers = [document.number.casefold() for document in group if document.number]
        assert len(numbers) == len(set(numbers))
        body = invoices.create(group).body or b""
        assert len(group) == 1 or len(body) <= invoices.BODY_BYTES_MAX


def test_groups_are_of_fifty() -> None:
    many = [replace(drafts.invoice(), number=f"INV-{place}") for place in range(120)]
    assert [len(group) for group in invoices.split(many)] == [50, 50, 20]
    assert invoices.split([]) == []


def test_a_group_is_filled_to_the_last_byte() -> None:
    one = len(invoices.create([drafts.invoice()]).body or b"") - len(b'{"Invoices":[]}')
    room = invoices.BODY_BYTES_MAX - len(b'{"Invoices":[]}') - 2 * one - 1
    padded = drafts.line(description="Day" + "x" * room)
    fits = [drafts.invoice(), drafts.invoice(number="INV-1043", lines=(padded,))]
    assert len(invoices.create(fits).body or b"") == invoices.BODY_BYTES_MAX
    assert len(invoices.split(fits)) == 1
    over = replace(fits[1], lines=(drafts.line(description="Day" + "x" * (room + 1)),))
    assert len(invoices.split([fits[0], over])) == 2
