"""What seems to be in Xero already: proposed with reasons, and never sent a second time."""

from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests.sending.adopting import in_xero, keyed_in, keyed_in_line, read
from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system import marks
from tracker.accounts_system.models import FormerLink
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.sending.adoption import Kind, Proposal, Same
from tracker.sending.adoption.names import similar_key
from tracker.sending.models import State


def proposed(desk: Desk) -> list[Proposal]:
    return adoption.proposals(desk.connection, "invoice")


def the_one(desk: Desk) -> Proposal:
    (found,) = proposed(desk)
    return found


def test_the_same_number_contact_date_and_total_is_sure(desk: Desk) -> None:
    document = desk.invoice()
    made = keyed_in(desk, document)
    read(desk)
    found = the_one(desk)
    assert found.key == (document.pk, made["InvoiceID"])
    assert (found.kind, found.is_sure, found.differences) == (Kind.SAME, True, ())
    assert found.same is not None and found.same.how == Same.EQUAL


def test_another_number_is_proposed_and_not_sure(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document, InvoiceNumber="HT-9")
    read(desk)
    found = the_one(desk)
    assert (found.kind, found.is_sure, found.refusal) == (Kind.OTHER_NUMBER, False, "")
    assert [str(each) for each in found.differences] == [
        f"number: {document.number} here, HT-9 in Xero"
    ]


@pytest.mark.parametrize(
    ("others", "said", "may"),
    [
        ({"Date": "2026-11-04"}, "date: 3 Nov 2026 here, 4 Nov 2026 in Xero", True),
        (
            {"Contact": {"Name": "Somebody Else"}},
            "contact: Acme Logistics Ltd here, Somebody Else in Xero",
            True,
        ),
        ({"LineItems": keyed_in_line(99)}, "total: 360.00 here, 356.40 in Xero", False),
    ],
)
def test_the_same_number_and_something_else_is_said_and_never_sure(
    desk: Desk, others: dict[str, Any], said: str, may: bool
) -> None:
    document = desk.invoice()
    keyed_in(desk, document, **others)
    read(desk)
    found = the_one(desk)
    assert (found.kind, found.is_sure) == (Kind.DIFFERS, False)
    assert [str(each) for each in found.differences] == [said]
    assert (found.refusal == "") == may


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("ACME  logistics LTD", Same.EQUAL),
        ("Acme Logistics Limited", Same.SIMILAR),
        ("Acme, Logistics Ltd.", Same.SIMILAR),
    ],
)
def test_the_reason_for_taking_a_contact_for_the_company_is_given(
    desk: Desk, name: str, how: Same
) -> None:
    keyed_in(desk, desk.invoice(), Contact={"Name": name.replace("  ", " ")})
    read(desk)
    found = the_one(desk)
    assert found.kind == Kind.SAME and found.same is not None and found.same.how == how


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Acme Ltd", "ACME Limited", True),
        ("Marks & Sons", "Marks and Sons", True),
        ("A.B.C. plc", "ABC Public Limited Company", True),
        ("Brightwater Group", "Bright Water Group", True),
        ("Acme Ltd", "Acme", False),
        ("Acme Holdings Ltd", "Acme Ltd", False),
    ],
)
def test_names_are_alike_where_only_spelling_differs(one: str, other: str, alike: bool) -> None:
    assert (similar_key(one) == similar_key(other)) is alike


def test_two_contacts_of_one_name_are_a_doubt_that_is_said(desk: Desk) -> None:
    document = desk.invoice()
    archived = in_xero(desk, "PUT", "Contacts", {"Contacts": [{"Name": document.company.name}]})
    in_xero(
        desk,
        "POST",
        "Contacts",
        {"Contacts": [{"ContactID": archived["ContactID"], "ContactStatus": "ARCHIVED"}]},
    )
    document.company.email = "other@acme.example"
    document.company.save()
    in_xero(
        desk,
        "PUT",
        "Contacts",
        {"Contacts": [{"Name": document.company.name, "EmailAddress": "here@acme.example"}]},
    )
    keyed_in(desk, document)
    read(desk)
    found = the_one(desk)
    assert found.kind == Kind.SAME and found.same is not None
    assert "another e-mail" in found.same.doubt
    assert not found.is_sure


def test_one_in_xero_for_two_of_ours_is_doubtful_on_both_sides(desk: Desk) -> None:
    one, other = desk.invoice(), desk.invoice()
    keyed_in(desk, one, InvoiceNumber="HT-9")
    read(desk)
    found = proposed(desk)
    assert {each.document.pk for each in found} == {one.pk, other.pk}
    assert all(each.doubt and not each.is_sure for each in found)


def test_two_in_xero_for_one_of_ours_are_doubtful(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document, InvoiceNumber="HT-9")
    keyed_in(desk, document, InvoiceNumber="HT-10")
    read(desk)
    assert [bool(each.doubt) for each in proposed(desk)] == [True, True]


def test_a_company_is_one_contact_and_what_is_under_another_is_doubtful(desk: Desk) -> None:
    right, astray = desk.invoice(company="Acme Ltd"), desk.invoice(company="Acme Ltd")
    keyed_in(desk, right)
    keyed_in(desk, astray, Contact={"Name": "Acme Limited"})
    read(desk)
    found = {each.document.pk: each for each in proposed(desk)}
    assert found[right.pk].is_sure
    assert "another contact" in found[astray.pk].doubt and not found[astray.pk].is_sure


def test_whose_own_number_is_there_needs_no_look_alike(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document)
    keyed_in(desk, document, InvoiceNumber="HT-9")
    read(desk)
    assert the_one(desk).is_sure and the_one(desk).head.number == document.number


def test_another_currency_is_said_and_never_adopted(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document)
    read(desk)
    Document.objects.filter(pk=document.pk).update(currency="EUR")
    found = the_one(desk)
    assert [str(each) for each in found.differences] == ["currency: EUR here, GBP in Xero"]
    assert found.kind == Kind.DIFFERS and "currency differs" in found.refusal


def test_what_a_document_was_once_linked_to_is_never_proposed_again(desk: Desk) -> None:
    document = desk.invoice()
    made = keyed_in(desk, document)
    read(desk)
    FormerLink.objects.create(
        connection=desk.connection,
        document=document,
        remote_id=made["InvoiceID"],
        number=document.number or "",
        ended_at=clock.now(),
    )
    assert proposed(desk) == []


def test_what_is_there_by_its_number_is_no_look_alike_of_its_neighbour(desk: Desk) -> None:
    document, neighbour = desk.invoice(), desk.invoice()
    keyed_in(desk, document)
    read(desk)
    assert the_one(desk).document == document and the_one(desk).is_sure
    assert desk.foretold(neighbour)[0] == "create"


def test_what_is_linked_voided_marked_or_on_its_way_is_not_proposed(desk: Desk) -> None:
    sent, gone, going, other = (desk.invoice() for _ in range(4))
    desk.send(sent)
    made = keyed_in(desk, gone)
    in_xero(desk, "POST", f"Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})
    keyed_in(desk, going)
    mark = marks.of_document(sent.pk, marks.installation_id())
    keyed_in(desk, other, Url=mark)
    read(desk)
    assert [each.document for each in proposed(desk)] == [going]
    desk.click(going).deliveries.update(state=State.SENDING)
    assert proposed(desk) == []


def test_what_only_looks_like_it_is_not_sent_before_a_person_has_decided(desk: Desk) -> None:
    document = desk.invoice()
    made = keyed_in(desk, document, InvoiceNumber="HT-9")
    read(desk)
    (delivery,) = desk.send(document)
    sentence = "Xero has HT-9 with the same contact, date and total."
    assert (delivery.state, delivery.cause) == (State.REFUSED, "perhaps_in_xero")
    assert delivery.sentence == sentence
    adoption.say_another(desk.connection, document, made["InvoiceID"], by=desk.office.colleague)
    assert proposed(desk) == []
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT and len(desk.in_xero()) == 2


def test_the_sender_looks_too_not_only_the_preview(desk: Desk) -> None:
    document = desk.invoice()
    read(desk)
    batch = desk.click(document)
    keyed_in(desk, document, InvoiceNumber="HT-9")
    read(desk)
    desk.work()
    assert batch.deliveries.get().cause == "perhaps_in_xero"
    assert len(desk.in_xero()) == 1


def test_what_was_said_to_be_another_is_taken_back(desk: Desk) -> None:
    document = desk.invoice()
    made = keyed_in(desk, document, InvoiceNumber="HT-9")
    read(desk)
    by = desk.office.colleague
    assert adoption.say_another(desk.connection, document, made["InvoiceID"], by=by) == "HT-9"
    with pytest.raises(NotPossible, match="look again"):
        adoption.say_another(desk.connection, document, made["InvoiceID"], by=by)
    decision = adoption.said_to_be_others(desk.connection).get()
    assert adoption.take_back(desk.connection, decision.pk, by=by) == document
    assert the_one(desk).kind == Kind.OTHER_NUMBER
    with pytest.raises(NotPossible, match="taken back already"):
        adoption.take_back(desk.connection, decision.pk, by=by)


def test_the_count_is_of_invoices_and_knows_what_was_read_since(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, desk.invoice(company="Cobalt & Sons"))
    read(desk)
    desk.connection.refresh_from_db()
    assert adoption.count(desk.connection, "invoice") == 1
    keyed_in(desk, document, InvoiceNumber="HT-9")
    keyed_in(desk, document, InvoiceNumber="HT-10")
    read(desk)
    desk.connection.refresh_from_db()
    assert adoption.count(desk.connection, "invoice") == 2


def test_many_are_proposed_with_as_many_queries_as_one(desk: Desk) -> None:
    keyed_in(desk, desk.invoice())
    read(desk)
    few = _queries(desk)
    for place in range(6):
        document = desk.invoice(company=f"Company {place}")
        keyed_in(desk, document, **({"InvoiceNumber": f"HT-{place}"} if place % 2 else {}))
    read(desk)
    assert len(proposed(desk)) == 7
    assert _queries(desk) <= few + 1


def _queries(desk: Desk) -> int:
    with CaptureQueriesContext(database) as queries:
        proposed(desk)
    return len(queries)


def test_a_name_that_another_company_of_ours_has_too_is_a_doubt(desk: Desk) -> None:
    document = desk.invoice()
    companies.create(agency=desk.office.agency, name="ACME LOGISTICS LTD", by=desk.office.owner)
    keyed_in(desk, document)
    read(desk)
    assert not the_one(desk).is_sure


def test_a_draft_and_what_is_dated_before_send_from_are_left_alone(desk: Desk) -> None:
    early, later = desk.invoice(), desk.invoice(company="Cobalt & Sons")
    keyed_in(desk, early)
    keyed_in(desk, later)
    read(desk)
    lifecycle.void(early, by=desk.office.owner)
    assert the_one(desk).document == later
    desk.connection.send_from_date = later.due_date
    assert proposed(desk) == []
    assert Document.objects.count() == 2
