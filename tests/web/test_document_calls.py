"""What owners read of the calls that carried a document: request, answer, attempt by attempt."""

import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tests.web.test_send import text
from tracker import clock
from tracker.accounts_system import calls
from tracker.accounts_system.encryption import decrypted
from tracker.accounts_system.models import Attempt, Call, TokenSet
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.sending.models import Batch, DoubledVoid
from tracker.sending.voids import voiding
from tracker.web.document_calls import shown
from tracker.web.readable_json import parsed, readable

pytestmark = pytest.mark.django_db(transaction=True)


def address(document: Document) -> str:
    return f"/{document.kind}s/{document.pk}/calls/"


def page(desk: Desk, document: Document) -> str:
    answer = signed_in(desk.office.owner).get(address(document))
    assert answer.status_code == 200
    return answer.content.decode()


def bodies(page: str) -> list[Any]:
    """Every JSON on the page, in order."""
    return [
        json.loads(unescape(each.split("</code>")[0])) for each in page.split("<pre><code>")[1:]
    ]


def test_an_owner_reads_the_documents_part_of_what_was_sent_and_answered(desk: Desk) -> None:
    one, other = desk.invoice(), desk.invoice(company="Brightwater Group", price="12.50")
    desk.send(one, other)
    read = page(desk, one)
    call = Call.objects.get(purpose="create documents")
    sent, whole, answered, _ = bodies(read)[:4]
    assert sent in json.loads(bytes(call.body or b""))["Invoices"]
    assert sent["InvoiceNumber"] == one.number
    assert len(whole["Invoices"]) == 2
    assert (answered["InvoiceNumber"], answered["StatusAttributeString"]) == (one.number, "OK")
    attempt = call.attempts.get()
    for said in (call.key, attempt.correlation_id, f"{attempt.elapsed_ms} ms", "PUT /Invoices"):
        assert said in read
    assert "Attempt 1: Answered" in text(read) and "Settled by Xero’s answer" in read
    assert "Requests and answers are dropped after 13 months" in read


def test_its_company_and_its_product_are_there_and_nobody_elses(desk: Desk) -> None:
    one, other = desk.invoice(), desk.invoice(company="Brightwater Group", product="TEMP-HOUR")
    desk.send(one, other)
    read = page(desk, one)
    assert ": create contacts" in read and ": create items" in read
    parts = [each for each in bodies(read) if "Contacts" not in each and "Items" not in each]
    assert "Acme Logistics Ltd" in {each.get("Name") for each in parts}
    assert "TEMP-DAY" in {each.get("Code") for each in parts}
    assert not {"Brightwater Group", "TEMP-HOUR"} & {
        each.get("Name") or each.get("Code") for each in parts
    }


def test_every_attempt_is_told_and_a_doubt_says_so(desk: Desk) -> None:
    invoice = desk.invoice()
    desk.fault("lost_reply")
    desk.send(invoice)
    read = text(page(desk, invoice))
    assert "Attempt 1: No answer came: it may have arrived" in read
    assert "Attempt 2: Answered" in read
    assert read.count(Call.objects.get(purpose="create documents").key) == 1


def test_an_open_doubt_says_when_it_goes_on(desk: Desk) -> None:
    invoice = desk.invoice()
    desk.fault("lost_reply", times=2)
    desk.send(invoice)
    assert "Without a verdict so far: it goes on at" in page(desk, invoice)


def test_receipts_and_a_void_are_calls_of_the_document_too(desk: Desk) -> None:
    desk.record_receipts()
    invoice, other = desk.invoice(), desk.invoice()
    desk.send(invoice, other)
    desk.mark_paid(invoice)
    desk.send(invoice)
    read = page(desk, invoice)
    assert ": record receipts" in read and "/Payments" in read
    voiding.void(other, by=desk.office.owner)
    other.refresh_from_db()
    desk.send(other)
    voided = page(desk, other)
    assert ": record receipts" not in voided
    assert '"Status": "VOIDED"' in unescape(voided)


def test_the_void_of_what_is_doubled_is_a_call_of_its_document_alone(desk: Desk) -> None:
    one, other = desk.invoice(), desk.invoice()
    desk.send(one, other)
    second = Batch.objects.get()
    second.pk, second.number = None, 2
    second.save()
    # The same id as a delivery of the other document: only the purpose tells them apart.
    clashing = other.deliveries.get().pk
    DoubledVoid.objects.create(pk=clashing, batch=second, document=one, remote_id="x")
    sent = Call.objects.get(purpose="create documents")
    for number, purpose in ((1, Call.Purpose.RECORD_RECEIPTS), (2, Call.Purpose.VOID_DOUBLED)):
        Call.objects.create(
            connection=desk.connection,
            tenant_id=sent.tenant_id,
            batch_number=number,
            purpose=purpose,
            created_at=sent.created_at,
            elements=[{"mark": "m", "record": str(clashing), "name": "INV-9", "lines": []}],
        )
    assert ": void doubled" in page(desk, one) and ": record receipts" not in page(desk, one)
    assert ": record receipts" in page(desk, other) and ": void doubled" not in page(desk, other)


def test_what_is_dropped_after_13_months_is_said(desk: Desk) -> None:
    invoice = desk.invoice()
    desk.send(invoice)
    long_ago = clock.now() - timedelta(days=400)
    Call.objects.update(created_at=long_ago)
    Attempt.objects.update(began_at=long_ago)
    calls.drop_old_bodies()
    read = page(desk, invoice)
    assert bodies(read) == [] and "Dropped by now." in read
    assert Call.objects.get(purpose="create documents").key in read


def test_to_everybody_else_there_is_no_such_page(desk: Desk) -> None:
    invoice = desk.invoice()
    desk.send(invoice)
    others = (desk.office.colleague, desk.office.viewer, cast.outsider())
    for person in others:
        assert signed_in(person).get(address(invoice)).status_code == 404
    own = f"/invoices/{invoice.pk}/"
    assert address(invoice) in signed_in(desk.office.owner).get(own).content.decode()
    assert address(invoice) not in signed_in(desk.office.colleague).get(own).content.decode()


def test_no_token_is_on_the_page_and_a_large_batch_costs_no_more(desk: Desk) -> None:
    one = desk.invoice()
    desk.send(one)
    owner = signed_in(desk.office.owner)
    with CaptureQueriesContext(database) as few:
        read = owner.get(address(one)).content.decode()
    tokens = TokenSet.objects.get()
    for secret in (tokens.access_token, tokens.refresh_token):
        assert decrypted(secret) not in read
    several = [desk.invoice(company=f"Client {number}") for number in range(8)]
    desk.send(*several)
    with CaptureQueriesContext(database) as many:
        owner.get(address(several[0]))
    assert len(many) <= len(few) <= 12
    for reference in ("PO 1", "PO 2", "PO 3"):
        lifecycle.change(one, reference=reference, by=desk.office.colleague)
        desk.send(one)
    with CaptureQueriesContext(database) as often:
        assert owner.get(address(one)).content.decode().count(": update documents") == 3
    assert len(often) <= len(few)


def test_numbers_are_shown_as_they_were_written() -> None:
    body = b'{"Total":100.00,"Id":7,"Name":"\xc3\x89t\xc3\xa9","Lines":[],"Void":null}'
    said = readable(parsed(body))
    assert '"Total": 100.00,\n  "Id": 7,\n  "Name": "Été"' in said
    assert json.loads(said) == json.loads(body)


def test_what_is_no_json_is_shown_as_text() -> None:
    assert shown(b"<html>Bad gateway</html>", []).remark == "<html>Bad gateway</html>"
