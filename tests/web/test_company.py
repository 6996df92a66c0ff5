"""One company's page: its documents, doubles and a supplier's contact; and the list by role."""

from uuid import UUID

import pytest
from django.test import Client

from tests import cast
from tests.cast import Clients, Office
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tracker.accounts_system import contacts
from tracker.accounts_system.models import CompanyLink
from tracker.companies import companies
from tracker.companies.models import Company


@pytest.fixture
def canons(the_office: Office) -> tuple[Company, ...]:
    return tuple(
        companies.create(agency=the_office.agency, name=name, reference=reference, by="test")
        for name, reference in (("Canon (UK) Ltd", "C1"), ("CANON (UK) LTD", "C2"))
    )


def page(browser: Client, company: Company) -> str:
    return browser.get(f"/companies/{company.pk}/").content.decode()


def press(browser: Client, keep: Company, **form: object) -> str:
    address = f"/companies/{keep.pk}/same/"
    return browser.post(address, form, follow=True).content.decode()


def test_both_are_shown_with_their_documents_and_what_can_be_done(
    the_office: Office, canons: tuple[Company, Company], farid: Client, vera: Client
) -> None:
    keep, other = canons
    cast.approved_invoice(the_office, other)
    shown = page(farid, keep)
    assert "Another company is called the same" in shown
    assert "C1" in shown and "C2" in shown and "1 invoice</td>" in shown
    assert shown.count("Same company: keep this one") == 2 and shown.count(">Rename<") == 2
    assert "Another company is called the same" in page(farid, other)
    seen = page(vera, keep)
    assert "Another company is called the same" in seen and "keep this one" not in seen


def test_it_is_asked_first_and_then_done(
    the_office: Office, canons: tuple[Company, Company], farid: Client
) -> None:
    keep, other = canons
    document = cast.approved_invoice(the_office, other)
    asked = press(farid, keep, other=other.pk)
    assert "1 invoice of “CANON (UK) LTD” go" in asked and "This cannot be undone" in asked
    assert "or the reference C2 means “Canon (UK) Ltd”" in asked
    assert Company.objects.filter(pk=other.pk).exists()
    done = press(farid, keep, other=other.pk, confirmed="1")
    assert "Canon (UK) Ltd is one company now: 1 invoice moved here." in done
    assert "Also called" in done and "CANON (UK) LTD (C2)" in done
    assert "Another company is called the same" not in done and str(document) in done


def test_the_other_ones_address_leads_to_the_kept_one(
    canons: tuple[Company, Company], farid: Client
) -> None:
    keep, other = canons
    press(farid, keep, other=other.pk, confirmed="1")
    assert farid.get(f"/companies/{other.pk}/")["Location"] == f"/companies/{keep.pk}/"
    otto = signed_in(cast.outsider())
    assert otto.get(f"/companies/{other.pk}/").status_code == 404


def test_the_kept_one_is_found_in_the_list_by_its_other_name(
    the_office: Office, canons: tuple[Company, Company], farid: Client
) -> None:
    keep, other = canons
    companies.change(other, name="Copiers Ltd", by="test")
    other.refresh_from_db()
    press(farid, keep, other=other.pk, confirmed="1")
    assert list(farid.get("/companies/?q=copier").context["companies"]) == [keep]


@pytest.mark.parametrize("other", ["", "no id", str(UUID(int=9))])
def test_an_other_one_that_is_not_there_gets_one_sentence(
    canons: tuple[Company, Company], farid: Client, other: str
) -> None:
    assert "is not there any more" in press(farid, canons[0], other=other, confirmed="1")
    assert Company.objects.count() == 2


def test_what_cannot_be_is_said_in_a_sentence(
    canons: tuple[Company, Company], farid: Client
) -> None:
    keep, _ = canons
    assert "is one company already" in press(farid, keep, other=keep.pk, confirmed="1")


def test_neither_a_viewer_nor_an_outsider_says_what_is_one_company(
    canons: tuple[Company, Company], vera: Client, farid: Client
) -> None:
    keep, other = canons
    form = {"other": str(other.pk), "confirmed": "1"}
    assert vera.post(f"/companies/{keep.pk}/same/", form).status_code == 403
    outsider = cast.outsider()
    otto = signed_in(outsider)
    assert otto.post(f"/companies/{keep.pk}/same/", form).status_code == 404
    theirs = companies.create(agency=outsider.agency, name="Canon", by=outsider)
    assert "is not there any more" in press(farid, keep, other=theirs.pk, confirmed="1")
    assert Company.objects.count() == 3


def test_a_company_of_both_roles_shows_both_lists(
    the_office: Office, clients: Clients, vera: Client
) -> None:
    acme = clients.acme
    assert "payments-heading" not in page(vera, acme)
    cast.approved_invoice(the_office, acme)
    payment = cast.approved_invoice(the_office, acme, kind="payment", supplier_number="S-77")
    acme.refresh_from_db()
    shown = page(vera, acme)
    assert f"/payments/{payment.pk}/" in shown and "S-77" in shown
    for kind in ("invoices", "payments"):
        assert f"{kind}-heading" in shown and f"/{kind}/?client={acme.pk}" in shown
    assert "Client, Supplier" in shown


def test_a_supplier_without_a_vat_number_says_what_that_means(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    hint = "No VAT number: its payments carry no VAT"
    assert hint not in page(farid, clients.cobalt)
    companies.change(clients.cobalt, is_supplier=True, by=the_office.owner)
    shown = page(farid, clients.cobalt)
    assert hint in shown and "New payment" in shown
    companies.change(clients.cobalt, vat_number="GB1", by=the_office.owner)
    assert hint not in page(farid, clients.cobalt)


def test_the_list_shows_clients_or_suppliers_and_keeps_what_was_searched_for(
    the_office: Office, clients: Clients, vera: Client
) -> None:
    companies.change(clients.brightwater, is_supplier=True, is_client=False, by=the_office.owner)

    def names(query: str) -> list[str]:
        return [each.name for each in vera.get(f"/companies/{query}").context["companies"]]

    assert names("?role=suppliers") == ["Brightwater Group"]
    assert names("?role=clients") == ["Acme Logistics Ltd", "Cobalt & Sons"]
    assert len(names("")) == len(names("?role=nonsense")) == 3
    shown = vera.get("/companies/?role=clients&q=acme").content.decode()
    assert "role=suppliers&amp;q=acme" in shown
    assert '<input type="hidden" name="role" value="clients">' in shown
    nobody = vera.get("/companies/?role=suppliers&q=zz").content.decode()
    assert "No supplier’s name has “zz”" in nobody


def test_an_owner_confirms_a_suppliers_contact_on_its_page(desk: Desk) -> None:
    olivia, farid = signed_in(desk.office.owner), signed_in(desk.office.colleague)
    known = desk.contact_in_xero("JANE CONTRACTOR LTD")
    company = desk.payment().company
    contacts.read_contacts(desk.connection)
    assert "nobody has confirmed yet" in page(farid, company)
    assert "Confirm “" not in page(farid, company)
    shown = page(olivia, company)
    assert "Confirm “JANE CONTRACTOR LTD”" in shown and known in shown
    olivia.post(f"/companies/{company.pk}/xero/choose/", {"contact": known})
    assert CompanyLink.objects.get().contact_id == known
    shown = page(olivia, company)
    assert "Chosen by Olivia Grant" in shown and "nobody has confirmed" not in shown


def test_a_match_by_name_from_an_invoice_is_confirmed_too(desk: Desk) -> None:
    olivia = signed_in(desk.office.owner)
    desk.contact_in_xero("Jane Contractor Ltd")
    desk.send(desk.invoice(company="Jane Contractor Ltd"))
    company = desk.payment().company
    assert "Confirm “Jane Contractor Ltd”" in page(olivia, company)
    choosing = olivia.get(f"/companies/{company.pk}/xero/").content.decode()
    assert ">Confirm</button>" in choosing
    contact_id = CompanyLink.objects.get().contact_id
    olivia.post(f"/companies/{company.pk}/xero/choose/", {"contact": contact_id})
    assert CompanyLink.objects.get().how == "chosen"
    assert "Linked now" in olivia.get(f"/companies/{company.pk}/xero/").content.decode()


def test_two_that_became_one_contact_in_xero_are_made_one_on_the_page(desk: Desk) -> None:
    farid = signed_in(desk.office.colleague)
    desk.send(desk.invoice(company="Canon UK"), desk.invoice(company="Canon Ltd"))
    keep, other = desk.company("Canon UK"), desk.company("Canon Ltd")
    desk.bookkeeper("merge", Name="Canon UK", into="Canon Ltd")
    contacts.read_contacts(desk.connection)
    for each in (keep, other):
        assert "Another company is the same contact" in page(farid, each)
    done = press(farid, keep, other=other.pk, confirmed="1")
    assert "1 invoice moved here" in done and "Another company" not in done


def test_what_only_an_owner_may_say_is_told_before_it_is_asked(desk: Desk) -> None:
    desk.send(desk.payment(company="Canon UK"))
    keep, other = desk.company("Canon UK"), desk.company("CANON uk")
    told = press(signed_in(desk.office.colleague), keep, other=other.pk)
    assert "Only an owner may say so" in told and "This cannot be undone" not in told
    assert "This cannot be undone" in press(signed_in(desk.office.owner), keep, other=other.pk)
