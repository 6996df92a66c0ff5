"""What the rows of a file become, and which of them are refused."""

from datetime import date
from decimal import Decimal

import pytest

from tests import cast
from tests.documents.csv_import.files import MAPPING, a_file, a_row, planned, refused, taken
from tracker.agencies.events import history
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.documents import lifecycle, products
from tracker.documents.csv_import.apply import apply_import
from tracker.documents.models import Document, Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return cast.office()


def test_a_row_becomes_an_approved_invoice_with_company_product_and_event(office):
    taken(office, a_file(a_row(ref="77")))
    document = Document.objects.get()
    assert (document.number, document.lifecycle, document.revision) == ("A1", "approved", 1)
    assert (document.net, document.gross) == (Decimal(1200), Decimal(1440))
    assert (document.date, document.due_date) == (date(2026, 11, 3), date(2026, 12, 3))
    assert (document.company.name, document.company.reference) == ("Acme Logistics Ltd", "77")
    assert document.company.name_key == "acme logistics ltd"
    line = document.lines.get()
    assert line.product is not None
    assert (line.product.code, line.product.name) == ("TEMP-DAY", "Five days")
    assert line.tax_treatment == "standard"
    told = history(office.agency, "document", document.id).get()
    assert (told.sentence, told.by) == ("Imported from line 2 of a file.", office.owner)


def test_rows_of_one_number_need_not_stand_together(office):
    rows = [a_row(text="One"), a_row(number="B1"), a_row(text="Two"), a_row(number="B1")]
    assert taken(office, a_file(*rows))["documents"] == 2
    document = Document.objects.get(number="A1")
    assert list(document.lines.values_list("position", "description")) == [(1, "One"), (2, "Two")]


def test_a_draft_keeps_the_files_number_and_follows_its_company(office):
    taken(office, a_file(a_row()), draft=True)
    document = Document.objects.get()
    assert (document.lifecycle, document.number) == ("draft", "A1")
    assert document.lines.get().tax_treatment == ""
    companies.change(document.company, tax_treatment="zero", by=office.owner)
    lifecycle.approve(document, by=office.owner)
    assert (document.number, document.tax) == ("A1", Decimal(0))


def test_companies_are_found_by_reference_then_by_exact_name(office):
    clients = cast.clients(office)
    companies.change(clients.acme, tax_treatment="zero", by=office.owner)
    rows = [
        a_row(number="1", client="Acme as it was called", ref="C001"),
        a_row(number="2", client="Cobalt  &  Sons", ref="new reference"),
        a_row(number="3", client="COBALT & SONS"),
    ]
    counts = taken(office, a_file(*rows))
    assert counts["companies"] == 3
    by_number = {each.number: each for each in Document.objects.select_related("company")}
    assert by_number["1"].company == clients.acme
    assert by_number["1"].tax == 0
    assert by_number["1"].lines.get().tax_treatment == "zero"
    assert by_number["1"].due_date == date(2026, 11, 17)  # Acme's own 14 days
    assert by_number["2"].company == clients.cobalt
    assert by_number["3"].company.name == "COBALT & SONS"


def test_a_name_under_two_references_is_refused(office):
    cast.clients(office)
    clash = "company known by another reference"
    rows = [a_row(client="New", ref="1"), a_row(number="B", client="New", ref="2")]
    assert refused(office, a_file(*rows)) == [(3, "B", clash)]
    assert refused(office, a_file(a_row(ref="X"))) == [(2, "A1", clash)]


def test_a_new_company_takes_the_reference_that_a_later_row_gives(office):
    rows = [a_row(client="New"), a_row(number="B", client="New", ref="7")]
    taken(office, a_file(*rows))
    assert Company.objects.get().reference == "7"


def test_products_are_found_by_code_and_a_row_without_one_has_none(office):
    known = products.create(agency=office.agency, code="TEMP-DAY", name="Day", by=office.owner)
    taken(office, a_file(a_row(), a_row(product=""), a_row(product="temp-day")))
    lines = Document.objects.get().lines.select_related("product")
    assert [line.product and line.product.code for line in lines] == ["TEMP-DAY", None, "temp-day"]
    known.refresh_from_db()
    assert known.name == "Day"


def test_a_long_first_description_is_cut_to_make_a_products_name(office):
    taken(office, a_file(a_row(text="x" * 60)))
    product = Product.objects.get()
    assert (product.name, product.description) == ("x" * 50, "x" * 60)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"number": ""}, "no number"),
        ({"number": "№ 1"}, "number that Xero does not take"),
        ({"number": "x" * 256}, "number that Xero does not take"),
        ({"client": " "}, "no customer"),
        ({"ref": "x" * 51}, "bad detail"),
        ({"quantity": "-1"}, "credit note: not yet"),
        ({"quantity": "-0.0001"}, "credit note: not yet"),
        ({"date": "03/11/2026"}, "bad date"),
        ({"date": ""}, "bad date"),
        ({"date": "1066-10-14"}, "bad date"),
        ({"quantity": ""}, "bad quantity or price"),
        ({"quantity": "NaN"}, "bad quantity or price"),
        ({"quantity": "Infinity"}, "bad quantity or price"),
        ({"quantity": "1e3"}, "bad quantity or price"),
        ({"quantity": "1.00001"}, "bad quantity or price"),
        ({"quantity": "٣"}, "bad quantity or price"),
        ({"quantity": "1" * 9}, "bad quantity or price"),
        ({"price": "£5"}, "bad quantity or price"),
        ({"price": '"1,54"'}, "bad quantity or price"),
        ({"price": "1" * 5000}, "bad quantity or price"),
        ({"price": "(5)"}, "bad quantity or price"),
        ({"price": "9999999999"}, "amount too large"),
        ({"text": "  "}, "no description"),
        ({"text": "x" * 4001}, "bad detail"),
        ({"product": "x" * 31}, "bad detail"),
    ],
)
def test_one_bad_row_refuses_its_whole_document_and_no_other(office, row, reason):
    content = a_file(a_row(number="B1"), a_row(), a_row(**row))
    if "number" in row:  # then it is a document of its own
        expected = [(4, row["number"], reason)]
    else:
        # An amount is too large for the document, which begins on line 3.
        expected = [(3 if reason == "amount too large" else 4, "A1", reason)]
    assert refused(office, content) == expected
    assert "B1" in [each.said.number for each in planned(office, content).documents]


def test_the_first_reason_in_order_is_given_whatever_its_line(office):
    rows = [a_row(text=""), a_row(date="never"), a_row(quantity="-1"), a_row(client="")]
    for count, reason in ((4, "no customer"), (3, "credit note: not yet"), (2, "bad date")):
        assert refused(office, a_file(*rows[:count])) == [(count + 1, "A1", reason)]


def test_rows_without_a_number_are_refused_one_by_one(office):
    rows = [a_row(number=""), a_row(), a_row(number="")]
    assert refused(office, a_file(*rows)) == [(2, "", "no number"), (4, "", "no number")]


def test_a_row_with_too_few_or_too_many_cells_refuses_its_document(office):
    reason = "wrong number of cells"
    content = a_file(a_row(), "A1,Acme", a_row(number="B"), a_row(number="B") + ",x", a_row())
    assert refused(office, content) == [(3, "A1", reason), (5, "B", reason)]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"client": "Brightwater"}, "the company “Acme Logistics Ltd” on line 2 and “Brightwater”"),
        ({"date": "2026-11-04"}, "the date “2026-11-03” on line 2 and “2026-11-04” here"),
    ],
)
def test_rows_of_one_number_must_agree_on_company_and_date(office, row, sentence):
    plan = planned(office, a_file(a_row(), a_row(**row)))
    (refusal,) = plan.refusals
    assert (refusal.line, refusal.reason.value) == (3, "number twice with other content")
    assert sentence in refusal.sentence


def test_the_time_of_day_need_not_agree(office):
    rows = [a_row(date="2026-11-03 16:57:00"), a_row(date="2026-11-03T16:58:00")]
    assert taken(office, a_file(*rows))["documents"] == 1


def test_the_same_content_is_unchanged_however_it_is_spelled(office):
    taken(office, a_file(a_row()))
    spelled = a_row(
        text="  Five   days ", quantity="+5.0", price="240.0000", date="2026-11-03 09:00"
    )
    counts = taken(office, b"\xef\xbb\xbf" + a_file(spelled).replace(b"\n", b"\r\n"))
    assert (counts["documents"], counts["unchanged"], counts["refused"]) == (0, 1, 0)


@pytest.mark.parametrize("row", [{"price": "241"}, {"text": "Six"}, {"date": "2026-11-04"}])
def test_other_content_under_a_number_that_exists_is_refused(office, row):
    taken(office, a_file(a_row()))
    assert refused(office, a_file(a_row(**row))) == [(2, "A1", "exists with other content")]


def test_a_number_that_tracker_gave_is_not_taken_over(office):
    cast.approved_invoice(office, cast.clients(office).acme)
    content = a_file(a_row(number="INV-1001"))
    assert refused(office, content) == [(2, "INV-1001", "exists with other content")]


def test_a_correction_made_in_tracker_stays_when_the_same_file_comes_again(office):
    taken(office, a_file(a_row()))
    document = Document.objects.get()
    lifecycle.change(document, reference="PO 7", lines=[cast.a_line()], by=office.owner)
    assert taken(office, a_file(a_row()))["unchanged"] == 1
    document.refresh_from_db()
    assert document.reference == "PO 7"


def test_another_agencys_numbers_companies_and_products_count_for_nothing(office):
    taken(office, a_file(a_row(ref="7")))
    outsider = cast.outsider()
    theirs = cast.Office(outsider.agency, outsider.agency.entities.get(), *[outsider] * 3)
    assert taken(theirs, a_file(a_row(ref="7")))["documents"] == 1
    assert Document.objects.filter(agency=outsider.agency).get().company.agency == outsider.agency


def test_a_cell_that_begins_like_a_formula_is_text(office):
    texts = ["=1+1", "+44 20 7946 0101", "-5", "@home"]
    taken(office, a_file(*[a_row(text=text) for text in texts]))
    stored = Document.objects.get().lines.values_list("description", flat=True)
    assert list(stored) == texts


def test_thousands_may_be_parted_by_commas(office):
    taken(office, a_file(a_row(quantity="1", price='"1,541.69"')))
    assert Document.objects.get().net == Decimal("1541.69")


def test_what_the_columns_may_also_say(office):
    heading = "No,Who,Day,Due,What,Much,Price,Off,VAT,Worker,Until,PO,Cur\n"
    row = "7,Acme,3.11.26,4.11.26,Work,1,100,10,Zero-rated,Amara Obi,1.11.26,PO 9,EUR\n"
    day = {"format": "%d.%m.%y"}
    mapping = {
        "document": {"column": "No", "text": "S-{}"},
        "company": "Who",
        "date": {"column": "Day", **day},
        "due_date": {"column": "Due", **day},
        "description": "What",
        "quantity": "Much",
        "unit_price": "Price",
        "discount_percent": "Off",
        "tax_treatment": "VAT",
        "worker": "Worker",
        "period_end": {"column": "Until", **day},
        "reference": "PO",
        "currency": "Cur",
        "consultant": {"value": "Marta"},
    }
    taken(office, (heading + row).encode(), mapping)
    document = Document.objects.get()
    line = document.lines.get()
    assert (document.number, document.due_date) == ("S-7", date(2026, 11, 4))
    assert (document.reference, document.currency, document.consultant) == ("PO 9", "EUR", "Marta")
    assert (document.net, document.tax) == (Decimal(90), Decimal(0))
    assert line.tax_treatment == "zero"
    assert (line.worker, line.period_end) == ("Amara Obi", date(2026, 11, 1))
    assert taken(office, (heading + row).encode(), mapping)["unchanged"] == 1


@pytest.mark.parametrize("days", ["-1", "1.5", "9999", "soon"])
def test_terms_are_whole_days(office, days):
    mapping = {**MAPPING, "terms_days": {"value": days}}
    assert refused(office, a_file(a_row()), mapping) == [(2, "A1", "bad detail")]


def test_records_that_changed_since_the_dry_run_refuse_the_whole_import(office):
    plan = planned(office, a_file(a_row(), a_row(number="B", client="Brightwater")))
    taken(office, a_file(a_row(number="B", client="Brightwater")))
    with pytest.raises(NotPossible, match="changed since the file was checked"):
        apply_import(plan, by=office.owner)
    assert Document.objects.get().number == "B"


def test_a_dry_run_writes_nothing_and_asks_little(office, django_assert_max_num_queries):
    content = a_file(*[a_row(number=f"N{n}", client=f"C{n}", product=f"P{n}") for n in range(200)])
    with django_assert_max_num_queries(4):
        plan = planned(office, content)
    assert plan.summary()["documents"] == 200
    assert not Document.objects.exists() and not Company.objects.exists()
