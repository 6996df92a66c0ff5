"""Real documents import to the counts that were reckoned independently of Tracker."""

import json
from decimal import Decimal

import pytest
from django.db.models import Sum

from tests import cast
from tests.documents.csv_import.files import DATA, planned, taken
from tracker.companies.models import Company
from tracker.documents.models import Document, Line, Product

pytestmark = pytest.mark.django_db
EXTRACT = (DATA / "online-retail-extract.csv").read_bytes()
MAP = json.loads((DATA / "online-retail.map.json").read_text())


@pytest.fixture
def office():
    return cast.office()


def test_the_extract_is_taken_but_for_what_has_a_reason(office):
    assert taken(office, EXTRACT, MAP) == {
        "documents": 13,
        "lines": 41,
        "companies": 10,
        "products": 35,
        "net": "3423.53",
        "unchanged": 0,
        "refused": 7,
        "reasons": {"no customer": 4, "credit note: not yet": 3},
    }
    stored = Document.objects.aggregate(net=Sum("net"), gross=Sum("gross"))
    assert stored["net"] == Decimal("3423.53")
    assert Line.objects.aggregate(net=Sum("net"))["net"] == Decimal("3423.53")


def test_the_extract_again_changes_nothing(office):
    taken(office, EXTRACT, MAP)
    before = list(Document.objects.order_by("id").values())
    again = taken(office, EXTRACT, MAP)
    assert (again["documents"], again["lines"], again["unchanged"]) == (0, 0, 13)
    assert (again["companies"], again["products"], again["net"]) == (0, 0, "0.00")
    assert list(Document.objects.order_by("id").values()) == before
    assert (Company.objects.count(), Product.objects.count()) == (10, 35)


def test_what_is_odd_in_the_extract_comes_out_straight(office):
    taken(office, EXTRACT, MAP)
    two_times = Document.objects.get(number="536591")
    assert (two_times.date.isoformat(), two_times.lines.count()) == ("2010-12-01", 4)
    assert two_times.due_date.isoformat() == "2010-12-31"
    assert two_times.company.name == "Customer 14606"
    assert two_times.company.reference == "14606"
    assert Line.objects.filter(document__number="537197", unit_price=0).get().net == 0
    assert Line.objects.filter(document__number="539092", product__code="22423").count() == 2
    assert Line.objects.get(document__number="536541").description == "RED HARMONICA IN BOX"
    warmer = Product.objects.get(code="22632")
    assert warmer.name == "HAND WARMER RED POLKA DOT"
    own = Line.objects.get(document__number="536394").description
    assert own == "HAND WARMER RED RETROSPOT"
    assert Document.objects.filter(company__reference="12370").count() == 2


def test_every_refusal_has_its_line(office):
    refusals = {each.number: each for each in planned(office, EXTRACT, MAP).refusals}
    lines = EXTRACT.decode().splitlines()
    for number, refusal in refusals.items():
        assert lines[refusal.line - 1].startswith(f"{number},")
    assert refusals["C537572"].reason == "no customer"
    assert refusals["536589"].reason == "no customer"
    assert refusals["C536383"].sentence.startswith("The quantity -1 is negative")


@pytest.mark.needs_shared
def test_the_whole_month_is_taken_and_again_is_unchanged(office, shared):
    content = (shared / "data" / "online-retail-2010-12.csv").read_bytes()
    reasons = {"no customer": 317, "credit note: not yet": 308}
    assert taken(office, content, MAP) == {
        "documents": 1400,
        "lines": 26160,
        "companies": 885,
        "products": 2411,
        "net": "572713.89",
        "unchanged": 0,
        "refused": 625,
        "reasons": reasons,
    }
    stored = Document.objects.aggregate(net=Sum("net"), tax=Sum("tax"))
    assert stored == {"net": Decimal("572713.89"), "tax": Decimal("114543.50")}
    again = taken(office, content, MAP)
    assert (again["documents"], again["unchanged"], again["reasons"]) == (0, 1400, reasons)
