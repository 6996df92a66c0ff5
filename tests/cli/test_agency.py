"""The first agency of a real installation."""

import json

import pytest
from click.testing import CliRunner
from django.test import Client

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
    assert client.get(said["link"].removeprefix("http://localhost:8000")).status_code == 200


@pytest.mark.django_db
def test_the_same_agency_twice_is_refused() -> None:
    arguments = ["create", "Harbour Talent", "--owner", "olivia@harbour.example"]
    assert CliRunner().invoke(agency, arguments).exit_code == 0
    assert isinstance(CliRunner().invoke(agency, arguments).exception, NotPossible)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_command_of_the_table_is_there(name: str) -> None:
    result = CliRunner().invoke(tracker, [name, "--help"], catch_exceptions=False)
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")
