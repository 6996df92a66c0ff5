import pytest

from tests import cast
from tracker.agencies.events import history
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.companies.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return cast.office()


def test_a_company_is_made_with_a_tidy_name_and_an_event(office):
    company = companies.create(agency=office.agency, name="  Acme   Ltd ", by=office.owner)
    assert (company.name, company.name_key) == ("Acme Ltd", "acme ltd")
    told = history(office.agency, "company", company.id).get()
    assert (told.sentence, told.by) == ("Company “Acme Ltd” created.", office.owner)


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"name": "  "}, "A company needs a name."),
        ({"name": "A" * 256}, "Legal name: Ensure"),
        ({"email": "nobody"}, "Invoice e-mail: Enter a valid"),
        ({"tax_treatment": "half"}, "Tax treatment: Value 'half' is not"),
        ({"address": "a" * 501}, "A street address has at most 500"),
        ({"terms_days": -1}, "Payment terms in days: Ensure"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(office, details, sentence):
    with pytest.raises(NotPossible, match=sentence):
        companies.create(agency=office.agency, by=office.owner, **{"name": "Acme", **details})
    assert not Company.objects.exists()


def test_a_name_and_a_reference_belong_to_one_company_of_an_agency(office):
    acme = cast.clients(office).acme
    with pytest.raises(NotPossible, match="already a company called"):
        companies.create(agency=office.agency, name=acme.name, by=office.owner)
    with pytest.raises(NotPossible, match="Another company has the reference C001"):
        companies.create(agency=office.agency, name="Other", reference="C001", by=office.owner)
    outsider = cast.outsider()
    companies.create(agency=outsider.agency, name=acme.name, reference="C001", by=outsider)


def test_a_change_says_what_changed_and_nothing_changed_writes_nothing(office):
    acme = cast.clients(office).acme
    assert companies.change(acme, city="Bristol", vat_number="GB1", by=office.colleague)
    assert acme.city == "Bristol"
    events = history(office.agency, "company", acme.id)
    assert events[0].sentence == "Changed: town or city, VAT number."
    assert not companies.change(acme, city=" Bristol ", name=acme.name, by=office.owner)
    assert events.count() == 2


def test_a_change_of_details_leaves_documents_as_they_are(office):
    acme = cast.clients(office).acme
    document = cast.approved_invoice(office, acme)
    companies.change(acme, tax_treatment="zero", name="Acme plc", by=office.owner)
    before = (document.revision, document.tax)
    document.refresh_from_db()
    assert (document.revision, document.tax) == before
