"""A company's details go over those in Xero when a person asks, and over nobody's later change."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from django.db import connection as database

from tests.connected import connected
from tests.sending.desk import Desk
from tracker.accounts_system import company_links, contacts
from tracker.accounts_system.models import Call, XeroContact
from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.sending import batches, contact_updates, tasks
from tracker.sending.contact_updates import Prepared
from tracker.sending.models import OPEN, Batch, ContactUpdate, State
from tracker.xero import contact_details
from tracker.xero.client import Request, Xero
from tracker.xero.contact_details import ContactInFull
from tracker.xero.contacts import ContactToSend
from tracker.xero.outcome import Outcome

pytestmark = pytest.mark.usefixtures("short_deadlines")

NEW = {"email": "new@acme.example", "phone": "020 7946 0999", "city": "Leeds"}


@pytest.fixture
def company(desk: Desk) -> Company:
    """In Xero as it was, changed here since."""
    document = desk.invoice()
    companies.change(
        document.company,
        by=desk.office.owner,
        email="old@acme.example",
        address="1 Quay\nDock 2",
        postal_code="SO14 3JT",
        vat_number="GB901234567",
    )
    desk.send(document)
    companies.change(document.company, by=desk.office.owner, **NEW)  # type: ignore[arg-type]
    return document.company


def prepared(desk: Desk, company: Company) -> Prepared:
    by = desk.office.colleague
    return contact_updates.prepare(company, connection=desk.connection, by=by)


def click(desk: Desk, company: Company) -> Batch:
    seen = prepared(desk, company).seen
    by = desk.office.colleague
    return contact_updates.send(company, connection=desk.connection, seen=seen, by=by)


def update_of(company: Company) -> ContactUpdate:
    return ContactUpdate.objects.get(company=company)


def work_until_settled(desk: Desk, *, seconds: float = 6) -> None:
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        desk.work()
        if not ContactUpdate.objects.filter(state__in=OPEN).exists():
            return
        time.sleep(0.05)


def in_xero(desk: Desk) -> dict[str, Any]:
    (found,) = desk.books()["Contacts"]
    return found


def edit_contact(desk: Desk, **changes: Any) -> None:
    """What a bookkeeper types over a contact's details."""
    token = httpx2.post(
        f"{desk.sandbox.url}/_sandbox/token", json={"scopes": ["accounting.contacts"]}
    ).json()["access_token"]
    answer = httpx2.post(
        f"{desk.sandbox.url}/api.xro/2.0/Contacts/{in_xero(desk)['ContactID']}",
        headers={
            "Authorization": f"Bearer {token}",
            "xero-tenant-id": desk.connection.tenant_id,
            "Accept": "application/json",
        },
        json=changes,
    )
    assert answer.status_code == 200, answer.text


def posts(desk: Desk) -> int:
    return desk.calls().count("POST /api.xro/2.0/Contacts")


def history(company: Company) -> list[str]:
    return [each.sentence for each in events.history(company.agency, "company", company.pk)]


def test_nothing_is_overwritten_by_sending_an_invoice(desk: Desk, company: Company) -> None:
    desk.send(desk.invoice())
    assert in_xero(desk)["EmailAddress"] == "old@acme.example" and posts(desk) == 0


def test_the_change_is_shown_field_by_field_before_anything_is_sent(
    desk: Desk, company: Company
) -> None:
    shown = prepared(desk, company).changes
    assert [(each.label, each.before, each.after) for each in shown] == [
        ("E-mail", "old@acme.example", "new@acme.example"),
        ("Postal address", "1 Quay, Dock 2, SO14 3JT", "1 Quay, Dock 2, Leeds, SO14 3JT"),
        ("Phone", "", "020 7946 0999"),
    ]
    assert not Batch.objects.filter(kind="company").exists() and posts(desk) == 0


def test_what_was_shown_is_sent_and_nothing_else_moves(desk: Desk, company: Company) -> None:
    edit_contact(desk, AccountNumber="A-7", ContactPersons=[{"FirstName": "Ann"}])
    batch = click(desk, company)
    desk.work()
    update = update_of(company)
    assert (update.state, batch.kind) == (State.SENT, "company")
    found = in_xero(desk)
    assert (found["EmailAddress"], found["AccountNumber"]) == ("new@acme.example", "A-7")
    assert found["ContactPersons"][0]["FirstName"] == "Ann"
    address = next(each for each in found["Addresses"] if each["AddressType"] == "POBOX")
    assert (address["AddressLine2"], address["City"]) == ("Dock 2", "Leeds")
    assert found["ContactNumber"] == f"TRK-{company.pk}"
    assert history(company)[:2] == [
        "Details updated in Xero: E-mail, Postal address, Phone.",
        "Details sent to Xero: E-mail, Postal address, Phone.",
    ]
    assert XeroContact.objects.get().email == "new@acme.example"
    assert Call.objects.get(purpose=Call.Purpose.UPDATE_CONTACT).verdict == "answered"
    assert prepared(desk, company).changes == []


def test_where_xero_has_everything_nothing_is_sent(desk: Desk, company: Company) -> None:
    click(desk, company)
    desk.work()
    with pytest.raises(NotPossible, match="nothing to update"):
        click(desk, company)


def test_a_change_that_was_not_the_one_shown_is_not_sent(desk: Desk, company: Company) -> None:
    seen = prepared(desk, company).seen
    edit_contact(desk, EmailAddress="bookkeeper@acme.example")
    with pytest.raises(NotPossible, match="changed since you looked"):
        contact_updates.send(
            company, connection=desk.connection, seen=seen, by=desk.office.colleague
        )
    assert not ContactUpdate.objects.exists()


@pytest.mark.parametrize(
    "kind",
    [
        "lost_reply",
        "cut_reply",
        "slow",
        "http_500",
        "http_500_after",
        "http_503",
        "unparsable",
        "token_expired",
        "unknown_enum",
        "rate_concurrent",
    ],
)
def test_the_details_arrive_whatever_becomes_of_one_answer(
    desk: Desk, company: Company, kind: str
) -> None:
    desk.fault(kind, method="POST", path="/Contacts")
    click(desk, company)
    work_until_settled(desk)
    assert update_of(company).state == State.SENT
    assert in_xero(desk)["EmailAddress"] == "new@acme.example"
    assert not Call.objects.filter(settled_at=None).exclude(purpose="read").exists()


def test_an_answer_that_does_not_name_the_contact_is_a_doubt(
    desk: Desk, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Xero.send

    def say_nothing_of_it(self: Xero, request: Request) -> Outcome:
        outcome = send(self, request)
        return replace(outcome, data={"Contacts": []}) if request.method == "POST" else outcome

    monkeypatch.setattr(Xero, "send", say_nothing_of_it)
    click(desk, company)
    work_until_settled(desk)
    assert update_of(company).state == State.SENT and posts(desk) == 1
    assert Call.objects.get(purpose=Call.Purpose.UPDATE_CONTACT).verdict == "asked"


def test_a_reply_that_stays_lost_is_settled_by_reading_the_contact(
    desk: Desk, company: Company
) -> None:
    desk.fault("lost_reply", method="POST", path="/Contacts", times=400)
    click(desk, company)
    work_until_settled(desk, seconds=8)
    assert update_of(company).state == State.SENT
    assert Call.objects.get(purpose=Call.Purpose.UPDATE_CONTACT).verdict == "asked"


def test_a_bookkeepers_edit_behind_a_lost_reply_is_not_overwritten(
    desk: Desk, company: Company
) -> None:
    click(desk, company)
    desk.fault("lost_reply", method="POST", path="/Contacts", times=400)
    desk.work()
    assert update_of(company).state == State.CHECKING
    edit_contact(desk, EmailAddress="bookkeeper@acme.example")
    work_until_settled(desk, seconds=8)
    update = update_of(company)
    assert (update.state, update.cause) == (State.REFUSED, "changed_in_xero")
    assert "Xero has “bookkeeper@acme.example”, you sent “new@acme.example”" in update.sentence
    assert in_xero(desk)["EmailAddress"] == "bookkeeper@acme.example"


def test_an_edit_between_click_and_sending_is_not_overwritten(desk: Desk, company: Company) -> None:
    click(desk, company)
    edit_contact(desk, EmailAddress="bookkeeper@acme.example")
    desk.work()
    assert update_of(company).cause == "changed_in_xero"
    assert posts(desk) == 0 and in_xero(desk)["EmailAddress"] == "bookkeeper@acme.example"


def test_an_error_before_the_work_is_asked_about_and_sent_again(
    desk: Desk, company: Company
) -> None:
    desk.fault("http_500", method="POST", path="/Contacts")
    click(desk, company)
    work_until_settled(desk)
    calls = Call.objects.filter(purpose=Call.Purpose.UPDATE_CONTACT).order_by("pk")
    assert [each.verdict for each in calls] == ["put back", "answered"]
    assert len({each.key for each in calls}) == 2


def test_a_name_that_another_contact_has_is_refused_with_xeros_words(
    desk: Desk, company: Company
) -> None:
    companies.change(company, by=desk.office.owner, name="Brightwater Group")
    desk.contact_in_xero("Brightwater Group")
    click(desk, company)
    desk.work()
    update = update_of(company)
    assert (update.state, update.cause) == (State.REFUSED, "contact_name_in_use")
    assert "already assigned to another contact" in update.sentence
    assert "Details refused:" in history(company)[0]


def test_an_archived_contact_cannot_be_edited_and_that_is_said(
    desk: Desk, company: Company
) -> None:
    click(desk, company)
    desk.bookkeeper("archive", Name=company.name)
    desk.work()
    assert update_of(company).cause == "contact_archived" and posts(desk) == 0
    with pytest.raises(NotPossible, match="archived in Xero, where nobody can edit it"):
        prepared(desk, company)


def test_shut_out_it_waits_for_somebody_to_reconnect_and_then_goes(
    desk: Desk, company: Company
) -> None:
    click(desk, company)
    desk.fault("token_revoked", method="POST", path="/Contacts")
    desk.work()
    assert update_of(company).state == State.RECONNECT
    connected(desk.office, desk.sandbox)
    work_until_settled(desk)
    assert update_of(company).state == State.SENT


def test_a_stopped_or_paused_update_does_not_leave(desk: Desk, company: Company) -> None:
    batch = click(desk, company)
    batches.pause(batch=batch, by=desk.office.owner)
    desk.work()
    assert update_of(company).state == State.READY and posts(desk) == 0
    batches.stop(batch=batch, by=desk.office.owner)
    assert update_of(company).state == State.STOPPED
    batches.resume(batch=batch, by=desk.office.owner)
    desk.work()
    assert posts(desk) == 0


def test_the_sweep_finds_an_update_that_nobody_woke_for(desk: Desk, company: Company) -> None:
    assert tasks.lanes_to_wake() == []
    click(desk, company)
    assert tasks.lanes_to_wake() == [desk.connection.tenant_id]


def test_the_link_stays_while_details_are_on_their_way(desk: Desk, company: Company) -> None:
    click(desk, company)
    with pytest.raises(NotPossible, match="on its way"):
        company_links.unlink(company, connection=desk.connection, by=desk.office.owner)
    with pytest.raises(NotPossible, match="on its way"):
        click(desk, company)
    desk.work()
    company_links.unlink(company, connection=desk.connection, by=desk.office.owner)


def test_a_suppliers_details_are_the_owners_to_send(desk: Desk, company: Company) -> None:
    companies.change(company, by=desk.office.owner, is_supplier=True)
    with pytest.raises(NotPossible, match="Only an owner"):
        prepared(desk, company)
    found = contact_updates.prepare(company, connection=desk.connection, by=desk.office.owner)
    assert found.changes


def test_invoices_go_on_beside_an_update(desk: Desk, company: Company) -> None:
    document = desk.invoice()
    click(desk, company)
    desk.click(document)
    desk.work()
    assert (desk.delivery(document).state, update_of(company).state) == (State.SENT, State.SENT)
    contacts.read_contacts(desk.connection)


def test_a_phone_in_parts_is_the_same_phone_and_bills_keep_their_terms() -> None:
    read = ContactInFull.read(
        {
            "Name": "Acme",
            "Phones": [
                {"PhoneType": "DEFAULT", "PhoneAreaCode": "020", "PhoneNumber": "7946-0101"}
            ],
            "PaymentTerms": {
                "Bills": {"Day": 7, "Type": "OFFOLLOWINGMONTH"},
                "Sales": {"Day": 15, "Type": "DAYSAFTERBILLMONTH"},
            },
        }
    )
    theirs = contact_details.details_of(read)
    ours = ContactToSend("TRK-1", "Acme", phone="020 7946 0101", payment_terms_days=14)
    after = contact_details.changes(theirs, ours)
    assert after == {
        "terms": {"sales": [14, "DAYSAFTERBILLDATE"], "bills": [7, "OFFOLLOWINGMONTH"]}
    }
    (shown,) = contact_updates.changes_in_words(theirs, after)
    assert shown.after == "14 days after the date of the invoice"
    body = contact_details.update("c-1", after).body
    assert body is not None and b'"Bills":{"Day":7,"Type":"OFFOLLOWINGMONTH"}' in body


def test_archived_between_reading_and_writing_it_is_refused(desk: Desk, company: Company) -> None:
    click(desk, company)
    desk.fault("hold", method="POST", path="/Contacts")
    thread = threading.Thread(target=_work_elsewhere, args=[desk])
    thread.start()
    _wait_until(lambda: Call.objects.filter(purpose=Call.Purpose.UPDATE_CONTACT).exists())
    desk.bookkeeper("archive", Name=company.name)
    desk.end_faults()
    thread.join(20)
    work_until_settled(desk)
    update = update_of(company)
    assert (update.state, update.cause) == (State.REFUSED, "contact_archived")
    assert in_xero(desk)["EmailAddress"] == "old@acme.example"


def _work_elsewhere(desk: Desk) -> None:
    desk.work()
    database.close()


def _wait_until(holds: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def test_a_part_of_the_address_that_is_not_known_here_stays_as_xero_has_it() -> None:
    address = {"AddressType": "POBOX", "AttentionTo": "Ann", "AddressLine1": "1 Quay"}
    read = ContactInFull.read({"Name": "Acme", "Addresses": [{**address, "City": "Hull"}]})
    theirs = contact_details.details_of(read)
    same = contact_details.changes(theirs, ContactToSend("TRK-1", "Acme", city="Hull"))
    assert same == {}, "what is not known here is no difference"
    after = contact_details.changes(theirs, ContactToSend("TRK-1", "Acme", postal_code="HU1 1AA"))
    (shown,) = contact_updates.changes_in_words(theirs, after)
    assert (shown.before, shown.after) == ("Ann, 1 Quay, Hull", "Ann, 1 Quay, Hull, HU1 1AA")
