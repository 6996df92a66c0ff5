import csv
from datetime import date
from decimal import Decimal

import pytest

from tests import cast
from tracker.companies import companies
from tracker.documents.csv_export import Exported, export_csv, refusals_csv, safe_cell
from tracker.documents.csv_import.reasons import Reason, Refusal
from tracker.documents.models import Document


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-5", "@home", "\t=1", "\r=1", " =1", "\n=1", "＝1", "＠x"]
)
def test_a_text_that_would_run_is_made_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Acme", "a=b", "5-3", "  ", "'=1"])
def test_another_text_stays_as_it_is(text):
    assert safe_cell(text) == text


@pytest.mark.django_db
def test_an_export_is_csv_whose_texts_cannot_run_and_whose_amounts_are_numbers():
    office = cast.office()
    evil = companies.create(agency=office.agency, name='=cmd|"/c calc"', by=office.owner)
    lines = [cast.a_line(unit_price="-10")]
    cast.approved_invoice(office, evil, lines=lines, reference="@SUM(A1), and more")
    document = Document.objects.select_related("company").get()
    exported = Exported(document, "Part paid", Decimal("0.00"), Decimal("-60.00"))
    heading, row = list(csv.reader(export_csv([exported], kind="invoice")))
    said = dict(zip(heading, row, strict=True))
    assert said["Company"] == '\'=cmd|"/c calc"'
    assert said["Reference"] == "'@SUM(A1), and more"
    assert (said["Number"], said["Date"], said["Status"]) == ("INV-1001", "2026-11-03", "Part paid")
    assert (said["Net"], Decimal(said["Total"])) == ("-50.00", Decimal("-60.00"))
    assert (said["Paid"], said["Still due"]) == ("0.00", "-60.00")
    assert "Supplier's number" not in said


@pytest.mark.django_db
def test_an_export_of_payments_has_the_suppliers_number_and_date():
    office = cast.office()
    ewa = cast.suppliers(office).ewa
    day = date(2026, 10, 30)
    documents = [
        cast.approved_payment(office, ewa, supplier_number="=7", supplier_date=day),
        cast.approved_payment(office, ewa),
    ]
    exported = [Exported(each, "To send", Decimal(0), each.gross) for each in documents]
    rows = list(csv.DictReader(export_csv(exported, kind="payment")))
    said = [(row["Number"], row["Supplier's number"], row["Supplier's date"]) for row in rows]
    assert said == [("PAY-1001", "'=7", "2026-10-30"), ("PAY-1002", "", "")]


def test_refusals_are_written_with_line_and_reason():
    refusal = Refusal(7, "=1", Reason.NO_CUSTOMER, "The row names no customer.")
    assert list(csv.reader(refusals_csv([refusal]))) == [
        ["Line", "Number", "Reason", "What is wrong"],
        ["7", "'=1", "no customer", "The row names no customer."],
    ]
