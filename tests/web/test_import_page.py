"""The Import page: three steps as plain HTML, and a sentence for whatever is wrong."""

import csv
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Office
from tests.documents.csv_import.files import DATA, MAPPING, a_file, a_row
from tracker import clock
from tracker.documents.csv_import import files
from tracker.documents.models import Document, ImportFile, ImportProfile

EXTRACT = (DATA / "online-retail-extract.csv").read_bytes()
MAP = (DATA / "online-retail.map.json").read_bytes()
PAYMENTS = (DATA / "oxford-extract.csv").read_bytes()
PAYMENTS_MAP = (DATA / "oxford.map.json").read_bytes()
PLAIN = {name: column for name, column in MAPPING.items() if name != "company_reference"}


def bring(
    client: Client,
    content: bytes,
    mapping: bytes | None = None,
    name: str = "march.csv",
    page: str = "/import/",
):
    sent = {"file": SimpleUploadedFile(name, content)}
    if mapping is not None:
        sent["map_file"] = SimpleUploadedFile("retail.map.json", mapping)
    return client.post(page, sent)


def test_a_file_with_its_mapping_goes_straight_to_the_dry_run(farid: Client) -> None:
    answer = bring(farid, EXTRACT, MAP)
    page = farid.get(answer["Location"])
    text = page.content.decode()
    assert "Import 13 invoices" in text
    assert "4 no customer" in text and "3 credit note: not yet" in text
    assert "The quantity -1 is negative" in text
    assert not Document.objects.exists()
    assert ImportProfile.objects.get().name == "retail"


def test_what_can_be_taken_is_taken_and_the_rest_is_offered_as_csv(farid: Client) -> None:
    kept = bring(farid, EXTRACT, MAP)["Location"].removesuffix("check/")
    page = farid.post(f"{kept}take/", follow=True)
    text = page.content.decode()
    assert "13 invoices imported." in text and "There is nothing new to import" in text
    assert Document.objects.filter(lifecycle="approved").count() == 13
    answer = farid.get(f"{kept}refusals.csv")
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert len(rows) == 7
    assert answer["Content-Disposition"].startswith('attachment; filename="not-imported-')


def test_a_file_that_was_taken_as_a_whole_is_forgotten(farid: Client) -> None:
    kept = bring(farid, a_file(a_row()), json.dumps(MAPPING).encode())["Location"]
    page = farid.post(kept.replace("check", "take"), {"draft": "1"})
    assert page["Location"] == "/invoices/"
    assert Document.objects.get().lifecycle == "draft"
    assert not ImportFile.objects.exists()


def test_columns_are_guessed_and_dates_too(farid: Client) -> None:
    content = (
        b"Invoice No,Customer Name,Invoice Date,Details,Qty,Price\n1,Acme,30/11/2026,Work,1,5\n"
    )
    step = bring(farid, content)["Location"]
    form = farid.get(step).context["form"]
    said = {name: field.initial for name, field in form.fields.items() if field.initial}
    assert said == {
        "document": "Invoice No",
        "company": "Customer Name",
        "date": "Invoice Date",
        "date_format": "%d/%m/%Y",
        "description": "Details",
        "quantity": "Qty",
        "unit_price": "Price",
    }
    chosen = {**said, "currency_value": "EUR", "profile": "monthly"}
    assert farid.post(step, chosen)["Location"] == step.replace("columns", "check")
    farid.post(step.replace("columns", "take"))
    assert (Document.objects.get().date.isoformat(), Document.objects.get().currency) == (
        "2026-11-30",
        "EUR",
    )


def test_a_kept_profile_is_offered_for_the_next_file_of_its_shape(farid: Client) -> None:
    bring(farid, EXTRACT, MAP)
    page = farid.get(bring(farid, EXTRACT)["Location"])
    form = page.context["form"]
    assert "as in “retail”" in page.content.decode()
    assert form.fields["company"].initial == "CustomerID"
    assert form.fields["terms_days_value"].initial == 30
    sent = {name: field.initial or "" for name, field in form.fields.items()}
    farid.post(page.request["PATH_INFO"], {**sent, "profile": "retail"})
    assert ImportProfile.objects.get().mapping["company"]["text"] == "Customer {}"
    assert ImportProfile.objects.get().mapping["currency"] == {"value": "GBP"}


def test_a_value_that_the_form_has_no_room_for_is_kept(farid: Client) -> None:
    mapping = {**MAPPING, "company": {"value": "Acme"}, "date": {"value": "2026-11-03"}}
    step = bring(farid, a_file(a_row()), json.dumps(mapping).encode())["Location"]
    step = step.replace("check", "columns")
    form = farid.get(step).context["form"]
    sent = {name: field.initial or "" for name, field in form.fields.items()}
    assert farid.post(step, sent)["Location"] == step.replace("columns", "check")
    assert ImportFile.objects.get().mapping == mapping


def test_what_the_form_lacks_stands_beside_its_field(farid: Client) -> None:
    step = bring(farid, a_file(a_row()))["Location"]
    page = farid.post(step, {**PLAIN, "company": "", "quantity": "", "quantity_value": "1"})
    assert page.status_code == 400
    assert page.context["form"].errors == {"company": ["Say which column this is."]}


@pytest.mark.parametrize(
    ("content", "mapping", "sentence"),
    [
        (b"", None, "The file is empty."),
        (b"a,b\n1", None, "Line 2, the last one, has 1 cells and the heading 2"),
        (b"PK\x03\x04", None, "This is an Excel workbook"),
        (a_file(a_row()), b"{", "The mapping is not JSON"),
        (a_file(a_row()), b'{"currency": {"value": NaN}}', "The mapping is not JSON"),
        (a_file(a_row()), b'{"document": "\\u0000"}', "The mapping is not JSON"),
        (a_file(a_row()), b'{"document": "\\ud800"}', "The mapping is not JSON"),
        (a_file(a_row()), MAP, "The file has no column “CustomerID”"),
    ],
)
def test_what_cannot_be_used_is_said_on_the_page(farid, content, mapping, sentence) -> None:
    page = bring(farid, content, mapping)
    assert page.status_code == 400
    assert sentence in page.content.decode()


def test_a_file_that_is_bad_further_down_is_said_by_the_dry_run(farid: Client) -> None:
    rows = [a_row(number=f"N{n}") for n in range(200)]
    content = a_file(*rows) + "A,Café".encode("cp1252")
    step = bring(farid, content, json.dumps(MAPPING).encode())["Location"]
    page = farid.get(step)
    assert page.status_code == 400
    assert "Line 202 is not UTF-8 text" in page.content.decode()
    assert "Line 202" in farid.post(step.replace("check", "take"), follow=True).content.decode()


def test_a_file_over_fifty_megabytes_is_refused(farid: Client, monkeypatch) -> None:
    monkeypatch.setattr("tracker.web.import_forms.BYTES_MAX", 1_000_000)
    page = bring(farid, b"x" * 1_100_000)
    assert "The file has 1.1 MB; at most 1 MB are taken" in page.content.decode()


def test_nothing_of_a_cell_is_taken_for_html(farid: Client) -> None:
    content = a_file(
        a_row(client="<script>alert(1)</script>", text="<b>x</b>"), a_row(number="<i>")
    )
    step = bring(farid, content, json.dumps(MAPPING).encode())["Location"]
    for page in (step, step.replace("check", "columns")):
        text = farid.get(page).content.decode()
        assert "<script>alert" not in text and "<b>x" not in text and "<i>" not in text


def test_files_are_forgotten_after_a_day_and_with_the_next_one(
    farid: Client, olivia: Client, the_office: Office
) -> None:
    bring(farid, EXTRACT)
    bring(farid, EXTRACT)
    assert ImportFile.objects.count() == 1
    ImportFile.objects.update(created_at=clock.now() - timedelta(hours=25))
    bring(olivia, EXTRACT)
    assert ImportFile.objects.get().by == the_office.owner
    assert files.forget_old() == 0


def test_payments_have_the_same_page_in_their_own_words(farid: Client) -> None:
    start = farid.get("/import/payments/").content.decode()
    assert "<h1>Import payments</h1>" in start and 'href="/import/invoices/"' in start
    step = bring(farid, PAYMENTS, PAYMENTS_MAP, page="/import/payments/")["Location"]
    text = farid.get(step).content.decode()
    assert "Import 14 payments" in text and "2 no supplier" in text
    assert "Payments to import" in text and "invoice" not in the_page(text)
    page = farid.post(step.replace("check", "take"), follow=True)
    assert "14 payments imported." in page.content.decode()
    assert "To the payments" in page.content.decode()
    assert set(Document.objects.values_list("kind", flat=True)) == {"payment"}


def test_the_columns_of_payments_are_those_that_a_payment_has(farid: Client) -> None:
    content = (
        b"Payment No,Supplier,Supplier Invoice No,Bill Date,Date,Details,Qty,Price,Discount\n"
        b"1,Ewa Nowak,EN-7,30/10/2026,03/11/2026,Work,1,5,0\n"
    )
    step = bring(farid, content, page="/import/payments/")["Location"]
    form = farid.get(step).context["form"]
    said = {name: field.initial for name, field in form.fields.items() if field.initial}
    assert "discount_percent" not in form.fields and "invoice" in form.fields
    assert said["supplier_number"] == "Supplier Invoice No"
    assert (said["supplier_date"], said["supplier_date_format"]) == ("Bill Date", "%d/%m/%Y")
    farid.post(step, said)
    assert farid.post(step.replace("columns", "take"))["Location"] == "/payments/"
    payment = Document.objects.get()
    assert (payment.supplier_number, payment.books_date.isoformat()) == ("EN-7", "2026-10-30")


def test_a_profile_of_invoices_is_not_offered_for_payments(farid: Client) -> None:
    bring(farid, EXTRACT, MAP)
    page = farid.get(bring(farid, EXTRACT, page="/import/payments/")["Location"])
    assert page.context["profile"] is None


def the_page(text: str) -> str:
    """What a page itself says, without the menus around it."""
    return text.split("<main", 1)[1].split("</main>", 1)[0]
