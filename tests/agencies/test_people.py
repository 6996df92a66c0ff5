"""People are invited, change roles, are removed, and sign in by a link once."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from tests import cast
from tests.cast import Office
from tracker.agencies import events, people
from tracker.agencies.models import Person, Role
from tracker.agencies.not_possible import NotPossible

pytestmark = pytest.mark.django_db
A_PASSWORD = "nine green bottles"


@pytest.fixture
def office() -> Office:
    return cast.office()


def invited(office: Office) -> Person:
    return people.invite(
        office.agency, email="New@Harbour.example", name="Nora", role=Role.FINANCE, by=office.owner
    )


def token_of(person: Person) -> str:
    return people.sign_in_link(person).rstrip("/").rpartition("/")[2]


def test_a_link_leads_to_whom_it_is_for(office: Office) -> None:
    nora = invited(office)
    assert people.sign_in_link(nora).startswith("http://localhost:8000/sign-in/link/")
    assert people.person_of_link(token_of(nora)) == nora


def test_a_link_works_once(office: Office) -> None:
    nora = invited(office)
    token = token_of(nora)
    people.set_password(nora, password=A_PASSWORD, by=nora)
    assert people.person_of_link(token) is None


def test_a_new_link_takes_the_place_of_the_one_before(office: Office) -> None:
    nora = invited(office)
    before, after = token_of(nora), token_of(nora)
    assert people.person_of_link(before) is None
    assert people.person_of_link(after) == nora


def test_a_link_lasts_seven_days(office: Office, settings: Settings) -> None:
    nora = invited(office)
    token = token_of(nora)
    settings.TRACKER_CLOCK_OFFSET_SECONDS = timedelta(days=6, hours=23).total_seconds()
    assert people.person_of_link(token) == nora
    settings.TRACKER_CLOCK_OFFSET_SECONDS = timedelta(days=7, minutes=1).total_seconds()
    assert people.person_of_link(token) is None


def test_a_link_that_was_touched_leads_nowhere(office: Office) -> None:
    token = token_of(invited(office))
    assert people.person_of_link(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert people.person_of_link("") is None


def test_a_removed_person_has_no_way_in_and_keeps_a_name_in_the_history(office: Office) -> None:
    nora = invited(office)
    token = token_of(nora)
    people.remove(nora, by=office.owner)
    assert people.person_of_link(token) is None
    told = [event.sentence for event in events.history(office.agency, "person", nora.pk)]
    assert told == ["Nora was removed.", "Nora was invited as finance."]


def test_a_removed_person_can_be_invited_again(office: Office) -> None:
    nora = invited(office)
    people.remove(nora, by=office.owner)
    assert invited(office).pk == nora.pk
    assert people.person_of_link(token_of(invited_now(nora))) == nora


def invited_now(person: Person) -> Person:
    person.refresh_from_db()
    return person


def test_nobody_is_invited_twice_or_taken_from_another_agency(office: Office) -> None:
    invited(office)
    with pytest.raises(NotPossible, match="already signs in"):
        invited(office)
    otto = cast.outsider()
    with pytest.raises(NotPossible, match="already signs in"):
        people.invite(
            office.agency, email=otto.email, name="Otto", role=Role.VIEWER, by=office.owner
        )


def test_the_last_owner_stays(office: Office) -> None:
    with pytest.raises(NotPossible, match="only owner"):
        people.remove(office.owner, by=office.owner)
    with pytest.raises(NotPossible, match="only owner"):
        people.change_role(office.owner, role=Role.VIEWER, by=office.owner)
    people.change_role(office.colleague, role=Role.OWNER, by=office.owner)
    people.remove(office.owner, by=office.colleague)
    assert list(Person.objects.filter(agency=office.agency, role=Role.OWNER, is_active=True)) == [
        office.colleague
    ]
