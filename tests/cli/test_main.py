"""The command line's manners: one line when it cannot, and nothing loaded in vain."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import click
import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction

from tracker.agencies.models import Agency
from tracker.agencies.not_possible import NotPossible
from tracker.cli.options import answer, the_agency
from tracker.project.main import sentence_for


def tracker(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [Path(sys.executable).with_name("tracker"), *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.project.settings", **environment},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["fly"], {}, "No such command 'fly'."),
        (["migrate", "--fast"], {}, "No such option '--fast'"),
        (["migrate"], {"TRACKER_URL": "nowhere"}, "TRACKER_URL must be an absolute address"),
        (["worker"], {"TRACKER_SECRET_KEY": ""}, "TRACKER_SECRET_KEY is not set"),
        (["web"], {"TRACKER_SENDING_SPEED": "9"}, "TRACKER_SENDING_SPEED is not a setting"),
        (["web"], {"DATABASE_URL": "postgresql://a b@c/d"}, "DATABASE_URL cannot be read"),
        (["serve"], {"TRACKER_SENDING_SPEED": "9"}, "TRACKER_SENDING_SPEED is not a setting"),
        (
            ["migrate"],
            {"DATABASE_URL": "postgresql://localhost:9/x"},
            "The database cannot be reached",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], environment: dict[str, str], sentence: str
) -> None:
    done = tracker(*arguments, **{"DATABASE_URL": "postgresql:///x", **environment})
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("tracker: ") and sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_lists_the_commands_without_a_database() -> None:
    done = tracker("--help", DATABASE_URL="")
    assert done.returncode == 0
    assert "demo" in done.stdout and "migrate" in done.stdout


def test_an_error_for_people_is_its_own_sentence_and_others_are_named() -> None:
    assert sentence_for(NotPossible("It is paid.")) == "It is paid."
    assert sentence_for(ValueError("odd\nthing")) == "ValueError: odd thing"
    assert sentence_for(OperationalError("x")).startswith("The database cannot be reached")


@pytest.mark.django_db
def test_a_database_of_another_version_is_named_with_the_way_on() -> None:
    with pytest.raises(ProgrammingError) as problem, transaction.atomic():
        connection.cursor().execute("SELECT 1 FROM not_made_yet")
    assert sentence_for(problem.value).endswith("run `tracker migrate`.")


@pytest.mark.django_db
def test_the_only_agency_needs_no_name() -> None:
    with pytest.raises(click.ClickException, match="no agency yet"):
        the_agency(None)
    harbour = Agency.objects.create(name="Harbour Talent")
    assert the_agency(None) == harbour
    Agency.objects.create(name="Quay People")
    with pytest.raises(click.ClickException, match="Harbour Talent, Quay People"):
        the_agency(None)
    assert the_agency("harbour talent") == harbour
    with pytest.raises(click.ClickException, match="no agency called “Pier”"):
        the_agency("Pier")


def test_json_is_one_object_with_numbers_for_money(capsys: pytest.CaptureFixture[str]) -> None:
    answer({"net": Decimal("572713.89"), "name": "Größe"}, "text", as_json=True)
    assert json.loads(capsys.readouterr().out) == {"net": 572713.89, "name": "Größe"}
    answer({"net": Decimal(1)}, "one pound", as_json=False)
    assert capsys.readouterr().out == "one pound\n"
