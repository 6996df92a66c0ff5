import pytest

from tests import cast
from tracker.agencies.events import history
from tracker.agencies.not_possible import NotPossible
from tracker.documents import products

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return cast.office()


def test_a_product_is_made_and_changed_with_events(office):
    product = products.create(agency=office.agency, code=" TEMP  DAY ", by=office.owner)
    assert product.code == "TEMP DAY"
    assert products.change(product, name="Day rate", scenario="contract", by=office.owner)
    assert not products.change(product, name="Day rate", by=office.owner)
    told = [event.sentence for event in history(office.agency, "product", product.id)]
    assert told == ["Changed: name, scenario.", "Product TEMP DAY created."]


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"code": " "}, "A product needs a code."),
        ({"code": "X" * 31}, "The code has 31 characters; at most 30 fit."),
        ({"name": "X" * 51}, "The name has 51 characters"),
        ({"scenario": "loan"}, "“loan” is not a scenario."),
        ({"tax_treatment": "half"}, "“half” is not a tax treatment."),
        ({"description": "X" * 4001}, "The description has 4,001 characters"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(office, details, sentence):
    with pytest.raises(NotPossible, match=sentence):
        products.create(agency=office.agency, by=office.owner, **{"code": "A", **details})


def test_a_code_belongs_to_one_product_of_an_agency(office):
    listed = cast.price_list(office)
    with pytest.raises(NotPossible, match="already a product with the code EXPENSES"):
        products.create(agency=office.agency, code="EXPENSES", by=office.owner)
    with pytest.raises(NotPossible, match="already a product with the code EXPENSES"):
        products.change(listed["TEMP-DAY"], code="EXPENSES", by=office.owner)
