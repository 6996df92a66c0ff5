"""The first agency of a real installation."""

import json

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.cast import office
from tracker.agencies.models import Agency, Person
from tracker.agencies.not_possible import NotPossible
from tracker.cli.agency import agency
from tracker.project.main import ENTRIES, tracker


@pytest.mark.django_db
def test_an_agency_is_made_with_an_owner_who_signs_in_by_the_link(client: Client) -> None:
    arguments = ["create", "Harbour Talent", "--owner", "olivia@harbour.example", "--json"]
    result = CliRunner().invoke(agency, arguments, catch_exceptions=False)
    said = json.loads(result.output)
    assert said["agency"] == Agency.objects.get().name == "Harbour Talent"
    assert Person.objects.get().email == said["owner"]
    page = client.get(said["link"].removeprefix("http://localhost:8000")).content.decode()
    assert "For olivia@harbour.example at Harbour Talent." in page


@pytest.mark.django_db
def test_the_same_agency_twice_is_refused() -> None:
    arguments = ["create", "Harbour Talent", "--owner", "olivia@harbour.example"]
    assert CliRunner().invoke(agency, arguments).exit_code == 0
    assert isinstance(CliRunner().invoke(agency, arguments).exception, NotPossible)


@pytest.mark.django_db
def test_the_only_owner_who_forgot_the_password_gets_another_link(client: Client) -> None:
    office()
    arguments = ["link", "Olivia@harbour.example", "--json"]
    result = CliRunner().invoke(agency, arguments, catch_exceptions=False)
    page = client.get(json.loads(result.output)["link"].removeprefix("http://localhost:8000"))
    assert "Olivia" in page.content.decode()
    nobody = CliRunner().invoke(agency, ["link", "nobody@harbour.example"])
    assert nobody.exit_code == 1 and "Nobody signs in as nobody@" in nobody.output


@pytest.mark.parametrize("name", ENTRIES)
def test_every_command_of_the_table_is_there(name: str) -> None:
    result = CliRunner().invoke(tracker, [name, "--help"], catch_exceptions=False)
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")
