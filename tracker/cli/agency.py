"""`tracker agency create`: a real installation's first agency."""

import click

from tracker.agencies import people
from tracker.agencies.agencies import create_agency
from tracker.agencies.events import TRACKER
from tracker.agencies.models import Person
from tracker.cli.options import answer, json_option


@click.group()
def agency() -> None:
    """The agencies of this installation."""


@agency.command()
@click.argument("name")
@click.option("--owner", metavar="EMAIL", required=True, help="Who owns it and signs in first.")
@json_option
def create(name: str, owner: str, as_json: bool) -> None:
    """Make an agency and its owner, and print the owner's one-time sign-in link."""
    made = create_agency(name=name, owner_email=owner, by=TRACKER)
    link = people.sign_in_link(Person.objects.get(agency=made))
    text = f"{made.name} is there. {owner} signs in once with this link and chooses a password:\n"
    answer({"agency": made.name, "owner": owner, "link": link}, text + link, as_json=as_json)
