"""A council's payments import to the counts that were reckoned independently of Tracker."""

import json
from decimal import Decimal

import pytest
from django.db.models import Sum

from tests import cast
from tests.cast import Office
from tests.documents.csv_import.files import DATA, planned, taken
from tracker.companies.models import Company
from tracker.documents.models import Document, Line

pytestmark = pytest.mark.django_db
EXTRACT = (DATA / "oxford-extract.csv").read_bytes()
MAP = json.loads((DATA / "oxford.map.json").read_text())


@pytest.fixture
def office() -> Office:
    return cast.office()


def test_the_extract_is_taken_but_for_what_has_a_reason(office):
    assert taken(office, EXTRACT, MAP, kind="payment") == {
        "documents": 14,
        "lines": 20,
        "companies": 8,
        "products": 7,
        "net": "24805.60",
        "unchanged": 0,
        "refused": 2,
        "reasons": {"no supplier": 2},
    }
    assert set(Document.objects.values_list("kind", "lifecycle")) == {("payment", "approved")}
    stored = Document.objects.aggregate(net=Sum("net"), gross=Sum("gross"))
    assert stored == {"net": Decimal("24805.60"), "gross": Decimal("24805.60")}
    assert set(Line.objects.values_list("tax_treatment", flat=True)) == {"outside"}
    assert set(Company.objects.values_list("is_client", "is_supplier")) == {(False, True)}


def test_the_extract_again_changes_nothing(office):
    taken(office, EXTRACT, MAP, kind="payment")
    before = list(Document.objects.order_by("id").values())
    again = taken(office, EXTRACT, MAP, kind="payment")
    assert (again["documents"], again["lines"], again["unchanged"]) == (0, 0, 14)
    assert list(Document.objects.order_by("id").values()) == before


def test_what_is_odd_in_the_extract_comes_out_straight(office):
    taken(office, EXTRACT, MAP, kind="payment")
    canons = Company.objects.filter(name_key="canon (uk) ltd").order_by("reference")
    assert [(each.reference, each.documents.count()) for each in canons] == [
        ("20002121", 2),
        ("20011588", 1),
    ]
    assert Company.objects.get(reference="20011419").name == "EXOVA (UK) LTD"
    returning = Document.objects.get(number="1031023")
    assert (returning.lines.count(), returning.net) == (5, Decimal("649.76"))
    vouchers = Document.objects.get(number="46290440")
    assert vouchers.lines.get(unit_price__lt=0).net == Decimal("-462.81")
    equal = Document.objects.filter(number__in=["1030234", "1030235", "1030236"])
    assert len(set(equal.values_list("company", "date", "gross"))) == 1


def test_every_refusal_has_its_line_and_sentence(office):
    refusals = planned(office, EXTRACT, MAP, kind="payment").refusals
    assert [(each.line, each.number) for each in refusals] == [(4, "46291042"), (7, "1030451")]
    assert {each.sentence for each in refusals} == {"The row names no supplier."}


@pytest.mark.needs_shared
def test_the_whole_quarter_is_taken_and_again_is_unchanged(office, shared):
    content = (shared / "data" / "oxford-supplier-payments-2016-q3.csv").read_bytes()
    counts = taken(office, content, MAP, kind="payment")
    expected = {"documents": 3064, "lines": 3542, "companies": 599, "net": "12860368.57"}
    assert counts.items() >= {**expected, "unchanged": 0, "refused": 38}.items()
    assert counts["reasons"] == {"no supplier": 38}
    assert Document.objects.aggregate(net=Sum("net"))["net"] == Decimal("12860368.57")
    assert Company.objects.filter(name_key="canon (uk) ltd").count() == 2
    again = taken(office, content, MAP, kind="payment")
    assert (again["documents"], again["unchanged"], again["refused"]) == (0, 3064, 38)
