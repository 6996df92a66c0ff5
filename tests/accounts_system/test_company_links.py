"""Which contact a company is: chosen, unlinked, never shared, followed where it was merged."""

import threading
from typing import Any

import pytest
from django.db import connection as database
from django.db import transaction

from tests.sending.desk import Desk
from tracker.accounts_system import candidates, company_links, contact_search, contacts
from tracker.accounts_system.models import CompanyLink
from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.documents import lifecycle
from tracker.sending import batches
from tracker.sending.models import State


def choose(desk: Desk, company: Company, contact_id: str, **others: Any) -> CompanyLink:
    by = others.get("by", desk.office.colleague)
    return company_links.choose(company, connection=desk.connection, contact_id=contact_id, by=by)


def history(company: Company) -> list[str]:
    return [each.sentence for each in events.history(company.agency, "company", company.pk)]


def refused(desk: Desk, company: Company, contact_id: str, **others: Any) -> str:
    with pytest.raises(NotPossible) as refusal:
        choose(desk, company, contact_id, **others)
    return refusal.value.sentence


def test_a_chosen_contact_is_the_one_that_invoices_go_to(desk: Desk) -> None:
    wanted = desk.contact_in_xero("Acme Holdings Ltd")
    contacts.read_contacts(desk.connection)
    document = desk.invoice()
    link = choose(desk, document.company, wanted)
    assert (link.how, link.by) == ("chosen", desk.office.colleague)
    assert history(document.company)[0] == "Linked to the contact “Acme Holdings Ltd” in Xero."
    desk.send(document)
    assert [each["Contact"]["ContactID"] for each in desk.in_xero()] == [wanted]
    assert len(desk.books()["Contacts"]) == 1


def test_another_choice_takes_the_place_of_the_first_with_one_event(desk: Desk) -> None:
    first, second = desk.contact_in_xero("First Ltd"), desk.contact_in_xero("Second Ltd")
    contacts.read_contacts(desk.connection)
    company = desk.company()
    for contact_id in (first, second, second):
        choose(desk, company, contact_id)
    assert CompanyLink.objects.get().contact_id == second
    assert history(company)[0].endswith("“Second Ltd” in Xero, in place of “First Ltd”.")
    assert len(history(company)) == 3, "made, linked, linked anew: choosing it twice is nothing"


def test_a_contact_of_another_company_cannot_be_chosen(desk: Desk) -> None:
    wanted = desk.contact_in_xero("Shared Ltd")
    contacts.read_contacts(desk.connection)
    choose(desk, desk.company("Brightwater Group"), wanted)
    sentence = refused(desk, desk.company(), wanted)
    assert "is linked to Brightwater Group already" in sentence
    assert CompanyLink.objects.count() == 1


def test_two_who_choose_one_contact_at_the_same_moment_do_not_share_it(desk: Desk) -> None:
    wanted = desk.contact_in_xero("Shared Ltd")
    contacts.read_contacts(desk.connection)
    one, other = desk.company(), desk.company("Brightwater Group")
    said: list[str] = []

    def choose_too() -> None:
        said.append(refused(desk, other, wanted))
        database.close()

    thread = threading.Thread(target=choose_too)
    with transaction.atomic():
        choose(desk, one, wanted)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive(), "it waits for the first"
    thread.join(20)
    assert "already" in said[0] and CompanyLink.objects.get().company == one


def test_what_the_database_forbids_is_said_in_a_sentence(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another way to link is quicker than our own look: the constraint decides."""
    wanted = desk.contact_in_xero("Shared Ltd")
    contacts.read_contacts(desk.connection)
    choose(desk, desk.company("Brightwater Group"), wanted)
    found = candidates.candidates_of(desk.company(), desk.connection, search="Shared")
    monkeypatch.setattr(company_links, "_free_contact", lambda *_: found[0].contact)
    assert "linked to another company already" in refused(desk, desk.company(), wanted)
    assert CompanyLink.objects.count() == 1


def test_an_archived_or_unknown_contact_cannot_be_chosen(desk: Desk) -> None:
    archived = desk.contact_in_xero("Old Ltd")
    desk.bookkeeper("archive", Name="Old Ltd")
    contacts.read_contacts(desk.connection)
    assert "archived in Xero: restore it" in refused(desk, desk.company(), archived)
    assert "search for it in Xero" in refused(desk, desk.company(), "no-such-contact")


def test_a_suppliers_link_is_the_owners_to_change(desk: Desk) -> None:
    wanted = desk.contact_in_xero("Supplier Ltd")
    contacts.read_contacts(desk.connection)
    supplier = desk.company("Supplier Ltd", is_supplier=True)
    assert refused(desk, supplier, wanted) == company_links.OWNERS_ONLY
    choose(desk, supplier, wanted, by=desk.office.owner)
    with pytest.raises(NotPossible):
        company_links.unlink(supplier, connection=desk.connection, by=desk.office.colleague)
    company_links.unlink(supplier, connection=desk.connection, by=desk.office.owner)
    assert not CompanyLink.objects.exists()


def test_nothing_changes_while_a_document_is_on_its_way(desk: Desk) -> None:
    wanted = desk.contact_in_xero("Acme Holdings Ltd")
    contacts.read_contacts(desk.connection)
    document = desk.invoice()
    batches.prepare(
        kind="invoice",
        agency=desk.office.agency,
        documents=type(document).objects.filter(pk=document.pk),
        by=desk.office.owner,
    )
    choose(desk, document.company, wanted)
    company_links.unlink(document.company, connection=desk.connection, by=desk.office.owner)
    desk.click(document)
    assert "on its way to Xero" in refused(desk, document.company, wanted)
    desk.work()
    assert desk.delivery(document).state == State.SENT
    choose(desk, document.company, wanted)


def test_unlinked_it_is_matched_anew_by_the_next_send(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    company_links.unlink(document.company, connection=desk.connection, by=desk.office.owner)
    assert "No longer linked to the contact “Acme Logistics Ltd”" in history(document.company)[0]
    with pytest.raises(NotPossible):
        company_links.unlink(document.company, connection=desk.connection, by=desk.office.owner)
    desk.send(desk.invoice())
    assert CompanyLink.objects.get().how == "created"
    assert len(desk.books()["Contacts"]) == 1


def test_candidates_come_best_first_each_with_its_reasons(desk: Desk) -> None:
    company = desk.company(
        email="accounts@acme.example", company_number="07013579", vat_number="GB901234567"
    )
    desk.contact_in_xero("Unrelated Foods", EmailAddress="else@where.example")
    desk.contact_in_xero("Acme Logistic Limited", EmailAddress="other@acme.example")
    desk.contact_in_xero("Trading name", TaxNumber="gb 901 2345 67")
    desk.contact_in_xero("AL Group", CompanyNumber="07013579", EmailAddress="Accounts@acme.example")
    desk.contact_in_xero("ACME LOGISTICS LTD")
    contacts.read_contacts(desk.connection)
    found = candidates.candidates_of(company, desk.connection)
    assert [(each.contact.name, each.reasons) for each in found] == [
        ("AL Group", ("same company number", "same e-mail")),
        ("Trading name", ("same VAT number",)),
        ("ACME LOGISTICS LTD", ("equal name",)),
        ("Acme Logistic Limited", ("similar name",)),
    ]
    assert found[3].differs == "e-mail" and not any(each.taken_by for each in found)


def test_a_search_finds_what_resembles_nothing_and_says_who_has_it(desk: Desk) -> None:
    company, other = desk.company(), desk.company("Brightwater Group")
    wanted = desk.contact_in_xero("Zebra Trading", ContactNumber="Z-7")
    contacts.read_contacts(desk.connection)
    choose(desk, other, wanted)
    assert candidates.candidates_of(company, desk.connection) == []
    (found,) = candidates.candidates_of(company, desk.connection, search="z-7")
    assert found.taken_by == other and not found.is_archived


def test_a_search_in_xero_finds_what_was_never_read_with_one_call(desk: Desk) -> None:
    company = desk.company()
    desk.contact_in_xero("Zebra Trading")
    before = len(desk.calls())
    assert contact_search.search_in_xero(desk.connection, "zebra") == 1
    assert len(desk.calls()) == before + 1
    assert candidates.candidates_of(company, desk.connection, search="zebra")


def test_a_merged_contact_is_followed_as_soon_as_it_is_read(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    heir = desk.contact_in_xero("Acme Holdings Ltd")
    desk.bookkeeper("merge", Name="Acme Logistics Ltd", into="Acme Holdings Ltd")
    contacts.read_contacts(desk.connection)
    assert CompanyLink.objects.get().contact_id == heir
    sentence = "“Acme Logistics Ltd” was merged in Xero into “Acme Holdings Ltd”: Tracker follows"
    assert history(document.company)[0].startswith(sentence)
    contacts.read_contacts(desk.connection)
    assert len([each for each in history(document.company) if "merged" in each]) == 1


def test_a_contact_merged_between_two_batches_gets_the_second(desk: Desk) -> None:
    desk.send(desk.invoice())
    heir = desk.contact_in_xero("Acme Holdings Ltd")
    desk.bookkeeper("merge", Name="Acme Logistics Ltd", into="Acme Holdings Ltd")
    desk.forget_freshness()
    (delivery,) = desk.send(desk.invoice())
    assert delivery.state == State.SENT
    assert {each["Contact"]["ContactID"] for each in desk.in_xero()} == {heir}


def test_a_company_merged_into_that_of_another_one_waits_for_a_person(desk: Desk) -> None:
    desk.send(desk.invoice(), desk.invoice(company="Brightwater Group"))
    mine = CompanyLink.objects.get(company__name="Brightwater Group").contact_id
    desk.bookkeeper("merge", Name="Brightwater Group", into="Acme Logistics Ltd")
    contacts.read_contacts(desk.connection)
    link = CompanyLink.objects.get(company__name="Brightwater Group")
    assert link.contact_id == mine
    (delivery,) = desk.send(desk.invoice(company="Brightwater Group"))
    assert (delivery.state, delivery.cause) == (State.REFUSED, "contact_taken")
    other = desk.contact_in_xero("Brightwater Group")
    contacts.read_contacts(desk.connection)
    choose(desk, link.company, other)
    (delivery,) = desk.send(desk.invoice(company="Brightwater Group"))
    assert delivery.state == State.SENT


def test_an_invoice_on_the_old_contact_is_counted_and_moves_when_it_is_sent_again(
    desk: Desk,
) -> None:
    document = desk.invoice()
    desk.send(document)
    wanted = desk.contact_in_xero("Acme Holdings Ltd")
    contact_search.refresh(desk.connection)
    link = choose(desk, document.company, wanted)
    assert company_links.documents_elsewhere(link) == {"invoice": 1}
    lifecycle.change(document, reference="PO 7", by=desk.office.colleague)
    desk.send(document)
    assert [each["Contact"]["ContactID"] for each in desk.in_xero()] == [wanted]
    contact_search.refresh(desk.connection)
    assert not company_links.documents_elsewhere(link)


def test_an_invoice_whose_contact_was_merged_into_the_linked_one_is_not_elsewhere(
    desk: Desk,
) -> None:
    document = desk.invoice()
    desk.send(document)
    wanted = desk.contact_in_xero("Acme Holdings Ltd")
    contact_search.refresh(desk.connection)
    link = choose(desk, document.company, wanted)
    desk.bookkeeper("merge", Name="Acme Logistics Ltd", into="Acme Holdings Ltd")
    contacts.read_contacts(desk.connection)
    assert not company_links.documents_elsewhere(link)
