"""The database is put back to an earlier day: nothing is written until a person adopts, and then
Xero has everything once and Tracker has all of it.
"""

from collections import Counter
from uuid import uuid4

import pytest
from django.db import OperationalError

from tests.sending.adopting import keyed_in
from tests.sending.desk import Desk
from tests.sending.restoring import back_up, restore, restore_without_starting, start_worker
from tests.sending.test_meanwhile import reprice
from tests.syncing.test_differences import differing
from tracker.accounts_system import lane, marks, strays
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import Connection, DocumentLink, FormerLink
from tracker.agencies.models import Entity
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.sending.models import OPEN, Delivery, State
from tracker.sending.restored import reconciling, started
from tracker.sending.unsent import to_send
from tracker.sending.voids import gone

pytestmark = pytest.mark.usefixtures("short_deadlines")


def writes(desk: Desk) -> list[str]:
    return [each for each in desk.calls() if not each.startswith("GET")]


def in_books(desk: Desk) -> Counter[str]:
    """The living documents by our mark."""
    living = [each for each in desk.in_xero() if each["Status"] not in ("VOIDED", "DELETED")]
    return Counter(str(each.get("Url")) for each in living)


def adopt(desk: Desk) -> reconciling.Reconciled:
    done = reconciling.reconcile(desk.connection, by=desk.office.owner)
    desk.work_until_settled()
    return done


def send_all(desk: Desk) -> None:
    for kind in ("invoice", "payment"):
        documents = list(to_send(desk.connection, kind))
        if documents:
            desk.click(*documents)
            desk.work_until_settled()


def assert_all_linked_once(desk: Desk) -> None:
    installation = marks.installation_id()
    assert set(in_books(desk).values()) <= {1}
    for document in Document.objects.filter(lifecycle="approved"):
        link = DocumentLink.objects.get(document=document)
        found = [each for each in desk.in_xero() if each["InvoiceID"] == link.remote_id]
        assert found[0]["Url"] == marks.of_document(document.pk, installation)
    assert not Delivery.objects.filter(state__in=OPEN).exists()


def test_after_a_restore_nothing_is_written_until_somebody_adopts(desk: Desk) -> None:
    before = [desk.invoice() for _ in range(2)]
    desk.send(*before)
    later = [desk.invoice(company="Cobalt & Sons", product="FEE") for _ in range(5)]
    bills = [desk.payment(company="Ewa Nowak") for _ in range(3)]
    backup = back_up()
    desk.send(*later)
    desk.send(*bills)
    books, written = in_books(desk), writes(desk)
    assert books.total() == 10

    restore(backup, desk)
    batch = desk.click(*later, desk.invoice())
    desk.work()
    assert writes(desk) == written
    states = set(batch.deliveries.values_list("state", flat=True))
    assert states == {State.ADOPT}

    done = reconciling.reconcile(desk.connection, by=desk.office.owner)
    assert (done.adopted, done.only_in_xero, done.doubled) == (8, 0, 0)
    desk.work_until_settled()
    send_all(desk)
    assert {desk.delivery(each).state for each in later} == {State.SENT}
    assert in_books(desk).total() == 11
    assert_all_linked_once(desk)
    assert strays.find(desk.connection) == []


def test_what_was_edited_before_it_was_adopted_says_that_the_totals_differ(desk: Desk) -> None:
    document = desk.invoice()
    backup = back_up()
    desk.send(document)
    restore(backup, desk)
    document = Document.objects.get(pk=document.pk)
    reprice(desk, document, "111")
    desk.click(document)
    desk.work()
    adopt(desk)
    delivery = desk.delivery(document)
    assert (delivery.state, delivery.cause) == (State.SENT, "accepted_differs")
    assert delivery.sentence == "Sent, but the total is 360.00 in Xero and 399.60 here."
    assert desk.foretold(document) == (
        "unchanged",
        "Xero has it, with another total (360.00): see Differences",
    )
    assert ("399.60", "360.00") in [each[1:] for each in differing(desk)]


def test_what_tracker_has_no_more_is_only_in_xero_and_its_number_is_not_given_again(
    desk: Desk,
) -> None:
    desk.send(desk.invoice())
    backup = back_up()
    forgotten = [desk.invoice() for _ in range(3)]
    desk.send(*forgotten)
    restore(backup, desk)

    new = desk.invoice()
    assert new.number == forgotten[0].number
    desk.click(new)
    desk.work()
    assert desk.delivery(new).state == State.ADOPT
    done = reconciling.reconcile(desk.connection, by=desk.office.owner)
    assert (done.adopted, done.only_in_xero) == (0, 3)
    last = int(str(forgotten[-1].number).removeprefix("INV-"))
    assert done.next_numbers == {"invoice": f"INV-{last + 1}"}
    assert Entity.objects.get().next_invoice_number == last + 1
    desk.work_until_settled()
    assert desk.delivery(new).cause == "number_in_use"
    assert len(desk.in_xero()) == 4
    again = reconciling.reconcile(desk.connection, by=desk.office.owner)
    assert (again.adopted, again.only_in_xero, again.next_numbers) == (0, 0, {})
    assert again.in_words == reconciling.NOTHING


def test_what_was_voided_since_is_voided_in_xero_and_what_was_issued_again_is_taken(
    desk: Desk,
) -> None:
    plain, again = desk.invoice(), desk.invoice()
    backup = back_up()
    desk.send(plain, again)
    desk.edit_in_xero(plain, {"Status": "VOIDED"})
    desk.edit_in_xero(again, {"Status": "VOIDED"})
    read_heads(Connection.objects.get())
    gone.issue_again(again, by=desk.office.colleague)
    desk.send(again)
    restore(backup, desk)
    old = Document.objects.get(pk=again.pk).number
    assert adopt(desk).adopted == 2
    link = DocumentLink.objects.get(document=again)
    assert (link.seen_status, old != again.number) == ("AUTHORISED", True)
    assert FormerLink.objects.get().document_id == again.pk
    assert DocumentLink.objects.get(document=plain).seen_status == "VOIDED"
    desk.click(*Document.objects.all())
    desk.work_until_settled()
    assert in_books(desk).total() == 1


def test_what_was_linked_and_issued_again_since_is_linked_to_the_living_one(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    backup = back_up()
    desk.edit_in_xero(document, {"Status": "VOIDED"})
    read_heads(Connection.objects.get())
    number = gone.issue_again(document, by=desk.office.colleague)
    desk.send(document)
    restore(backup, desk)
    read_heads(desk.connection)
    assert [each.is_doubled for each in strays.find(desk.connection)] == [False]
    assert adopt(desk).adopted == 1
    document = Document.objects.get()
    assert document.number == number
    assert (DocumentLink.objects.get().seen_status, FormerLink.objects.count()) == ("AUTHORISED", 1)
    assert in_books(desk).total() == 1


def test_a_draft_that_was_approved_and_sent_since_is_that_invoice(desk: Desk) -> None:
    document = desk.invoice()
    Document.objects.update(lifecycle="draft", number=None)
    Entity.objects.update(next_invoice_number=1001)
    backup = back_up()
    lifecycle.approve(document, by=desk.office.colleague)
    desk.send(document)
    restore(backup, desk)
    read_heads(desk.connection)
    done = adopt(desk)
    assert (done.adopted, done.next_numbers) == (1, {"invoice": "INV-1002"})
    document = Document.objects.get()
    assert (document.lifecycle, document.number) == ("approved", "INV-1001")
    assert_all_linked_once(desk)


def test_the_mark_of_another_installation_is_nobodys_here(desk: Desk) -> None:
    document = desk.invoice()
    mark = f"https://elsewhere.example/x/{uuid4()}/{document.pk}"
    keyed_in(desk, document, Url=mark, InvoiceNumber="THEIRS-1", Date="2026-11-09")
    read_heads(desk.connection)
    assert strays.find(desk.connection) == []
    assert desk.send(document)[0].state == State.SENT


def test_a_stray_of_what_is_on_its_way_stops_nothing(desk: Desk) -> None:
    document = desk.invoice()
    desk.fault("lost_reply", times=2)
    desk.click(document)
    desk.work()
    read_heads(desk.connection)
    assert strays.find(desk.connection) == []
    desk.work_until_settled()
    assert desk.delivery(document).state == State.SENT
    assert not strays.doubled(desk.connection) and len(desk.in_xero()) == 1


def test_adopting_waits_for_a_worker_and_says_so_where_that_takes_long(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(desk, desk.invoice())
    monkeypatch.setattr(reconciling, "PATIENCE_SECONDS", 0.3)
    lane.knock(desk.connection.tenant_id)
    held = lane.take(desk.connection.tenant_id, owner="a worker")
    assert held is not None
    with pytest.raises(NotPossible, match="Tracker is at work for Harbour Talent Ltd"):
        reconciling.reconcile(desk.connection, by=desk.office.owner)
    assert not DocumentLink.objects.exists()
    lane.let_go(held)
    assert adopt(desk).adopted == 1
    assert lane.take(desk.connection.tenant_id, owner="the next") is not None


def test_only_an_owner_adopts(desk: Desk) -> None:
    with pytest.raises(NotPossible, match="Only an owner may say so"):
        reconciling.reconcile(desk.connection, by=desk.office.colleague)


def test_a_lane_whose_heads_were_read_since_its_worker_started_reads_them_no_more(
    desk: Desk,
) -> None:
    document = desk.invoice()
    desk.send(desk.invoice())
    start_worker()
    before = desk.calls().count("GET /api.xro/2.0/Invoices")
    desk.send(document)
    assert desk.calls().count("GET /api.xro/2.0/Invoices") == before + 1
    desk.send(desk.invoice())
    assert desk.calls().count("GET /api.xro/2.0/Invoices") == before + 1


def test_a_database_that_was_away_is_trusted_no_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one may have taken over, without the last transactions."""
    document = desk.invoice()
    backup = back_up()
    desk.send(document)
    since = started.since()
    restore_without_starting(backup, desk)
    desk.click(document)
    with monkeypatch.context() as patch:
        patch.setattr("tracker.sending.work._open_batches", raise_operational_error)
        desk.work()
    assert started.since() > since
    desk.work()
    assert desk.delivery(document).state == State.ADOPT and len(desk.in_xero()) == 1


def raise_operational_error(_: object) -> None:
    raise OperationalError("the connection is lost")


def forget(desk: Desk, document: Document) -> None:
    """Send it, and put back the database of the moment before."""
    backup = back_up()
    desk.send(document)
    restore(backup, desk)
