"""Home says what needs a person."""

import pytest
from django.test import Client

from tests import cast
from tests.cast import Clients, Office
from tests.web.xero_says import connection_of, delivered, refused, sent
from tracker.documents import lifecycle
from tracker.sending.models import State

pytestmark = pytest.mark.django_db


def counted(browser: Client) -> dict[str, str]:
    return {matter.words: matter.count for matter in browser.get("/").context["matters"]}


def test_an_empty_office_is_told_the_three_steps(the_office: Office, olivia: Client) -> None:
    page = olivia.get("/").content.decode()
    assert "Three steps to the first invoice in Xero" in page
    assert "Nothing. Every invoice and payment is where it should be." in page
    assert "Xero: not connected" in page
    assert olivia.get("/").context["next_step"].words == "Connect Xero"


def test_the_steps_go_when_all_are_done(
    the_office: Office, clients: Clients, olivia: Client
) -> None:
    connection_of(the_office)
    assert olivia.get("/").context["next_step"].words == "Send the first invoice"
    sent(the_office, cast.approved_invoice(the_office, clients.acme))
    assert "Three steps" not in olivia.get("/").content.decode()


def test_counts_lead_to_lists_of_as_many(
    the_office: Office, clients: Clients, olivia: Client
) -> None:
    made = [cast.approved_invoice(the_office, clients.acme) for _ in range(7)]
    cast.draft_invoice(the_office, clients.acme)
    for document in made[:2]:
        refused(the_office, document)
    refused(the_office, made[2], cause="period_locked", sentence="The period is locked.")
    delivered(the_office, made[3], State.WAITING, sentence="Xero’s minute is full.")
    sent(the_office, made[4])
    lifecycle.change(made[4], reference="new", by=the_office.owner)
    assert counted(olivia) == {
        "invoices refused: Account 200 (Sales) is archived in Xero.": "2",
        "invoice refused: The period is locked.": "1",
        "invoices ready to send": "2",
        "invoice changed since sent": "1",
        "draft invoice to approve": "1",
        "invoice waiting or being checked": "1",
        "batch on its way": "1",
    }
    for matter in olivia.get("/").context["matters"]:
        if matter.address.startswith("/invoices/"):
            rows = olivia.get(matter.address).context["rows"]
            assert len(rows) == int(matter.count), matter.words


def test_a_connection_that_no_longer_works_is_said_on_every_page(
    the_office: Office, olivia: Client
) -> None:
    connection = connection_of(the_office)
    connection.needs_reconnect = "Xero no longer lets Tracker in."
    connection.save()
    assert "Xero no longer lets Tracker in." in olivia.get("/").content.decode()
    assert "Xero: reconnect" in olivia.get("/products/").content.decode()


def test_pages_that_are_not_there_say_so(olivia: Client) -> None:
    answer = olivia.get("/nowhere/")
    assert answer.status_code == 404 and "There is nothing here" in answer.content.decode()


def test_a_step_that_is_not_ones_own_has_no_button(the_office: Office, vera: Client) -> None:
    page = vera.get("/")
    assert not page.context["next_step"].address
    assert "An owner of your agency does this." in page.content.decode()
