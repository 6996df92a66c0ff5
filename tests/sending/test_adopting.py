"""Adopting many at once: linked as they are, companies too, and nothing is sent."""

from tests.connected import elsewhere
from tests.sending.adopting import in_xero, keyed_in, keyed_in_line, read
from tests.sending.desk import Desk
from tracker.accounts_system.models import CompanyLink, DocumentLink, XeroContact
from tracker.accounts_system.models.link import How
from tracker.agencies import events
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.sending.adoption import Adopted
from tracker.sending.models import Delivery, State


def adopt_all(desk: Desk) -> Adopted:
    """Everything that is proposed, as if a person had ticked it all."""
    pairs = [each.key for each in adoption.proposals(desk.connection, "invoice")]
    return adoption.adopt(desk.connection, pairs, by=desk.office.colleague)


def newest_sentence(desk: Desk, document: Document) -> str:
    return events.history(desk.office.agency, "document", document.pk)[0].sentence


def test_many_are_adopted_and_unchanged_after_it(desk: Desk) -> None:
    documents = [desk.invoice(company=name) for name in ("Acme Logistics Ltd", "Cobalt & Sons")]
    for document in documents:
        keyed_in(desk, document)
    read(desk)
    before = len(desk.calls())
    adopted = adopt_all(desk)
    assert (adopted.count, adopted.left, adopted.companies) == (2, [], 2)
    assert len(desk.calls()) == before, "nothing is sent"
    for document in documents:
        link = DocumentLink.objects.get(document=document)
        assert (link.how, link.by) == (How.CHOSEN, desk.office.colleague)
        assert (link.accepted_revision, link.seen_status) == (document.revision, "AUTHORISED")
        assert desk.foretold(document)[0] == "unchanged"
        sentence = f"Adopted: it is the invoice {document.number} in Xero."
        assert newest_sentence(desk, document) == sentence
    assert adoption.proposals(desk.connection, "invoice") == []


def test_adopting_links_the_company_by_the_person_and_says_so(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document, Contact={"Name": "Acme Logistics Limited"})
    read(desk)
    adopt_all(desk)
    link = CompanyLink.objects.get(company=document.company)
    assert (link.how, link.by) == (How.CHOSEN, desk.office.colleague)
    assert link.contact_id == XeroContact.objects.get(name="Acme Logistics Limited").contact_id
    newest = events.history(desk.office.agency, "company", document.company_id)[0]
    assert newest.sentence == (
        "Linked to the contact “Acme Logistics Limited” in Xero (similar name), "
        f"by adopting {document.number}."
    )


def test_a_contact_that_another_company_has_is_not_linked_again(desk: Desk) -> None:
    first, second = desk.invoice(), desk.invoice(company="Acme Logistics Limited")
    keyed_in(desk, first)
    read(desk)
    adopt_all(desk)
    keyed_in(desk, second, Contact={"Name": first.company.name})
    read(desk)
    (found,) = adoption.proposals(desk.connection, "invoice")
    assert found.same is None
    adopted = adopt_all(desk)
    assert (adopted.count, adopted.companies) == (1, 0)
    assert not CompanyLink.objects.filter(company=second.company).exists()


def test_an_archived_contact_is_not_linked(desk: Desk) -> None:
    document = desk.invoice()
    made = keyed_in(desk, document)
    contact = {"ContactID": made["Contact"]["ContactID"], "ContactStatus": "ARCHIVED"}
    in_xero(desk, "POST", "Contacts", {"Contacts": [contact]})
    read(desk)
    adopted = adopt_all(desk)
    assert (adopted.count, adopted.companies) == (1, 0)


def test_under_another_number_it_is_said_what_the_next_send_does(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document, InvoiceNumber="HT-9")
    read(desk)
    adopt_all(desk)
    assert newest_sentence(desk, document) == (
        "Adopted: it is the invoice HT-9 in Xero. "
        f"Sending it again gives that one the number {document.number}."
    )
    assert desk.foretold(document)[0] == "unchanged"


def test_what_differs_is_kept_in_the_history(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document, Date="2026-11-04")
    read(desk)
    adopt_all(desk)
    assert newest_sentence(desk, document).endswith("Date: 3 Nov 2026 here, 4 Nov 2026 in Xero.")


def test_another_total_is_never_adopted(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document, LineItems=keyed_in_line(99))
    read(desk)
    adopted = adopt_all(desk)
    assert adopted.count == 0
    assert [(each.number, each.sentence) for each in adopted.left] == [
        (
            document.number,
            "Not while the total differs: put right the one that is wrong.",
        )
    ]
    assert not DocumentLink.objects.exists()


def test_one_in_xero_is_adopted_for_one_only(desk: Desk) -> None:
    one, other = desk.invoice(), desk.invoice()
    keyed_in(desk, one, InvoiceNumber="HT-9")
    read(desk)
    adopted = adopt_all(desk)
    assert adopted.count == 1 and len(adopted.left) == 1
    assert adopted.left[0].sentence == "What Xero has was adopted for another one."
    assert DocumentLink.objects.count() == 1
    assert {adopted.done[0].document, Document.objects.get(links=None)} == {one, other}


def test_what_changed_since_a_person_looked_is_left_and_says_so(desk: Desk) -> None:
    gone, sent, kept = desk.invoice(), desk.invoice(), desk.invoice(company="Cobalt & Sons")
    for document in (gone, sent, kept):
        keyed_in(desk, document)
    read(desk)
    pairs = [each.key for each in adoption.proposals(desk.connection, "invoice")]
    lifecycle.void(gone, by=desk.office.owner)
    desk.click(sent).deliveries.update(state=State.SENDING)
    adopted = adoption.adopt(desk.connection, pairs, by=desk.office.colleague)
    assert [each.document for each in adopted.done] == [kept]
    assert {each.number for each in adopted.left} == {gone.number, sent.number}
    assert {each.sentence for each in adopted.left} == {"It is not proposed any more: look again."}


def test_two_contacts_cannot_both_become_one_company(desk: Desk) -> None:
    one, other = desk.invoice(), desk.invoice()
    keyed_in(desk, one, Contact={"Name": "Acme Logistics Limited"})
    keyed_in(desk, other, Contact={"Name": "Acme, Logistics Ltd"})
    read(desk)
    adopted = adopt_all(desk)
    assert adopted.count == 1
    assert adopted.left[0].sentence == (
        "“Acme Logistics Ltd” was just taken to be another contact."
    )


def test_a_mark_is_taken_away_because_a_link_is_better(desk: Desk) -> None:
    document = desk.invoice()
    lifecycle.set_already_in_xero([document], by=desk.office.owner, yes=True)
    keyed_in(desk, document)
    read(desk)
    assert adopt_all(desk).count == 1
    document.refresh_from_db()
    assert not document.already_in_xero
    said = events.history(desk.office.agency, "document", document.pk)
    assert "No longer marked as already in Xero." in [each.sentence for each in said]


def test_a_refusal_is_over_once_it_is_adopted(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document, InvoiceNumber="HT-9")
    read(desk)
    desk.send(document)
    adopt_all(desk)
    assert not Delivery.objects.filter(document=document, latest=True).exists()


def test_another_agencys_invoices_are_not_there(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document)
    read(desk)
    pairs = [each.key for each in adoption.proposals(desk.connection, "invoice")]
    desk.connection.entity = elsewhere().entity
    adopted = adoption.adopt(desk.connection, pairs, by=desk.office.colleague)
    assert (adopted.done, adopted.left) == ([], [])
