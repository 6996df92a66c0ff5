"""Two spellings of one company: everything of the one goes to the other, or a sentence says why."""

from datetime import date
from typing import Any

import pytest

from tests import cast
from tests.sending.desk import Desk
from tracker.accounts_system import company_links, contacts
from tracker.accounts_system.models import Call, CompanyLink, DocumentLink
from tracker.agencies import events
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies, other_names
from tracker.companies.models import Company, OtherName
from tracker.documents.models import Document
from tracker.sending import batches, same_company
from tracker.sending.models import State
from tracker.syncing import differences


def same(desk: Desk, keep: Company, other: Company, by: Person | str = "") -> Any:
    return same_company.same(keep=keep, other=other, by=by or desk.office.colleague)


def refused(desk: Desk, keep: Company, other: Company, by: Person | str = "") -> str:
    with pytest.raises(NotPossible) as refusal:
        same(desk, keep, other, by)
    assert Company.objects.filter(pk__in=[keep.pk, other.pk]).count() == 2
    return refusal.value.sentence


def history(company: Company) -> list[str]:
    return [each.sentence for each in other_names.history_of(company)]


def canons(desk: Desk, **details: Any) -> tuple[Company, Company]:
    return desk.company("Canon (UK) Ltd", reference="C1"), desk.company(
        "CANON (UK) LTD", reference="C2", **details
    )


def test_all_documents_roles_names_and_details_go_to_the_kept_one(desk: Desk) -> None:
    keep, other = canons(desk, is_supplier=True, is_client=False, phone="0118", city="Reading")
    invoice = desk.invoice(company=keep.name)
    payments = [desk.payment(company=other.name) for _ in range(2)]
    draft = cast.draft_invoice(desk.office, other)
    moved = same(desk, keep, other)
    assert moved.documents == "1 invoice and 2 payments"
    assert set(keep.documents.all()) == {invoice, *payments, draft}
    assert (keep.is_client, keep.is_supplier, keep.phone, keep.city) == (
        True,
        True,
        "0118",
        "Reading",
    )
    assert not Company.objects.filter(name=other.name).exists()
    for document in Document.objects.all():
        assert document.revision == 1, "Xero has nothing new to hear"


def test_what_the_kept_one_says_of_itself_stays(desk: Desk) -> None:
    keep = desk.company("Canon (UK) Ltd", email="a@canon.example", address="1 Road")
    other = desk.company("CANON (UK) LTD", email="b@canon.example", city="Reading", terms_days=7)
    same(desk, keep, other)
    assert (keep.email, keep.address, keep.city) == ("a@canon.example", "1 Road", "")
    assert keep.terms_days == 7, "but what it lacked was filled in; half an address is none"


def test_both_histories_say_who_did_it_and_both_are_kept(desk: Desk) -> None:
    keep, other = canons(desk)
    document = desk.invoice(company=other.name)
    former_id = other.pk
    same(desk, keep, other)
    told = history(keep)
    assert "“CANON (UK) LTD” is the same company: 1 invoice moved here." in told
    assert "“CANON (UK) LTD” is “Canon (UK) Ltd”, which was kept." in told
    assert "Company “CANON (UK) LTD” created." in told
    by = events.history(desk.office.agency, "company", former_id)[0].by
    assert by == desk.office.colleague
    newest = events.history(desk.office.agency, "document", document.pk)[0]
    assert newest.sentence == "The company is “Canon (UK) Ltd” now: “CANON (UK) LTD” is the same."


def test_the_other_name_and_reference_stay_known_and_nobody_else_may_take_them(desk: Desk) -> None:
    keep, other = canons(desk)
    same(desk, keep, other)
    agency = desk.office.agency
    assert other_names.company_called(agency, "CANON (UK)  LTD") == keep
    with pytest.raises(NotPossible, match="another name of Canon"):
        companies.create(agency=agency, name="CANON (UK) LTD", by=desk.office.owner)
    with pytest.raises(NotPossible, match="known by the reference C2 too"):
        companies.create(agency=agency, name="New", reference="C2", by=desk.office.owner)
    third = desk.company("Canon")
    same(desk, third, keep)
    assert set(OtherName.objects.values_list("company", "name")) == {
        (third.pk, "Canon (UK) Ltd"),
        (third.pk, "CANON (UK) LTD"),
    }


def test_what_was_refused_for_two_names_arrives_under_one_contact(desk: Desk) -> None:
    keep, other = canons(desk)
    documents = [desk.payment(company=each.name) for each in (keep, other)]
    assert {each.cause for each in desk.send(*documents)} == {"company_twice"}
    same(desk, desk.company(keep.name), desk.company(other.name))
    assert {each.state for each in desk.send(*documents)} == {State.SENT}
    assert len(desk.books()["Contacts"]) == 1
    assert {each["Type"] for each in desk.in_xero()} == {"ACCPAY"} and len(desk.in_xero()) == 2


def test_the_one_link_of_both_is_the_kept_companys(desk: Desk) -> None:
    keep, other = canons(desk)
    desk.send(desk.invoice(company="Brightwater Group"))
    companies.change(other, name="Canon UK", by=desk.office.owner)
    sent = desk.invoice(company="Canon UK")
    desk.send(sent)
    contact_id = CompanyLink.objects.get(company=other).contact_id
    same(desk, keep, Company.objects.get(pk=other.pk))
    assert CompanyLink.objects.get(company=keep).contact_id == contact_id
    assert differences.renew(desk.connection) == 2
    assert not DocumentLink.objects.filter(differs=True).exists()
    (again,) = desk.send(sent)
    assert again.state == State.UNCHANGED
    desk.send(desk.invoice(company=keep.name))
    assert len(desk.books()["Contacts"]) == 2


def test_a_contact_that_tracker_made_for_the_other_one_is_found_by_its_mark(desk: Desk) -> None:
    keep, other = canons(desk)
    companies.change(keep, name="Canon Europe", by=desk.office.owner)
    desk.send(desk.invoice(company=other.name))
    keep = Company.objects.get(pk=keep.pk)
    same(desk, keep, other)
    company_links.unlink(keep, connection=desk.connection, by=desk.office.owner)
    companies.change(keep, name="CANON (UK) LTD", by=desk.office.owner)
    desk.send(desk.invoice(company="CANON (UK) LTD"))
    assert CompanyLink.objects.get().how == "created"
    assert len(desk.books()["Contacts"]) == 1


def test_two_contacts_in_xero_are_merged_there_first(desk: Desk) -> None:
    desk.send(desk.invoice(company="Canon UK"), desk.invoice(company="Canon Ltd"))
    keep, other = desk.company("Canon UK"), desk.company("Canon Ltd")
    sentence = refused(desk, keep, other)
    assert "are two contacts in Xero, “Canon UK” and “Canon Ltd”: merge them there" in sentence
    desk.bookkeeper("merge", Name="Canon UK", into="Canon Ltd")
    contacts.read_contacts(desk.connection)
    heir = CompanyLink.objects.get(company=other).contact_id
    same(desk, keep, other)
    assert CompanyLink.objects.get().contact_id == heir
    (delivery,) = desk.send(desk.invoice(company="Canon UK"))
    assert delivery.state == State.SENT
    assert desk.in_xero()[-1]["Contact"]["ContactID"] == heir


def test_a_document_elsewhere_in_xero_shows_as_a_difference(desk: Desk) -> None:
    document = desk.invoice(company="Canon Ltd")
    desk.send(document, desk.invoice(company="Canon UK"))
    keep, other = desk.company("Canon UK"), desk.company("Canon Ltd")
    differences.renew(desk.connection)
    company_links.unlink(other, connection=desk.connection, by=desk.office.owner)
    same(desk, keep, other)
    differences.renew(desk.connection)
    assert DocumentLink.objects.get(differs=True).document == document


@pytest.mark.parametrize("moving", ["keep", "other"])
def test_nothing_moves_while_something_of_either_is_on_its_way(desk: Desk, moving: str) -> None:
    keep, other = desk.company("Canon UK"), desk.company("Canon Ltd")
    document = desk.invoice(company=keep.name if moving == "keep" else other.name)
    batch = desk.click(document)
    assert "on its way to Xero" in refused(desk, keep, other)
    batches.stop(batch=batch, by=desk.office.colleague)
    same(desk, keep, other)


def test_a_contact_that_xero_may_be_creating_keeps_its_company(desk: Desk) -> None:
    keep, other = desk.company("Canon UK"), desk.company("Canon Ltd")
    desk.send(desk.invoice(company=other.name))
    Call.objects.filter(purpose=Call.Purpose.CREATE_CONTACTS).update(settled_at=None)
    assert "on its way to Xero" in refused(desk, keep, other)


def test_only_an_owner_says_so_of_a_supplier_that_is_linked(desk: Desk) -> None:
    desk.send(desk.payment(company="Canon Ltd"))
    keep, other = desk.company("Canon UK"), desk.company("Canon Ltd")
    assert "Only an owner may say so" in refused(desk, keep, other)
    same(desk, keep, other, desk.office.owner)
    assert CompanyLink.objects.get().company == keep


def test_one_company_and_those_of_two_agencies_are_never_made_one(desk: Desk) -> None:
    keep, other = desk.company("Canon UK"), desk.company("Canon Ltd")
    with pytest.raises(NotPossible, match="one company already"):
        same(desk, keep, keep)
    outsider = cast.outsider()
    theirs = companies.create(agency=outsider.agency, name="Canon", by=outsider)
    assert "two agencies" in refused(desk, keep, theirs)
    same(desk, keep, other)
    with pytest.raises(NotPossible, match="said so already"):
        same(desk, keep, other)


def test_whom_we_bill_and_who_bills_us_is_one_contact(desk: Desk) -> None:
    invoice = desk.invoice(company="Both Ltd")
    payment = desk.payment(company="Both Ltd")
    desk.send(invoice)
    desk.send(payment)
    assert {each["Type"] for each in desk.in_xero()} == {"ACCREC", "ACCPAY"}
    assert len({each["Contact"]["ContactID"] for each in desk.in_xero()}) == 1
    assert len(desk.books()["Contacts"]) == 1
    assert desk.company("Both Ltd").is_supplier and desk.company("Both Ltd").is_client


def test_an_approved_payments_date_and_batches_stay_as_they_were(desk: Desk) -> None:
    keep, other = desk.company("Canon UK"), desk.company("Canon Ltd")
    payment = desk.payment(
        company=other.name, supplier_number="S-7", supplier_date=date(2026, 11, 1)
    )
    desk.send(payment)
    before = list(payment.deliveries.values_list("pk", "state", "revision"))
    same(desk, keep, other, desk.office.owner)
    payment.refresh_from_db()
    assert (payment.books_number, payment.revision) == ("S-7", 1)
    assert list(payment.deliveries.values_list("pk", "state", "revision")) == before
