"""What browsers never send and attackers do: each gets a page or a sentence, never a crash."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from tests import cast
from tests.cast import Clients, Office
from tests.web.conftest import signed_in
from tests.web.test_document_form import FEE, form
from tests.web.xero_says import connection_of
from tracker.documents.models import Document


@pytest.mark.parametrize(
    "address",
    [
        "/companies/?q=%00",
        "/products/?after=%00",
        "/companies/options/?company=%00",
        "/invoices/new/?company=%00",
        f"/invoices/?older=2026-01-01~{UUID(int=7)}~%00",
        "/people/%00/",
    ],
)
def test_an_address_with_nul_makes_no_sense(olivia: Client, address: str) -> None:
    answer = olivia.get(address)
    assert answer.status_code in (400, 404)


def test_a_body_that_would_fill_the_disk_is_not_read(olivia: Client) -> None:
    answer = olivia.post("/import/", CONTENT_LENGTH="200000001")
    assert answer.status_code == 413


@pytest.mark.parametrize("action", ["send", "void", "already-in-xero", "bulk-send", "export"])
@pytest.mark.parametrize("ticked", ["rubbish", "\x00", str(UUID(int=7))])
def test_rubbish_that_is_ticked_counts_for_nothing(farid: Client, action: str, ticked: str) -> None:
    assert farid.post(f"/invoices/{action}/", {"document": ticked}).status_code in (200, 302)


@pytest.mark.parametrize("wanted", ["foo", "people", "//elsewhere.example", "javascript:alert(1)"])
def test_after_signing_in_only_a_page_of_ours_is_gone_to(the_office: Office, wanted: str) -> None:
    sent = {"email": "vera@harbour.example", "password": cast.PASSWORD, "next": wanted}
    assert Client().post("/sign-in/", sent)["Location"] == "/"


def test_a_filter_by_a_client_of_another_agency_names_nobody(
    the_office: Office, clients: Clients
) -> None:
    otto = signed_in(cast.outsider())
    page = otto.get(f"/invoices/?client={clients.acme.pk}").content.decode()
    assert "Acme" not in page and "Nobody" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"date": "9999-12-31", "due_date": ""}, "is not between 1990 and 2199"),
        ({"line-0-quantity": "1e-99999999"}, "The quantity is not a number."),
        ({"line-0-quantity": "sNaN"}, "The quantity is not a number."),
        ({"line-0-unit_price": "1,5"}, "The unit price is not a number."),
        ({"line-0-unit_price": "9" * 3000}, "The unit price is not a number."),
        ({"currency_rate": "0.0000001"}, "has more than 6 decimals"),
        ({"currency_rate": "1000000"}, "less than a million"),
        ({"company": "Acme\x00"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_in_the_form(
    farid: Client, clients: Clients, typed: dict[str, str], sentence: str
) -> None:
    answer = farid.post("/invoices/new/", {**form(FEE), **typed})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Document.objects.exists()


def test_rows_are_counted_even_where_their_number_is_rubbish(
    farid: Client, clients: Clients
) -> None:
    sent = {**form(FEE, company="\x00"), "line-TOTAL_FORMS": "abc", "save": ""}
    assert farid.post("/invoices/new/", {**sent, "more": "1"}).status_code == 200
    assert farid.post("/invoices/totals/", sent).status_code == 200


def test_a_company_whose_name_grows_in_small_letters_is_made(farid: Client) -> None:
    answer = farid.post("/companies/new/", {"name": "ß" * 255, "is_client": "on"})
    assert answer.status_code == 302


def test_a_batch_that_is_no_number_leads_back_to_the_invoice(
    farid: Client, the_office: Office, clients: Clients
) -> None:
    made = cast.approved_invoice(the_office, clients.acme, date=date(2026, 11, 3))
    answer = farid.post(f"/invoices/{made.pk}/link/", {"batch": "²"})
    assert answer["Location"] == f"/invoices/{made.pk}/"


@pytest.mark.parametrize("contact", ["", "rubbish", "\x00", "x" * 5000])
def test_a_contact_that_makes_no_sense_is_not_chosen(
    the_office: Office, clients: Clients, olivia: Client, contact: str
) -> None:
    connection_of(the_office)
    address = f"/companies/{clients.acme.pk}/xero/choose/"
    page = olivia.post(address, {"contact": contact}, follow=True).content.decode()
    assert "Tracker does not know this contact: search for it in Xero." in page
