"""Company → Banking Information, as the people of the office see it and use it."""

import re
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tracker.accounts_system import connecting, contacts
from tracker.accounts_system.models import CompanyLink
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.sending import contact_updates
from tracker.sending.models import ContactUpdate

PARTS = ("choose", "unlink", "search", "refresh", "details")


@pytest.fixture
def farid(desk: Desk) -> Client:
    return signed_in(desk.office.colleague)


@pytest.fixture
def olivia(desk: Desk) -> Client:
    return signed_in(desk.office.owner)


@pytest.fixture
def vera(desk: Desk) -> Client:
    return signed_in(desk.office.viewer)


def page(browser: Client, company: Company, part: str = "") -> str:
    return browser.get(f"/companies/{company.pk}/{part}").content.decode()


def press(browser: Client, company: Company, part: str, **form: Any) -> str:
    """Press a button; the page that it leads to."""
    address = f"/companies/{company.pk}/xero/{part}/"
    return browser.post(address, form, follow=True).content.decode()


def sent_company(desk: Desk) -> Company:
    document = desk.invoice()
    desk.send(document)
    return document.company


def test_a_company_that_tracker_created_says_so(desk: Desk, vera: Client) -> None:
    company = sent_company(desk)
    shown = page(vera, company)
    assert "Linked automatically, created by Tracker" in shown
    assert f"TRK-{company.pk}" in shown and "Open in Xero" in shown and "Active" in shown
    assert f"Xero ({desk.connection.tenant_name})" in shown
    assert "Choose another" not in shown and "Unlink" not in shown


def test_before_the_first_send_it_says_what_will_happen(desk: Desk, vera: Client) -> None:
    assert "the first invoice that is sent creates the contact" in page(vera, desk.company())
    desk.contact_in_xero("ACME LOGISTICS LTD")
    contacts.read_contacts(desk.connection)
    assert "links it to “ACME LOGISTICS LTD”" in page(vera, desk.company())


def test_a_contact_is_searched_in_xero_and_chosen(desk: Desk, farid: Client) -> None:
    company = desk.company()
    wanted = desk.contact_in_xero("Zebra Trading")
    assert "Nothing in Xero resembles Acme" in page(farid, company, "xero/")
    assert "No contact that Tracker knows has “zebra”" in page(farid, company, "xero/?q=zebra")
    found = press(farid, company, "search", q="zebra")
    assert "Zebra Trading" in found and wanted in found
    assert "is linked to “Zebra Trading” in Xero." in press(
        farid, company, "choose", contact=wanted
    )
    shown = page(farid, company)
    assert "Chosen by Farid Khan" in shown
    assert "Linked to the contact “Zebra Trading” in Xero." in shown
    assert "Linked now" in page(farid, company, "xero/?q=zebra")


def test_a_search_that_finds_nothing_says_so(desk: Desk, farid: Client) -> None:
    company = desk.company()
    assert "Xero has no active contact with “nobody”" in press(farid, company, "search", q="nobody")
    assert "Type a name" in press(farid, company, "search", q=" \x00")


def test_a_taken_contact_is_shown_with_its_company_and_has_no_button(
    desk: Desk, farid: Client
) -> None:
    other, company = sent_company(desk), desk.company("Acme Logistics Limited")
    shown = page(farid, company, "xero/")
    assert "Taken by" in shown and f"/companies/{other.pk}/" in shown
    assert 'name="contact"' not in shown
    taken = CompanyLink.objects.get().contact_id
    assert "is linked to Acme Logistics Ltd already" in press(
        farid, company, "choose", contact=taken
    )
    assert CompanyLink.objects.get().company == other


def test_unlinking_asks_first_and_says_what_follows(desk: Desk, farid: Client) -> None:
    company = sent_company(desk)
    assert "matches the company anew" in press(farid, company, "unlink")
    assert CompanyLink.objects.exists()
    shown = press(farid, company, "unlink", confirmed="1")
    assert "is no longer linked" in shown and "Not linked yet" in shown
    assert not CompanyLink.objects.exists()


def test_an_archived_contact_is_said_with_what_to_do(desk: Desk, farid: Client) -> None:
    company = sent_company(desk)
    desk.bookkeeper("archive", Name=company.name)
    assert "Archived in Xero" not in page(farid, company)
    shown = press(farid, company, "refresh")
    assert "Archived in Xero" in shown
    assert "Restore it in Xero, or choose another contact." in shown


def test_a_merged_contact_is_followed_before_anything_is_sent(desk: Desk, farid: Client) -> None:
    company = sent_company(desk)
    desk.contact_in_xero("Acme Holdings Ltd")
    desk.bookkeeper("merge", Name=company.name, into="Acme Holdings Ltd")
    shown = press(farid, company, "refresh")
    assert "was merged in Xero into “Acme Holdings Ltd”: Tracker follows the contact." in shown
    assert "<dd>Acme Holdings Ltd</dd>" in shown and "Active" in shown


def test_two_companies_that_became_one_contact_say_what_to_do(desk: Desk, farid: Client) -> None:
    company, other = sent_company(desk), desk.invoice(company="Brightwater Group")
    desk.send(other)
    desk.bookkeeper("merge", Name=company.name, into="Brightwater Group")
    press(farid, company, "refresh")
    shown = page(farid, company)
    assert "into “Brightwater Group”, which is Brightwater Group. If they are one company" in shown
    assert "Merged in Xero" in shown
    assert "If they are one company" not in page(farid, other.company)


def test_a_renamed_contact_shows_its_new_name(desk: Desk, farid: Client) -> None:
    company = sent_company(desk)
    desk.bookkeeper("rename", Name=company.name, to="Acme Worldwide")
    assert "<dd>Acme Worldwide</dd>" in press(farid, company, "refresh")


def test_invoices_left_on_the_old_contact_are_counted(desk: Desk, farid: Client) -> None:
    company = sent_company(desk)
    wanted = desk.contact_in_xero("Acme Holdings Ltd")
    press(farid, company, "refresh")
    shown = press(farid, company, "choose", contact=wanted)
    assert "1 invoice in Xero is still on another contact. It is not moved by itself" in shown


def test_two_companies_of_one_name_are_told_to_choose(desk: Desk, farid: Client) -> None:
    company = desk.company("Canon Ltd")
    desk.company("CANON LTD")
    assert "Say above that they are one company" in page(farid, company)


def test_finance_sees_a_suppliers_buttons_disabled_and_why(
    desk: Desk, farid: Client, olivia: Client
) -> None:
    wanted = desk.contact_in_xero("Supplier Ltd")
    contacts.read_contacts(desk.connection)
    supplier = desk.company("Supplier Ltd", is_supplier=True)
    shown = page(farid, supplier)
    assert "Only an owner may say which contact a supplier is" in shown
    assert f"/companies/{supplier.pk}/xero/" not in shown.replace("/xero/refresh/", "/")
    assert "Only an owner" in press(farid, supplier, "choose", contact=wanted)
    assert "disabled" in page(farid, supplier, "xero/")
    assert not CompanyLink.objects.exists()
    assert "Chosen by Olivia Grant" in press(olivia, supplier, "choose", contact=wanted)


def test_finance_cannot_make_a_supplier_none_to_get_at_its_link(
    desk: Desk, farid: Client, olivia: Client
) -> None:
    supplier = desk.company("Supplier Ltd", is_supplier=True)
    form = {"name": "Supplier Ltd", "is_client": "on"}
    answer = farid.post(f"/companies/{supplier.pk}/edit/", form)
    assert answer.status_code == 400 and "Only an owner" in answer.content.decode()
    olivia.post(f"/companies/{supplier.pk}/edit/", form)
    supplier.refresh_from_db()
    assert not supplier.is_supplier


def test_a_viewer_may_look_and_nothing_else(desk: Desk, vera: Client) -> None:
    company = desk.company()
    assert vera.get(f"/companies/{company.pk}/").status_code == 200
    assert vera.get(f"/companies/{company.pk}/xero/").status_code == 403
    for part in PARTS:
        answer = vera.post(f"/companies/{company.pk}/xero/{part}/", {"confirmed": "1"})
        assert answer.status_code == 403


def test_to_an_outsider_neither_company_nor_contact_exists(desk: Desk) -> None:
    company = sent_company(desk)
    otto = signed_in(cast.outsider())
    assert otto.get(f"/companies/{company.pk}/xero/").status_code == 404
    for part in PARTS:
        answer = otto.post(f"/companies/{company.pk}/xero/{part}/", {"confirmed": "1"})
        assert answer.status_code == 404
    assert CompanyLink.objects.exists()


def test_without_a_connection_it_says_so(desk: Desk, olivia: Client) -> None:
    company = sent_company(desk)
    connecting.disconnect(desk.connection, by=desk.office.owner)
    shown = page(olivia, company)
    assert "not connected now" in shown and "Choose another" not in shown
    for part in PARTS:
        told = press(olivia, company, part, confirmed="1", q="x", contact="y")
        assert "Xero is not connected." in told


def test_while_xero_does_not_answer_the_page_says_so(desk: Desk, farid: Client) -> None:
    company = desk.company()
    desk.fault("http_503", method="GET", path="/Contacts")
    assert "Xero could not be reached" in press(farid, company, "search", q="zebra")


def test_many_invoices_cost_the_page_no_more_queries(desk: Desk, farid: Client) -> None:
    company = sent_company(desk)
    page(farid, company)
    with CaptureQueriesContext(database) as few:
        page(farid, company)
    desk.send(desk.invoice(), desk.invoice())
    with CaptureQueriesContext(database) as many:
        page(farid, company)
    assert len(many) == len(few)


def changed_company(desk: Desk) -> Company:
    company = sent_company(desk)
    companies.change(company, by=desk.office.owner, email="new@acme.example")
    return company


def test_details_are_shown_first_and_then_updated_in_xero(desk: Desk, farid: Client) -> None:
    company = changed_company(desk)
    shown = press(farid, company, "details")
    assert "In Xero now" in shown and "new@acme.example" in shown and "E-mail" in shown
    assert not ContactUpdate.objects.exists()
    seen = re.findall('name="seen" value="([0-9a-f]+)"', shown)
    assert "on their way to Xero, in batch 2" in press(farid, company, "details", seen=seen[0])
    assert "Nobody" not in page(farid, company)
    desk.work()
    assert "Details updated in Xero: E-mail." in page(farid, company)
    assert desk.books()["Contacts"][0]["EmailAddress"] == "new@acme.example"
    assert "nothing to update" in press(farid, company, "details")


def test_a_change_seen_too_long_ago_is_shown_anew(desk: Desk, farid: Client) -> None:
    company = changed_company(desk)
    assert "changed since you looked" in press(farid, company, "details", seen="0" * 64)
    assert not ContactUpdate.objects.exists()


def test_the_batch_of_a_companys_details_has_its_pages(desk: Desk, farid: Client) -> None:
    company = changed_company(desk)
    seen = contact_updates.prepare(
        company, connection=desk.connection, by=desk.office.colleague
    ).seen
    press(farid, company, "details", seen=seen)
    assert "Company details" in farid.get("/batches/").content.decode()
    batch = farid.get("/batches/2/").content.decode()
    assert "E-mail: new@acme.example" in batch and "Sending" in batch
    assert farid.get("/batches/2/send/")["Location"] == "/batches/2/"
    desk.bookkeeper("archive", Name=company.name)
    desk.work()
    batch = farid.get("/batches/2/").content.decode()
    assert "archived" in batch and "Refused" in batch and "Retry" not in batch
    assert farid.get("/").status_code == 200
    assert "Refused" in page(farid, company)


def test_an_archived_contacts_details_cannot_be_updated(desk: Desk, farid: Client) -> None:
    company = changed_company(desk)
    desk.bookkeeper("archive", Name=company.name)
    assert "archived in Xero, where nobody can edit it" in press(farid, company, "details")
    press(farid, company, "refresh")
    assert "Nobody can edit an archived contact" in page(farid, company)
