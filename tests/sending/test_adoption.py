"""Linking a document by hand to what Xero has under its number, and reading Xero again."""

from decimal import Decimal
from typing import Any

import pytest

from tests.sending.adopting import in_xero, keyed_in, read
from tests.sending.desk import Desk
from tracker.accounts_system import marks
from tracker.accounts_system.models import DocumentLink, Head
from tracker.accounts_system.models.link import How
from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending import adoption, batches, refreshing
from tracker.sending.models import Batch, Delivery, State


def refused_for_its_number(desk: Desk) -> Document:
    """Sent, and refused because Xero has the number; Xero was asked who has it."""
    document = desk.invoice()
    keyed_in(desk, document)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "number_in_use")
    return document


def test_what_clashed_is_offered_and_linked(desk: Desk) -> None:
    document = refused_for_its_number(desk)
    head = adoption.candidate(document)
    assert head is not None and head.number == document.number
    link = adoption.link(document, by=desk.office.colleague)
    assert (link.remote_id, link.how, link.by) == (
        head.remote_id,
        How.CHOSEN,
        desk.office.colleague,
    )
    assert (link.accepted_revision, link.seen_status) == (document.revision, "AUTHORISED")
    assert link.seen_total == link.seen_due == Decimal("360.00")
    newest = events.history(desk.office.agency, "document", document.pk)[0]
    assert newest.sentence == f"Linked to the invoice {document.number} that is in Xero."


def test_linking_ends_the_refusal_and_nothing_is_sent_again(desk: Desk) -> None:
    document = refused_for_its_number(desk)
    adoption.link(document, by=desk.office.colleague)
    assert not Delivery.objects.filter(document=document, latest=True).exists()
    (delivery,) = desk.send(document)
    assert delivery.state == State.UNCHANGED
    assert len(desk.in_xero()) == 1


@pytest.mark.parametrize(
    ("difference", "what"),
    [
        ({"Date": "2026-11-04"}, "date"),
        ({"Contact": {"Name": "Somebody Else Ltd"}}, "contact"),
        (
            {"LineItems": [{"Description": "Work", "UnitAmount": 99, "AccountCode": "200"}]},
            "total",
        ),
    ],
)
def test_what_differs_is_not_linked_and_is_named(
    desk: Desk, difference: dict[str, Any], what: str
) -> None:
    document = desk.invoice()
    # The company is known in Xero, so that only what is meant differs.
    in_xero(desk, "PUT", "Contacts", {"Contacts": [{"Name": document.company.name}]})
    keyed_in(desk, document, **difference)
    read(desk)
    assert adoption.candidate(document) is None
    with pytest.raises(NotPossible) as said:
        adoption.link(document, by=desk.office.colleague)
    sentence = f"{document.number} is not linked: the invoice in Xero has another {what}."
    assert said.value.sentence == sentence
    assert not DocumentLink.objects.exists()


def test_our_own_mark_always_qualifies(desk: Desk) -> None:
    document = desk.invoice()
    mark = marks.of_document(document.pk, marks.installation_id())
    keyed_in(desk, document, Url=mark, Date="2026-11-09")
    read(desk)
    assert adoption.link(document, by=desk.office.colleague).remote_id


def test_another_documents_mark_never_qualifies(desk: Desk) -> None:
    document, other = desk.invoice(), desk.invoice(company="Cobalt & Sons")
    keyed_in(desk, document, Url=marks.of_document(other.pk, marks.installation_id()))
    read(desk)
    assert adoption.candidate(document) is None


def test_a_voided_invoice_is_not_offered(desk: Desk) -> None:
    document = desk.invoice()
    made = keyed_in(desk, document)
    in_xero(desk, "POST", f"Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})
    read(desk)
    assert adoption.candidate(document) is None


def test_what_is_linked_or_on_its_way_is_not_linked_again(desk: Desk) -> None:
    document = refused_for_its_number(desk)
    batch = batches.retry(batch=Batch.objects.get(), by=desk.office.colleague)
    Delivery.objects.filter(batch=batch).update(state=State.SENDING)
    with pytest.raises(NotPossible, match=f"on its way in batch {batch.number}"):
        adoption.link(document, by=desk.office.colleague)
    Delivery.objects.filter(batch=batch).update(state=State.STOPPED)
    adoption.link(document, by=desk.office.colleague)
    with pytest.raises(NotPossible, match="is linked in Xero already"):
        adoption.link(document, by=desk.office.colleague)


def prepared(desk: Desk, *documents: Document) -> Batch:
    wanted = Document.objects.filter(pk__in=[each.pk for each in documents])
    return batches.prepare(
        kind="invoice", agency=desk.office.agency, documents=wanted, by=desk.office.colleague
    )


def all_documents() -> Any:
    return Document.objects.all()


def test_refreshing_finds_what_was_keyed_in_since(desk: Desk) -> None:
    document = desk.invoice()
    batch = prepared(desk, document)
    assert batch.deliveries.get().intent == "create"
    keyed_in(desk, document)
    refreshing.refresh(desk.connection, documents=all_documents(), by=desk.office.colleague)
    refreshing.replan(batch)
    delivery = batch.deliveries.get()
    assert (delivery.intent, delivery.cause) == ("blocked", "number_in_use")
    adoption.link(document, by=desk.office.colleague)
    refreshing.replan(batch)
    delivery = batch.deliveries.get()
    assert (delivery.intent, delivery.cause, delivery.sentence) == ("unchanged", "", "")


def test_a_clicked_batch_is_never_planned_anew(desk: Desk) -> None:
    batch = desk.click(desk.invoice())
    with pytest.raises(NotPossible, match="was sent already"):
        refreshing.replan(batch)


def test_only_what_is_old_is_read(desk: Desk) -> None:
    before = len(desk.calls())
    refreshing.refresh_old(desk.connection, documents=all_documents())
    assert desk.calls()[before:] == ["GET /api.xro/2.0/Contacts", "GET /api.xro/2.0/Items"]
    refreshing.refresh_old(desk.connection, documents=all_documents())
    assert len(desk.calls()) == before + 2


def test_a_foreign_currency_has_the_currencies_read(desk: Desk) -> None:
    document = desk.invoice()
    Document.objects.filter(pk=document.pk).update(currency="EUR")
    refreshing.refresh_old(desk.connection, documents=all_documents())
    assert "GET /api.xro/2.0/Currencies" in desk.calls()


def test_what_cannot_be_read_is_one_sentence_and_nothing_is_lost(desk: Desk) -> None:
    read(desk)
    keyed_in(desk, desk.invoice())
    read(desk)
    held = Head.objects.count()
    desk.fault("http_503", method="GET", path="/Items", times=9)
    with pytest.raises(NotPossible, match="Xero could not be reached"):
        refreshing.refresh(desk.connection, documents=all_documents(), by=desk.office.colleague)
    assert Head.objects.count() == held == 1


def test_a_connection_that_xero_ended_says_so(desk: Desk) -> None:
    desk.fault("token_revoked", method="GET", path="/Organisation", times=9)
    with pytest.raises(NotPossible, match="An owner connects again on PlugIns"):
        refreshing.refresh(desk.connection, documents=all_documents(), by=desk.office.colleague)
