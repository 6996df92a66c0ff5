"""Who may open what: every address is walked, those of pages to come too."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.cast import Clients, Office
from tests.web.addresses import Address, addresses
from tests.web.conftest import signed_in
from tests.web.everything import everything

# Open to somebody who has not signed in.
PUBLIC = {"sign_in", "sign_in_link", "xero_webhook", "healthz", "metrics"}
# What a viewer may send: nothing of it changes a record of the agency.
OWN_AFFAIRS = {
    "sign_out",
    "change_name",
    "change_password",
    "documents_columns",
    "documents_export",
}
# Bound to the session that began to connect: another one of the same person gets no further.
OF_ONE_SESSION = {"choose_organisation"}
HIDDEN = 404
NOT_THIS_WAY = 405
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def walked(the_office: Office, clients: Clients) -> list[Address]:
    """Every address, with records of the office that really exist."""
    everything(the_office, clients)
    return addresses(the_office.agency)


def test_the_walk_finds_the_pages(walked: list[Address]) -> None:
    assert len(walked) > 40
    assert {"document", "company", "product_edit", "person_role"} <= {
        each.name for each in walked if each.names_a_record
    }


def test_nobody_gets_in_without_signing_in(walked: list[Address]) -> None:
    assert {each.name for each in walked if not each.needs_sign_in} == PUBLIC
    for each in walked:
        if each.name in PUBLIC:
            continue
        for answer in (Client().get(each.path), Client().post(each.path)):
            assert answer.status_code == 302, each.path
            assert answer["Location"].startswith("/sign-in/?next="), each.path


def test_to_an_outsider_no_record_of_another_agency_exists(walked: list[Address]) -> None:
    otto = signed_in(cast.outsider())
    named = [each for each in walked if each.names_a_record and each.name not in PUBLIC]
    for each in named:
        answers = {otto.get(each.path).status_code, otto.post(each.path).status_code}
        assert HIDDEN in answers and answers <= {HIDDEN, NOT_THIS_WAY}, each.path


def test_to_the_owner_each_of_those_records_exists(
    walked: list[Address], the_office: Office
) -> None:
    for each in walked:
        if each.name in PUBLIC | OF_ONE_SESSION or not each.names_a_record:
            continue
        assert HIDDEN not in _answers(each, the_office), each.path


def test_a_viewer_changes_nothing(walked: list[Address], vera: Client) -> None:
    for each in walked:
        if each.name in PUBLIC | OWN_AFFAIRS:
            continue
        with CaptureQueriesContext(connection) as queries:
            answer = vera.post(each.path)
        assert answer.status_code in (403, NOT_THIS_WAY), (each.path, answer.status_code)
        assert not [query for query in queries if query["sql"].startswith(WRITES)], each.path


def test_a_viewer_is_offered_no_page_that_is_closed_to_them(vera: Client) -> None:
    page = vera.get("/").content.decode()
    header = page[page.index("<header") : page.index("</header>")]
    for address in re.findall('<a [^>]*href="([^"]+)"', header):
        assert vera.get(address).status_code == 200, address


def _answers(address: Address, office: Office) -> set[int]:
    """What the owner gets, asking and sending; nothing of it is kept."""
    found = set()
    for method in ("get", "post"):
        with transaction.atomic():
            client = signed_in(office.owner)
            found.add(getattr(client, method)(address.path).status_code)
            transaction.set_rollback(True)
    return found
