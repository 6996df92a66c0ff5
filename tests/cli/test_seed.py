"""Stories: what a demo starts with."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from tests import cast
from tracker import clock
from tracker.agencies.models import Agency, Event, Person
from tracker.agencies.not_possible import NotPossible
from tracker.cli.seed import seed, tell
from tracker.companies.models import Company
from tracker.documents.models import Document, Line, Product, Scenario

pytestmark = pytest.mark.django_db


def test_a_busy_month_is_forty_approved_invoices_that_can_be_sent():
    tell("busy_month")
    documents = Document.objects.filter(kind="invoice").prefetch_related("lines")
    assert [each.number for each in documents.order_by("number")] == [
        f"DEMO-{number}" for number in range(1001, 1041)
    ]
    today = clock.today()
    for document in documents:
        assert document.is_approved and not document.already_in_xero
        assert today - timedelta(days=62) < document.date < today
        assert document.due_date > document.date
        assert document.gross > 0 and len(document.lines.all()) > 0
    dates = [each.date for each in documents.order_by("number")]
    assert dates == sorted(dates)


def test_its_companies_have_everything_that_a_useful_contact_needs():
    tell("busy_month")
    for company in Company.objects.all():
        for name in ("email", "phone", "address", "city", "postal_code", "country", "terms_days"):
            assert getattr(company, name), (company, name)
        assert (company.vat_number and company.company_number) or company.name == "Chloe Marsh"


def test_it_has_twenty_payments_most_of_which_belong_to_an_invoice():
    tell("busy_month")
    payments = list(Document.objects.filter(kind="payment").select_related("company", "invoice"))
    approved = [each for each in payments if each.is_approved]
    assert (len(payments), len(approved)) == (20, 18)
    assert {each.company.name for each in payments} == {
        "Keystone Umbrella Ltd",
        "Sutherland Data Ltd",
        "Chloe Marsh",
        "Isis Learning Trust",
    }
    paired = [each for each in payments if each.invoice]
    assert 10 < len(paired) < 20
    assert all(each.invoice and each.invoice.placement == each.placement for each in paired)
    assert {bool(each.tax) for each in payments if each.company.name == "Chloe Marsh"} == {False}
    theirs = [each for each in payments if each.supplier_number]
    assert {each.company.name for each in theirs} == {"Sutherland Data Ltd"}
    assert all(each.books_date < each.date for each in theirs)
    for invoice in Document.objects.filter(payments__in=paired).distinct():
        paid = invoice.payments.aggregate(net=Sum("net"))["net"]
        assert 0 < paid < invoice.net


def test_in_it_one_company_is_client_and_supplier():
    tell("busy_month")
    both = Company.objects.get(is_client=True, is_supplier=True)
    assert both.name == "Isis Learning Trust"
    assert set(both.documents.values_list("kind", flat=True)) == {"invoice", "payment"}


def test_its_products_cover_every_scenario_and_most_lines_have_the_standard_rate():
    tell("busy_month")
    assert set(Product.objects.values_list("scenario", flat=True)) == set(Scenario.values)
    treatments = list(Line.objects.values_list("tax_treatment", flat=True))
    # Drafts have none yet; Chloe Marsh is not registered for VAT.
    assert set(treatments) == {"standard", "zero", "exempt", "outside", ""}
    assert treatments.count("standard") > 0.8 * len(treatments)


def test_an_empty_office_is_an_agency_and_its_people_only():
    tell("empty")
    assert Agency.objects.get().name == "Harbour Talent"
    assert set(Person.objects.values_list("role", flat=True)) == {"owner", "finance", "viewer"}
    assert not Company.objects.exists() and not Document.objects.exists()


@pytest.mark.parametrize("story", ["busy_month", "empty"])
def test_telling_a_story_twice_changes_nothing(story):
    tell(story)
    before = (Event.objects.count(), Document.objects.count(), Person.objects.count())
    tell(story)
    tell("busy_month")
    assert (Event.objects.count(), Document.objects.count(), Person.objects.count()) == before


def test_the_command_prints_who_may_sign_in_with_which_password(capsys):
    seed.main(["empty"], standalone_mode=False)
    out = capsys.readouterr().out
    assert "olivia@harbour-talent.example" in out and "(viewer)" in out
    assert Person.objects.get(role="owner").check_password("open-the-books")
    assert "open-the-books" in out


def test_no_story_is_told_beside_a_real_agency_or_the_real_xero(settings):
    with pytest.raises(NotPossible, match="There is no story “morning”"):
        tell("morning")
    settings.XERO_API_URL = "https://api.xero.com"
    with pytest.raises(NotPossible, match="only told beside a sandbox"):
        tell("empty")
    settings.XERO_API_URL = "http://localhost:9"
    cast.outsider()
    with pytest.raises(NotPossible, match="holds an agency of its own"):
        tell("empty")
