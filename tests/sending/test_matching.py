"""A company becomes the right contact, once, or a person decides."""

from typing import Any

import httpx2
import pytest

from tests.sending.desk import Desk
from tracker.accounts_system.models import CompanyLink
from tracker.accounts_system.settings import save
from tracker.sending.models import State


def contact_in_xero(desk: Desk, name: str, **details: str) -> str:
    token = httpx2.post(
        f"{desk.sandbox.url}/_sandbox/token", json={"scopes": ["accounting.contacts"]}
    ).json()["access_token"]
    answer = httpx2.put(
        f"{desk.sandbox.url}/api.xro/2.0/Contacts",
        headers={
            "Authorization": f"Bearer {token}",
            "xero-tenant-id": desk.connection.tenant_id,
            "Accept": "application/json",
        },
        json={"Contacts": [{"Name": name, **details}]},
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["Contacts"][0]["ContactID"])


def test_a_contact_of_the_same_name_is_used_and_said(desk: Desk) -> None:
    known = contact_in_xero(desk, "ACME LOGISTICS LTD")
    (delivery,) = desk.send(desk.invoice())
    assert delivery.state == State.SENT
    link = CompanyLink.objects.get()
    assert (link.contact_id, link.how) == (known, "matched")
    assert len(desk.books()["Contacts"]) == 1


def test_a_contact_of_the_same_name_with_another_e_mail_is_a_persons_to_decide(desk: Desk) -> None:
    contact_in_xero(desk, "Acme Logistics Ltd", EmailAddress="other@else.example")
    desk.company(email="accounts@acme.example")
    (delivery,) = desk.send(desk.invoice())
    assert (delivery.state, delivery.cause) == (State.REFUSED, "contact_differs")


def test_an_archived_contact_is_said_and_not_doubled(desk: Desk) -> None:
    known = contact_in_xero(desk, "Acme Logistics Ltd")
    table = desk.sandbox.books.table("Contacts")
    record = table.get(known)
    assert record is not None
    desk.sandbox.books.put("Contacts", {**record, "ContactStatus": "ARCHIVED"})
    (delivery,) = desk.send(desk.invoice())
    assert (delivery.state, delivery.cause) == (State.REFUSED, "contact_archived")


def test_two_companies_of_one_name_are_never_one_contact(desk: Desk) -> None:
    one = desk.invoice(company="Canon (UK) Ltd")
    other = desk.invoice(company="CANON (UK) LTD")
    deliveries = desk.send(one, other)
    assert {each.cause for each in deliveries} == {"company_twice"}
    assert desk.books()["Contacts"] == []


@pytest.mark.parametrize(
    ("setting", "cause"),
    [
        ("auto_create_companies", "companies_not_created"),
        ("auto_create_items", "items_not_created"),
    ],
)
def test_nothing_is_created_by_itself_where_settings_say_no(
    desk: Desk, setting: str, cause: str
) -> None:
    choices: dict[str, Any] = {setting: False}
    save(desk.connection, by=desk.office.owner, **choices)
    (delivery,) = desk.send(desk.invoice())
    assert (delivery.state, delivery.cause) == (State.REFUSED, cause)
    assert desk.books()["Contacts"] == [] and desk.books()["Items"] == []


def test_a_contact_made_between_preview_and_send_is_matched_not_doubled(desk: Desk) -> None:
    document = desk.invoice()
    batch = desk.click(document)
    contact_in_xero(desk, "Acme Logistics Ltd")
    desk.work()
    assert batch.deliveries.get().state == State.SENT
    assert len(desk.books()["Contacts"]) == 1


def test_a_contact_made_while_the_lists_were_fresh_is_matched_after_xeros_refusal(
    desk: Desk,
) -> None:
    desk.send(desk.invoice(company="Cobalt & Sons"))
    contact_in_xero(desk, "Acme Logistics Ltd")
    (delivery,) = desk.send(desk.invoice())
    assert delivery.state == State.SENT
    assert len(desk.books()["Contacts"]) == 2
