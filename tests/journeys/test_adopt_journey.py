"""Half of two months was typed into Xero by hand: what a person finds, ticks and sends after it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.connected import a_grant, beside_a_sandbox
from tests.journeys.conftest import At
from tests.journeys.test_accessibility import complaints
from tracker import clock
from tracker.accounts_system import connecting, consents, contacts
from tracker.accounts_system.models import Connection, DocumentLink
from tracker.agencies.models import Person, Role
from tracker.cli.seed import tell
from tracker.sending import adoption
from tracker.sending.adoption import Kind

LOOKS = [(1440, "light"), (390, "dark")]


@pytest.fixture
def messy(transactional_db: None) -> Iterator[Connection]:
    """The busy month, connected to the organisation in which half of it was typed in."""
    tell("busy_month")
    owner = Person.objects.get(role=Role.OWNER)
    with beside_a_sandbox(story="messy") as sandbox:
        grant = a_grant(sandbox)
        connection = connecting.connect(
            owner.agency,
            entity=owner.agency.entities.get(),
            token_set=consents.keep_tokens(owner.agency, grant),
            tenant=consents.tenants(grant)[0],
            send_from_date=clock.today() - timedelta(days=90),
            by=owner,
        )
        contacts.read_contacts(connection)
        yield connection


def numbers(
    connection: Connection, kind: Kind, *, sure: bool | None = None, of: str = "invoice"
) -> set[str]:
    found = [each for each in adoption.proposals(connection, of) if each.kind == kind]
    return {str(each.document) for each in found if sure is None or each.is_sure == sure}


def test_what_was_typed_in_by_hand_is_found_and_told_apart(messy: Connection) -> None:
    same = {1001, 1002, 1003, 1004, 1006, 1011, 1012, 1013, 1014, 1016, 1023}
    assert numbers(messy, Kind.SAME) == {f"DEMO-{number}" for number in same}
    assert numbers(messy, Kind.OTHER_NUMBER) == {
        f"DEMO-{number}" for number in (1025, 1026, 1027, 1035)
    }
    assert numbers(messy, Kind.DIFFERS) == {f"DEMO-{number}" for number in (1015, 1024, 1028, 1038)}


def test_what_was_typed_in_as_bills_is_told_apart_too(messy: Connection) -> None:
    assert numbers(messy, Kind.SAME, of="payment", sure=True) == {
        f"PAY-{number}" for number in (1002, 1004, 1005, 1010, 1012)
    }
    # Two bills of that number from that supplier, and one under another contact than the others
    # of its supplier: a person says which.
    assert numbers(messy, Kind.SAME, of="payment", sure=False) == {"PAY-1007", "PAY-1018"}
    assert numbers(messy, Kind.OTHER_NUMBER, of="payment") == {"PAY-1003", "PAY-1006"}
    assert numbers(messy, Kind.DIFFERS, of="payment") == {"PAY-1001", "PAY-1014"}


def test_what_is_on_an_archived_contact_is_not_ticked_by_itself(messy: Connection) -> None:
    doubtful = numbers(messy, Kind.SAME, sure=False)
    assert doubtful == {"DEMO-1012", "DEMO-1016"}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_person_adopts_what_agrees(
    messy: Connection, desk_of: At, width: int, scheme: str
) -> None:
    owner = Person.objects.get(role=Role.OWNER)
    size = {"width": width, "height": 1000}
    page = desk_of(owner, viewport=size, color_scheme=scheme).new_page()
    page.goto("/plugins/")
    page.get_by_role("link", name="look at them before you send").first.click()
    assert complaints(page) == []
    sure = len([each for each in adoption.proposals(messy, "invoice") if each.is_sure])
    page.get_by_role("button", name=f"Adopt {sure} invoices", exact=True).click()
    page.get_by_text(f"{sure} invoices adopted").wait_for()
    assert complaints(page) == []
    assert DocumentLink.objects.count() == sure
    page.get_by_role("button", name="It is another invoice").first.click()
    page.get_by_role("heading", name="Said to be other invoices").wait_for()
    assert complaints(page) == []


def test_bills_are_laid_beside_the_suppliers_number_and_date_and_adopted_as_payments(
    messy: Connection, desk_of: At
) -> None:
    owner = Person.objects.get(role=Role.OWNER)
    page = desk_of(owner, viewport={"width": 390, "height": 1000}).new_page()
    page.goto("/adopt/payments/")
    assert complaints(page) == []
    row = page.get_by_role("row").filter(has_text="PAY-1018")
    assert row.get_by_role("link", name="SD-0119").count() == 1, "in Xero"
    assert "PAY-1018 SD-0119" in row.inner_text(), "here"
    sure = len([each for each in adoption.proposals(messy, "payment") if each.is_sure])
    # It is on a contact called Limited, the others of this supplier on one called Ltd.
    assert not row.get_by_role("checkbox").is_checked()
    page.get_by_role("button", name=f"Adopt {sure} payments", exact=True).click()
    page.get_by_text(f"{sure} payments adopted").wait_for()
    assert DocumentLink.objects.count() == sure
