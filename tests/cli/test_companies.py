"""tracker companies same: two names, one company."""

import json

import pytest
from click.testing import CliRunner, Result

from tests import cast
from tests.cast import Office
from tests.documents.csv_import.files import a_file, a_row, planned
from tracker.cli.companies import companies as command
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.documents.csv_import.apply import apply_import

pytestmark = pytest.mark.django_db
FILE = a_file(
    a_row(number="1", client="CANON (UK) LTD", ref="7"),
    a_row(number="2", client="CANON (UK) lTD", ref="8"),
    a_row(number="3", client="CANON (UK) lTD", ref="8"),
)


@pytest.fixture
def office() -> Office:
    return cast.office()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["same", *arguments])


@pytest.mark.parametrize("kind", ["invoice", "payment"])
def test_two_spellings_of_a_file_become_one_and_the_file_brings_nothing_new(
    office: Office, kind: str
) -> None:
    apply_import(planned(office, FILE, kind=kind), by=office.owner)
    result = run("CANON (UK) LTD", "CANON (UK)  lTD", "--json")
    assert result.exit_code == 0, result.output
    moved = {"invoices": 0, "payments": 0, f"{kind}s": 2}
    assert json.loads(result.output) == {
        "kept": "CANON (UK) LTD",
        "other": "CANON (UK)  lTD",
        **moved,
    }
    kept = Company.objects.get()
    assert kept.documents.count() == 3
    again = planned(office, FILE, kind=kind).summary()
    assert (again["documents"], again["unchanged"], again["refused"]) == (0, 3, 0)
    assert again["companies"] == 0


@pytest.mark.parametrize(("client", "ref"), [("CANON (UK) lTD", ""), ("Whatever", "8")])
def test_a_new_document_under_the_other_name_or_reference_is_the_kept_companys(
    office: Office, client: str, ref: str
) -> None:
    apply_import(planned(office, FILE), by=office.owner)
    run("CANON (UK) LTD", "CANON (UK) lTD")
    plan = planned(office, a_file(a_row(number="4", client=client, ref=ref)))
    assert not any(each.is_new for each in plan.companies) and not plan.refusals
    apply_import(plan, by=office.owner)
    assert Company.objects.get().documents.count() == 4


def test_for_a_person_it_says_what_moved_and_again_that_it_is_so(office: Office) -> None:
    cast.approved_invoice(office, companies.create(agency=office.agency, name="Canon", by="t"))
    companies.create(agency=office.agency, name="CANON", by="t")
    assert run("CANON", "Canon").output == "“Canon” is “CANON” now: 1 invoice moved.\n"
    assert run("CANON", "Canon").output == "“Canon” is “CANON” already.\n"


def test_a_name_that_nobody_has_is_one_line_and_exits_with_1(office: Office) -> None:
    companies.create(agency=office.agency, name="Canon", by="t")
    result = run("Canon", "canon", "--json")
    assert result.exit_code == 1
    assert result.output == "Error: There is no company called exactly “canon”.\n"
