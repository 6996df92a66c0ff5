from datetime import date
from decimal import Decimal

import pytest

from tests import cast
from tracker.agencies.events import history
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.documents import lifecycle
from tracker.documents.line_drafts import draft_of
from tracker.documents.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return cast.office()


@pytest.fixture
def clients(office):
    return cast.clients(office)


def told(office, document):
    return [event.sentence for event in history(office.agency, "document", document.id)]


def test_a_draft_has_no_number_and_its_lines_totals(office, clients):
    lines = [cast.a_line(), cast.a_line("Discount", "1", "-0.125", tax_treatment="zero")]
    draft = cast.draft_invoice(office, clients.acme, lines=lines)
    assert (draft.number, draft.lifecycle, draft.revision) == (None, "draft", 1)
    assert (draft.net, draft.tax, draft.gross) == (
        Decimal("1199.87"),
        Decimal("240.00"),
        Decimal("1439.87"),
    )
    stored = list(draft.lines.values_list("position", "amount", "net", "tax"))
    least = Decimal("-0.13")
    assert stored == [
        (1, Decimal(1200), Decimal(1200), Decimal(240)),
        (2, least, least, Decimal(0)),
    ]
    assert told(office, draft) == ["Invoice drafted."]


def test_approval_gives_the_next_number_and_writes_the_treatment_down(office, clients):
    companies.change(clients.acme, tax_treatment="zero", by=office.owner)
    draft = cast.draft_invoice(office, clients.acme)
    lifecycle.approve(draft, by=office.colleague)
    assert (draft.number, draft.lifecycle) == ("INV-1001", "approved")
    assert draft.lines.get().tax_treatment == "zero"
    assert told(office, draft)[0] == "Invoice approved as INV-1001."


def test_approval_counts_the_totals_again_where_the_companys_treatment_changed(office, clients):
    draft = cast.draft_invoice(office, clients.acme)
    companies.change(clients.acme, tax_treatment="reduced", by=office.owner)
    lifecycle.approve(draft, by=office.owner)
    assert (draft.tax, draft.gross) == (Decimal("60.00"), Decimal("1260.00"))


def test_numbers_in_use_are_skipped_and_never_given_again(office, clients):
    taken = cast.draft_invoice(office, clients.acme)
    Document.objects.filter(id=taken.id).update(number="INV-1002")
    first = cast.approved_invoice(office, clients.acme)
    second = cast.approved_invoice(office, clients.acme)
    lifecycle.void(second, by=office.owner)
    third = cast.approved_invoice(office, clients.acme)
    assert [first.number, second.number, third.number] == ["INV-1001", "INV-1003", "INV-1004"]


def test_an_invoice_without_lines_cannot_be_approved(office, clients):
    draft = cast.draft_invoice(office, clients.acme, lines=[])
    with pytest.raises(NotPossible, match="needs at least one line"):
        lifecycle.approve(draft, by=office.owner)
    approved = cast.approved_invoice(office, clients.acme)
    assert approved.number == "INV-1001"
    with pytest.raises(NotPossible, match="needs at least one line"):
        lifecycle.change(approved, lines=[], by=office.owner)
    with pytest.raises(NotPossible, match="Invoice INV-1001 is approved already"):
        lifecycle.approve(approved, by=office.owner)


def test_a_change_grows_the_revision_and_says_what_changed(office, clients):
    document = cast.approved_invoice(office, clients.acme)
    due = date(2026, 12, 24)
    assert lifecycle.change(document, due_date=due, reference=" PO  7 ", by=office.colleague)
    assert (document.due_date, document.reference, document.revision) == (due, "PO 7", 2)
    assert told(office, document)[0] == "Changed: due date, reference."


def test_nothing_changed_writes_nothing(office, clients):
    document = cast.approved_invoice(office, clients.acme)
    lines = [draft_of(line) for line in document.lines.all()]
    before = told(office, document)
    assert not lifecycle.change(
        document, company=clients.acme, date=cast.A_DAY, lines=lines, by=office.owner
    )
    assert (document.revision, told(office, document)) == (1, before)


def test_what_xero_never_hears_of_makes_no_revision(office, clients):
    document = cast.approved_invoice(office, clients.acme)
    assert lifecycle.change(document, placement="PL-7", by=office.owner)
    assert (document.placement, document.revision) == ("PL-7", 1)


def test_lines_keep_their_ids_when_changed_moved_and_joined_by_others(office, clients):
    lines = [cast.a_line("One"), cast.a_line("Two"), cast.a_line("Three")]
    document = cast.approved_invoice(office, clients.acme, lines=lines)
    one, two, three = [draft_of(line) for line in document.lines.all()]
    corrected = cast.a_line("Three, corrected", "2", "10", id=three.id)

    lifecycle.change(document, lines=[corrected, cast.a_line("New"), one], by=office.owner)

    after = list(document.lines.values_list("description", "position", "id"))
    assert [(each[0], each[1]) for each in after] == [
        ("Three, corrected", 1),
        ("New", 2),
        ("One", 3),
    ]
    assert (after[0][2], after[2][2]) == (three.id, one.id)
    assert two.id not in [each[2] for each in after]
    assert document.net == Decimal("2420.00")
    assert document.revision == 2


def test_a_line_of_another_invoice_cannot_be_taken_over(office, clients):
    document = cast.approved_invoice(office, clients.acme)
    other = cast.approved_invoice(office, clients.brightwater)
    stolen = draft_of(other.lines.get())
    with pytest.raises(NotPossible, match="Somebody else changed the lines"):
        lifecycle.change(document, lines=[stolen], by=office.owner)
    with pytest.raises(NotPossible, match="Somebody else changed the lines"):
        own = draft_of(document.lines.get())
        lifecycle.change(document, lines=[own, own], by=office.owner)


def test_a_void_invoice_stays_void(office, clients):
    document = cast.approved_invoice(office, clients.acme)
    lifecycle.void(document, by=office.owner)
    assert (document.lifecycle, document.number) == ("void", "INV-1001")
    for attempt in (
        lambda: lifecycle.change(document, reference="x", by=office.owner),
        lambda: lifecycle.approve(document, by=office.owner),
        lambda: lifecycle.void(document, by=office.owner),
    ):
        with pytest.raises(NotPossible, match="INV-1001 is void"):
            attempt()


def test_a_draft_that_is_voided_takes_a_number_with_it(office, clients):
    draft = cast.draft_invoice(office, clients.acme)
    lifecycle.void(draft, by=office.owner)
    assert (draft.lifecycle, draft.number) == ("void", "INV-1001")


def test_already_in_xero_is_set_on_many_and_counted(office, clients):
    documents = [cast.approved_invoice(office, clients.acme) for _ in range(3)]
    assert lifecycle.set_already_in_xero(documents[:2], yes=True, by=office.owner) == 2
    assert lifecycle.set_already_in_xero(documents, yes=True, by=office.owner) == 1
    assert lifecycle.set_already_in_xero(documents, yes=False, by=office.owner) == 3
    assert told(office, documents[0])[:2] == [
        "No longer marked as already in Xero.",
        "Marked as already in Xero.",
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"quantity": "-1"}, "Line 1: A quantity is never negative"),
        ({"quantity": "1.00001"}, "Line 1: The quantity 1.00001 has more than 4 decimals"),
        ({"quantity": "100000000"}, "Line 1: The quantity 100000000 is too large"),
        ({"quantity": "NaN"}, "Line 1: The quantity is not a number"),
        ({"unit_price": "Infinity"}, "Line 1: The unit price is not a number"),
        ({"unit_price": "0.12345"}, "Line 1: The unit price 0.12345 has more than 4"),
        ({"unit_price": "9999999999"}, "An amount of 49,999,999,995.00 is more than Xero"),
        ({"description": "  "}, "Line 1: The line has no description"),
        ({"description": "x" * 4001}, "Line 1: The description has 4,001 characters"),
        ({"description": "a\x00b"}, "Line 1: The description holds a character"),
        ({"discount_percent": Decimal("100.5")}, "Line 1: A discount is between 0 and 100"),
        ({"tax_treatment": "half"}, "Line 1: “half” is not a tax treatment"),
        ({"period_end": date(1066, 10, 14)}, "Line 1: The period's end 1066-10-14 is not"),
    ],
)
def test_a_bad_line_is_named_in_a_sentence(office, clients, line, sentence):
    with pytest.raises(NotPossible, match=sentence):
        cast.draft_invoice(office, clients.acme, lines=[cast.a_line(**line)])
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"due_date": date(2026, 11, 2)}, "The due date is before the invoice's date"),
        ({"date": date(1066, 10, 14)}, "The date 1066-10-14 is not between"),
        ({"reference": "x" * 256}, "The reference has 256 characters"),
        ({"branch": "x" * 101}, "The branch has 101 characters"),
        ({"currency": "pound"}, "“pound” is not a currency"),
        ({"currency_rate": Decimal(0)}, "An exchange rate is more than nothing"),
        ({"amounts_are": "gross"}, "Amounts are exclusive, inclusive or without tax"),
    ],
)
def test_a_bad_detail_is_named_in_a_sentence(office, clients, details, sentence):
    with pytest.raises(NotPossible, match=sentence):
        cast.draft_invoice(office, clients.acme, **details)
    document = cast.draft_invoice(office, clients.acme)
    with pytest.raises(NotPossible, match=sentence):
        lifecycle.change(document, by=office.owner, **details)


def test_a_document_names_only_its_own_agencys_records(office, clients):
    outsider = cast.outsider()
    theirs = companies.create(agency=outsider.agency, name="Theirs", by=outsider)
    with pytest.raises(NotPossible, match="not one of this agency's"):
        cast.draft_invoice(office, theirs)
    document = cast.draft_invoice(office, clients.acme)
    with pytest.raises(NotPossible, match="not one of this agency's"):
        lifecycle.change(document, company=theirs, by=office.owner)
    product = cast.price_list(office)["TEMP-DAY"]
    type(product).objects.filter(id=product.id).update(agency=outsider.agency)
    product.refresh_from_db()
    with pytest.raises(NotPossible, match="The product is not one of this agency's"):
        lifecycle.change(document, lines=[cast.a_line(product=product)], by=office.owner)
