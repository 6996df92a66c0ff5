"""`tracker import invoices` and `tracker import payments`, as somebody types them."""

import csv
import json

import click
import pytest

from tests import cast
from tests.documents.csv_import.files import DATA, MAPPING, a_file, a_row
from tracker.cli.importing import import_
from tracker.documents.models import Document

pytestmark = pytest.mark.django_db
FILE = str(DATA / "online-retail-extract.csv")
MAP = str(DATA / "online-retail.map.json")
PAYMENTS = str(DATA / "oxford-extract.csv")
PAYMENTS_MAP = str(DATA / "oxford.map.json")


@pytest.fixture
def office():
    return cast.office()


def run(*arguments: str, what: str = "invoices") -> None:
    """The command as `tracker` calls it: what is wrong is raised, and becomes one line there."""
    import_.main([what, *arguments], standalone_mode=False)


def test_json_is_one_object_of_what_was_taken(office, capsys):
    run(FILE, "--map", MAP, "--json")
    assert json.loads(capsys.readouterr().out) == {
        "documents": 13,
        "lines": 41,
        "companies": 10,
        "products": 35,
        "net": "3423.53",
        "unchanged": 0,
        "refused": 7,
        "reasons": {"no customer": 4, "credit note: not yet": 3},
    }
    run(FILE, "--map", MAP, "--json")
    again = json.loads(capsys.readouterr().out)
    assert (again["documents"], again["unchanged"], again["refused"]) == (0, 13, 7)


def test_a_dry_run_says_the_same_and_takes_nothing(office, capsys):
    run(FILE, "--map", MAP, "--json", "--dry-run")
    assert json.loads(capsys.readouterr().out)["documents"] == 13
    assert not Document.objects.exists()


def test_people_read_counts_and_then_refusals_by_reason(office, capsys):
    run(FILE, "--map", MAP)
    out = capsys.readouterr().out
    assert out.startswith("13 invoices imported: 41 lines, 10 companies, 35 products, net 3,423.53")
    assert "4 × no customer\n    line 23  536414" in out
    run(FILE, "--map", MAP, "--dry-run")
    out = capsys.readouterr().out
    assert out.startswith("0 invoices would be imported")
    assert "13 unchanged" in out


def test_no_cell_speaks_to_the_terminal(office, capsys, tmp_path):
    file, mapping = tmp_path / "x.csv", tmp_path / "x.json"
    file.write_bytes(a_file(a_row(number="A\x1b[2J1")))
    mapping.write_text(json.dumps(MAPPING))
    run(str(file), "--map", str(mapping), "--dry-run")
    out = capsys.readouterr().out
    assert "1 refused" in out and "\x1b" not in out


def test_drafts_are_left_as_drafts(office):
    run(FILE, "--map", MAP, "--draft")
    assert set(Document.objects.values_list("lifecycle", flat=True)) == {"draft"}


def test_refusals_go_to_a_file_of_their_own(office, tmp_path):
    there = tmp_path / "refused.csv"
    run(FILE, "--map", MAP, "--refusals", str(there))
    rows = list(csv.DictReader(there.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 7
    assert rows[0]["Line"] == "13" and rows[0]["Reason"] == "credit note: not yet"


@pytest.mark.parametrize(
    ("file", "mapping", "sentence"),
    [
        ("missing.csv", MAP, "missing.csv: No such file or directory"),
        (".", MAP, "Is a directory"),
        (FILE, "missing.json", "missing.json: No such file or directory"),
        (FILE, FILE, "The mapping is not JSON"),
        (MAP, MAP, "The file has no column"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(office, file, mapping, sentence):
    with pytest.raises(click.ClickException, match=sentence) as told:
        run(file, "--map", mapping)
    assert "\n" not in told.value.message
    assert not Document.objects.exists()


def test_with_two_agencies_one_must_be_named(office, capsys):
    cast.outsider()
    with pytest.raises(click.ClickException, match="Say which agency"):
        run(FILE, "--map", MAP)
    run(FILE, "--map", MAP, "--agency", "Outside Staffing", "--json")
    assert json.loads(capsys.readouterr().out)["documents"] == 13
    assert not Document.objects.filter(agency=office.agency).exists()


def test_payments_are_taken_by_the_same_command_under_their_own_name(office, capsys):
    run(PAYMENTS, "--map", PAYMENTS_MAP, "--dry-run", what="payments")
    out = capsys.readouterr().out
    assert out.startswith("14 payments would be imported: 20 lines, 8 companies, 7 products")
    assert "2 × no supplier\n    line 4  46291042" in out
    assert not Document.objects.exists()
    run(PAYMENTS, "--map", PAYMENTS_MAP, "--draft", "--json", what="payments")
    assert json.loads(capsys.readouterr().out)["net"] == "24805.60"
    assert set(Document.objects.values_list("kind", "lifecycle")) == {("payment", "draft")}


def test_a_mapping_of_the_other_kind_is_said_in_one_line(office, tmp_path):
    mapping = tmp_path / "x.json"
    mapping.write_text(json.dumps({**MAPPING, "supplier_number": "Ref"}))
    with pytest.raises(click.ClickException, match="names a field “supplier_number”"):
        run(FILE, "--map", str(mapping))
