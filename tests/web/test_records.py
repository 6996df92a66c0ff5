"""Companies, products and people: lists, pages and forms."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.cast import Clients, Office
from tests.web.xero_says import A_MOMENT, connection_of, sent
from tracker.accounts_system.models import CompanyLink
from tracker.agencies.models import Person, Role
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.documents import products
from tracker.documents.models import Product
from tracker.web import name_paging

pytestmark = pytest.mark.django_db


def text(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def test_a_company_is_written_and_changed(the_office: Office, farid: Client) -> None:
    form = {"name": "  Dunmore   Care ", "email": "pay@dunmore.example", "terms_days": "0"}
    answer = farid.post("/companies/new/", {**form, "is_client": "on"})
    company = Company.objects.get()
    assert answer["Location"] == f"/companies/{company.pk}/"
    assert (company.name, company.terms_days) == ("Dunmore Care", 0)
    farid.post(f"/companies/{company.pk}/edit/", {**form, "name": "Dunmore Ltd"})
    company.refresh_from_db()
    assert (company.name, company.is_client) == ("Dunmore Ltd", False)
    assert "Changed:" in text(farid, f"/companies/{company.pk}/")


def test_a_company_that_is_wrong_says_so_and_keeps_what_was_typed(
    clients: Clients, farid: Client
) -> None:
    form = {"name": "Cobalt & Sons", "email": "pay@cobalt.example", "phone": "kept"}
    answer = farid.post("/companies/new/", form)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "already a company called" in page and 'value="kept"' in page
    bad = farid.post("/companies/new/", {"name": "New Ltd", "email": "no address"})
    assert "valid email address" in bad.content.decode()


def test_a_company_shows_its_invoices_and_its_link(
    the_office: Office, clients: Clients, vera: Client
) -> None:
    sent(the_office, cast.approved_invoice(the_office, clients.acme))
    page = text(vera, f"/companies/{clients.acme.pk}/")
    assert "INV-1001" in page and f"/invoices/?client={clients.acme.pk}" in page
    assert "Banking Information" in page and "Not linked yet" in page
    CompanyLink.objects.create(
        connection=connection_of(the_office),
        company=clients.acme,
        contact_id="c-1",
        how="chosen",
        by=the_office.owner,
        linked_at=A_MOMENT,
    )
    page = text(vera, f"/companies/{clients.acme.pk}/")
    assert "Chosen by Olivia Grant" in page and "Harbour Talent Ltd (UK)" in page
    assert "Edit" not in page


def test_the_list_of_a_company_shows_only_its_invoices(
    the_office: Office, clients: Clients, vera: Client
) -> None:
    cast.approved_invoice(the_office, clients.acme)
    cast.approved_invoice(the_office, clients.cobalt)
    page = text(vera, f"/invoices/?client={clients.cobalt.pk}")
    assert "INV-1002" in page and "INV-1001" not in page and "Cobalt &amp; Sons" in page


def test_companies_are_paged_by_name(
    clients: Clients, vera: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_paging, "SIZE", 2)
    first = vera.get("/companies/?q=o")
    assert [each.name for each in first.context["companies"]] == [
        "Acme Logistics Ltd",
        "Brightwater Group",
    ]
    second = vera.get(f"/companies/{first.context['older']}")
    assert [each.name for each in second.context["companies"]] == ["Cobalt & Sons"]
    back = vera.get(f"/companies/{second.context['newer']}")
    assert list(back.context["companies"]) == list(first.context["companies"])
    assert (first.context["newer"], second.context["older"], back.context["newer"]) == ("", "", "")


def test_a_product_is_written_and_changed(the_office: Office, farid: Client) -> None:
    form = {"code": "TEMP-DAY", "name": "Day", "scenario": "contract"}
    farid.post("/products/new/", form)
    product = Product.objects.get()
    assert "TEMP-DAY" in text(farid, "/products/?q=day")
    farid.post(f"/products/{product.pk}/edit/", {**form, "scenario": "other"})
    product.refresh_from_db()
    assert product.scenario == "other"
    again = farid.post("/products/new/", form)
    assert again.status_code == 400 and "already a product" in again.content.decode()


def test_an_owner_invites_and_hands_over_a_link(the_office: Office, olivia: Client) -> None:
    form = {"name": "Nora", "email": "nora@harbour.example", "role": "finance"}
    page = olivia.post("/people/invite/", form).content.decode()
    assert "http://localhost:8000/sign-in/link/" in page
    assert "Nora" in text(olivia, "/people/")
    again = olivia.post("/people/invite/", form)
    assert again.status_code == 400 and "already signs in" in again.content.decode()


def test_an_owner_changes_roles_and_removes(the_office: Office, olivia: Client) -> None:
    vera = the_office.viewer
    olivia.post(f"/people/{vera.pk}/role/", {"role": "finance"})
    vera.refresh_from_db()
    assert vera.role == Role.FINANCE
    assert olivia.post(f"/people/{vera.pk}/role/", {"role": "king"}).status_code == 302
    assert "Remove Vera Lindqvist?" in olivia.post(f"/people/{vera.pk}/remove/").content.decode()
    assert Person.objects.get(pk=vera.pk).is_active
    olivia.post(f"/people/{vera.pk}/remove/", {"confirmed": "1"})
    assert not Person.objects.get(pk=vera.pk).is_active
    assert vera.email not in text(olivia, "/people/")


def test_the_last_owner_stays(the_office: Office, olivia: Client) -> None:
    owner = the_office.owner
    page = olivia.post(f"/people/{owner.pk}/remove/", {"confirmed": "1"}, follow=True)
    assert "only owner" in page.content.decode()
    assert Person.objects.get(pk=owner.pk).is_active


def test_a_long_list_asks_no_more_than_a_short_one(
    the_office: Office, clients: Clients, olivia: Client
) -> None:
    addresses = ["/companies/", "/products/", "/people/", f"/companies/{clients.acme.pk}/"]
    cast.approved_invoice(the_office, clients.acme)
    products = cast.price_list(the_office)
    document = cast.approved_invoice(the_office, clients.acme, lines=[cast.a_line()])
    long = cast.approved_invoice(
        the_office,
        clients.acme,
        lines=[cast.a_line(product=product) for product in products.values()],
    )
    assert _queries(olivia, f"/invoices/{long.pk}/") == _queries(
        olivia, f"/invoices/{document.pk}/"
    )
    few = [_queries(olivia, address) for address in addresses]
    for number in range(5):
        Company.objects.create(agency=the_office.agency, name=f"Company {number}")
        Product.objects.create(agency=the_office.agency, code=f"CODE-{number}")
        cast.approved_invoice(the_office, clients.acme)
    assert [_queries(olivia, address) for address in addresses] == few


def _queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda office: companies.create(agency=office.agency, name="Dart", by="t"),
            "called “Dart”",
        ),
        (lambda office: products.create(agency=office.agency, code="DAY", by="t"), "the code DAY"),
    ],
)
def test_the_same_thing_made_twice_at_once_is_made_once(make, sentence: str) -> None:
    office, said = cast.office(), []

    def make_it_too() -> None:
        try:
            make(office)
        except NotPossible as problem:
            said.append(problem.sentence)
        finally:
            connection.close()

    thread = threading.Thread(target=make_it_too)
    with transaction.atomic():
        make(office)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "it waits for the first"
    thread.join(30)
    assert len(said) == 1 and sentence in said[0]
